// SPDX-License-Identifier: Apache-2.0
// Where the manager enters a module (SPEC.md section 4): r0 = the module's header, r1 = end of its
// RAM, r9 = its data (GOT first); RAM is zero, the stack empty.

#include "manager/abi/svc.h"

    .syntax unified
    .cpu cortex-m33
    .thumb

    .section .text.module_start, "ax"
    .balign 4
    // struct Parts of start.cpp: offsets, not addresses (module.ld).
start_parts:
    .word __sm_data_load
    .word __sm_data_size
    .word __sm_init_start
    .word __sm_init_end
    .word __sm_bss_end

    // A service function returns here, four bytes before the start routine.
    svc     #SM_SVC_SFN_RETURN
    udf     #0
    .global __module_start
    .type __module_start, %function
    .thumb_func
__module_start:
    mov     r2, r9
    adr     r3, start_parts
    bl      sm_module_start             // (image, RAM end, data, parts) -> status
    svc     #SM_SVC_STARTED
    udf     #0
    .size __module_start, . - __module_start
