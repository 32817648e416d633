# SPDX-License-Identifier: Apache-2.0
# What every area's CMakeLists.txt uses:
#
#   sm_flags(TARGET)                               our warnings, language level, include root
#   sm_library(NAME SOURCES a.cpp... DEPS b...)    static library (no sources: interface library)
#   sm_test(NAME SOURCES a_test.cpp... DEPS b...)  GoogleTest binary where SM_TESTS is on (preset
#                                                  host-asan), nothing elsewhere
#   sm_chip_test(NAME COMMAND args...)             test on the virtual chip (suite chip), where
#                                                  SM_TESTS is on; fails by its exit code
#   SM_CHIP                                        true in firmware builds
#   SM_ROOT, SM_GENERATED, SM_MBEDTLS              top; generated headers; Mbed TLS's source
#   SM_TOOL                                        the host tool, which chip builds call
#
# Includes are rooted at the top of the tree and at the build folder's generated/.

set(SM_CHIP ${CMAKE_CROSSCOMPILING})
set(SM_ROOT ${CMAKE_SOURCE_DIR})
set(SM_GENERATED ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${SM_GENERATED})
option(SM_SANITIZE "build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(SM_TESTS "build the unit tests" ${SM_SANITIZE})
set(SM_TOOL ${SM_ROOT}/build/host/host/sm CACHE FILEPATH "the host tool")
if(NOT SM_MBEDTLS)
    set(SM_MBEDTLS ${SM_ROOT}/build/deps/mbedtls)
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The same bytes wherever the tree lies.
add_compile_options(-ffile-prefix-map=${SM_ROOT}/=)
if(SM_SANITIZE)
    add_compile_options(-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
                        -fno-omit-frame-pointer
                        # the sanitizers' code makes GCC 12 suspect its own <regex>
                        -Wno-maybe-uninitialized)
    add_link_options(-fsanitize=address,undefined)
endif()

if(SM_TESTS)
    enable_testing()
    find_package(GTest REQUIRED)
    include(GoogleTest)
endif()

set(sm_firmware_flags -Os -g -fno-asynchronous-unwind-tables -fcallgraph-info=su
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>
    $<$<COMPILE_LANGUAGE:CXX>:-fno-threadsafe-statics>)

function(sm_flags target)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "INTERFACE_LIBRARY")
        target_include_directories(${target} INTERFACE ${SM_ROOT} ${SM_GENERATED})
        return()
    endif()
    target_include_directories(${target} PUBLIC ${SM_ROOT} ${SM_GENERATED})
    target_compile_options(${target} PRIVATE $<$<NOT:$<COMPILE_LANGUAGE:ASM>>:-Wall>
        $<$<NOT:$<COMPILE_LANGUAGE:ASM>>:-Wextra> $<$<NOT:$<COMPILE_LANGUAGE:ASM>>:-Werror>)
    if(SM_CHIP)
        target_compile_options(${target} PRIVATE ${sm_firmware_flags})
    endif()
endfunction()

function(sm_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;DEPS" ${ARGN})
    if(arg_SOURCES)
        add_library(${name} STATIC ${arg_SOURCES})
        target_link_libraries(${name} PUBLIC ${arg_DEPS})
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE ${arg_DEPS})
    endif()
    sm_flags(${name})
endfunction()

function(sm_test name)
    if(NOT SM_TESTS)
        return()
    endif()
    cmake_parse_arguments(arg "" "" "SOURCES;DEPS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_DEPS} GTest::gtest_main GTest::gtest)
    sm_flags(${name})
    gtest_discover_tests(${name} TEST_PREFIX ${name}: PROPERTIES LABELS unit TIMEOUT 60
                         DISCOVERY_MODE PRE_TEST)
endfunction()

# Labelled by NAME's first word too, so that `./sm test WORD` runs those alone:
# sm_chip_test(boot-refusal ...) belongs to the suites chip and boot.
function(sm_chip_test name)
    if(NOT SM_TESTS)
        return()
    endif()
    string(REGEX MATCH "^[a-z0-9]+" suite ${name})
    add_test(NAME chip:${name} COMMAND ${ARGN})
    set_tests_properties(chip:${name} PROPERTIES LABELS "chip;${suite}" TIMEOUT 600
        ENVIRONMENT "SM_ROOT=${SM_ROOT};SM_TOOL=${SM_TOOL}")
endfunction()
