# SPDX-License-Identifier: Apache-2.0
# From a linked ELF to a signed image in build/chip/images/.
#
#   sm_signed_image(TARGET COMPONENT urot|manager|app KEY name [VERSION 1.2.3] [COUNTER n]
#                   [PAYLOAD file])
#
#   sm_data_image(NAME SOURCE file.c [KEY name] [VERSION 1.2.3] [COUNTER n])
#
# TARGET is an executable; its binary (or PAYLOAD, a file that something else made from it) is
# signed with build/keys/<KEY>.pem into build/chip/images/TARGET.bin. Adds the target TARGET_image,
# part of all. NAME is a [[data]] of system.toml; its bytes are section .data_image of SOURCE;
# signed with build/keys/<KEY>.pem (data) it becomes build/chip/images/NAME.bin.

set(SM_KEYS ${SM_ROOT}/build/keys CACHE PATH "folder of the signing keys")
set(SM_IMAGES ${CMAKE_BINARY_DIR}/images)
file(MAKE_DIRECTORY ${SM_IMAGES})
# A key that a newer system.toml names may be missing still.
execute_process(COMMAND ${SM_TOOL} keys new --if-missing --dir ${SM_KEYS} OUTPUT_QUIET)

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

function(sm_data_image name)
    cmake_parse_arguments(arg "" "SOURCE;KEY;VERSION;COUNTER" "" ${ARGN})
    foreach(default IN ITEMS "KEY data" "VERSION 1.0.0" "COUNTER 1")
        string(REPLACE " " ";" default ${default})
        list(GET default 0 option)
        if(NOT arg_${option})
            list(GET default 1 arg_${option})
        endif()
    endforeach()
    add_library(${name}_data OBJECT ${arg_SOURCE})
    sm_flags(${name}_data)
    set(payload ${CMAKE_CURRENT_BINARY_DIR}/${name}.payload)
    set(key ${SM_KEYS}/${arg_KEY}.pem)
    set(image ${SM_IMAGES}/${name}.bin)
    add_custom_command(OUTPUT ${image} VERBATIM
        DEPENDS ${name}_data $<TARGET_OBJECTS:${name}_data> ${key} ${SM_TOOL}
        COMMAND ${CMAKE_OBJCOPY} -O binary -j .data_image $<TARGET_OBJECTS:${name}_data> ${payload}
        COMMAND ${SM_TOOL} image sign --data ${name} --key ${key} --version ${arg_VERSION}
                --counter ${arg_COUNTER} ${payload} ${image})
    add_custom_target(${name}_image ALL DEPENDS ${image})
endfunction()
