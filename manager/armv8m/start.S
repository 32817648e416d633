// SPDX-License-Identifier: Apache-2.0
// From uROT's jump to the first domain. Entered as after a reset: privileged, MSP, MPU off,
// nothing in a register is relied upon.

#include "manager/armv8m/vocabulary.inc"

    .syntax unified
    .cpu cortex-m33
    .thumb

    .section .text.reset, "ax"
    .global reset
    .type reset, %function
reset:
    cpsid   i
    put     r0, __vectors
    put     r1, 0xE000ED08              // VTOR
    str     r0, [r1]
    movs    r2, #0
    msr     control, r2
    put     r0, __stack_limit
    msr     msplim, r0
    isb
    put     r0, __ram_start
    put     r1, __ram_end
    movs    r3, #0
    movs    r4, #0
    movs    r5, #0
1:  stmia   r0!, {r2, r3, r4, r5}
    cmp     r0, r1
    blo     1b
    put     r0, __stack_seal
    put     r1, 0xFEF5EDA5
    str     r1, [r0]
    str     r1, [r0, #4]
    mov     sp, r0
    bl      manager_main                // ends in first_domain
    b       .
    .size reset, . - reset

    // r0 = free part of the agent's stack. Thread mode becomes the agent: PSP, then an exception
    // whose handler drops privilege and leaves into the first domain. MSP is empty from here on.
    .section .text.first_domain, "ax"
    .global first_domain
    .type first_domain, %function
first_domain:
    put     r1, __stack_seal
    msr     psp, r0
    movs    r2, #2                      // SPSEL; still privileged
    msr     control, r2
    isb
    msr     msp, r1
    put     r1, 0xE000ED04              // ICSR.PENDSVSET
    mov     r2, #1 << 28
    cpsie   i
    str     r2, [r1]
    dsb
    isb
    b       .
    .size first_domain, . - first_domain
