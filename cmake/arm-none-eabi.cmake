# SPDX-License-Identifier: Apache-2.0
# GCC for Arm, Cortex-M33. Soft float is the compiler's default and right for everything secure; an
# application that wants the FPU adds -mfpu=fpv5-sp-d16 -mfloat-abi=hard to its own targets. -mcmse
# belongs to the targets that have secure entry functions.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR cortex-m33)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
set(CMAKE_OBJCOPY arm-none-eabi-objcopy)
set(CMAKE_SIZE arm-none-eabi-size)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_EXECUTABLE_SUFFIX .elf)

set(sm_cpu "-mcpu=cortex-m33 -mthumb -ffunction-sections -fdata-sections")
set(CMAKE_C_FLAGS_INIT "${sm_cpu}")
set(CMAKE_CXX_FLAGS_INIT "${sm_cpu}")
set(CMAKE_ASM_FLAGS_INIT "-mcpu=cortex-m33 -mthumb")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,--gc-sections -Wl,--fatal-warnings")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
