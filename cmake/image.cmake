# SPDX-License-Identifier: Apache-2.0
# From a linked ELF to a signed image in build/chip/images/.
#
#   sm_signed_image(TARGET COMPONENT urot|manager|app KEY name [VERSION 1.2.3] [COUNTER n]
#                   [PAYLOAD file])
#
# TARGET is an executable; its binary (or PAYLOAD, a file that something else made from it) is
# signed with build/keys/<KEY>.pem into build/chip/images/TARGET.bin. Adds the target TARGET_image,
# part of all.

set(SM_KEYS ${SM_ROOT}/build/keys CACHE PATH "folder of the signing keys")
set(SM_IMAGES ${CMAKE_BINARY_DIR}/images)
file(MAKE_DIRECTORY ${SM_IMAGES})

function(sm_signed_image target)
    cmake_parse_arguments(arg "" "COMPONENT;KEY;VERSION;COUNTER;PAYLOAD" "" ${ARGN})
    if(NOT arg_VERSION)
        set(arg_VERSION 1.0.0)
    endif()
    if(NOT arg_COUNTER)
        set(arg_COUNTER 1)
    endif()
    if(NOT arg_PAYLOAD)
        set(arg_PAYLOAD ${CMAKE_CURRENT_BINARY_DIR}/${target}.payload)
        add_custom_command(OUTPUT ${arg_PAYLOAD} DEPENDS ${target} VERBATIM
            COMMAND ${CMAKE_OBJCOPY} -O binary $<TARGET_FILE:${target}> ${arg_PAYLOAD})
    endif()
    set(key ${SM_KEYS}/${arg_KEY}.pem)
    set(image ${SM_IMAGES}/${target}.bin)
    add_custom_command(OUTPUT ${image} DEPENDS ${arg_PAYLOAD} ${key} ${SM_TOOL} VERBATIM
        COMMENT "signing ${target} with the ${arg_KEY} key"
        COMMAND ${SM_TOOL} image sign --component ${arg_COMPONENT} --key ${key}
                --version ${arg_VERSION} --counter ${arg_COUNTER} ${arg_PAYLOAD} ${image})
    add_custom_target(${target}_image ALL DEPENDS ${image})
endfunction()
