# SPDX-License-Identifier: Apache-2.0
# must_not_compile(NAME FOLDER): one test per FOLDER/*.cpp that the compiler refuses it, and says
# what the file's "// expect: REGEX" line says. A file with "// expect-ok" must compile: it shows
# that the others are refused for their own reason. Includes are rooted at the top of the tree.

function(must_not_compile name folder)
    if(SM_CHIP)
        return()
    endif()
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    foreach(source IN LISTS sources)
        get_filename_component(case ${source} NAME_WE)
        set(test ${name}:MisuseFailsToCompile.${case})
        add_test(NAME ${test} COMMAND ${CMAKE_CXX_COMPILER} -std=c++23 -fsyntax-only
            -fno-diagnostics-color -Wall -Wextra -Werror -I${SM_ROOT} ${source})
        set_tests_properties(${test} PROPERTIES LABELS unit TIMEOUT 60 ENVIRONMENT LC_ALL=C)
        file(STRINGS ${source} expected REGEX "^// expect: ")
        if(expected)
            string(REGEX REPLACE "^// expect: " "" expected "${expected}")
            set_tests_properties(${test} PROPERTIES
                PASS_REGULAR_EXPRESSION "error: [^\n]*${expected}")
        endif()
    endforeach()
endfunction()
