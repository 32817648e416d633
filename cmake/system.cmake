# SPDX-License-Identifier: Apache-2.0
# Firmware builds: system.toml becomes generated/system/ (layout.h, linker memory maps) and
# generated/psa_manifest/ when CMake configures, and again when a manifest or the tool changes.

if(NOT EXISTS ${SM_TOOL})
    message(WARNING "no host tool in ${SM_TOOL}: build the preset host first; nothing is generated")
    return()
endif()

file(GLOB_RECURSE sm_manifests CONFIGURE_DEPENDS ${SM_ROOT}/modules/*.json)
set_property(DIRECTORY ${SM_ROOT} APPEND PROPERTY
    CMAKE_CONFIGURE_DEPENDS ${SM_ROOT}/system.toml ${sm_manifests} ${SM_TOOL})
execute_process(COMMAND ${SM_TOOL} gen ${SM_ROOT}/system.toml -o ${SM_GENERATED}
                OUTPUT_QUIET RESULT_VARIABLE sm_gen_result)
if(NOT sm_gen_result EQUAL 0)
    message(FATAL_ERROR "sm gen refused system.toml, see above")
endif()
