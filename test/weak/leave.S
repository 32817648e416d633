// SPDX-License-Identifier: Apache-2.0
// boot/stage/leave.S without what it is there for: wipes nothing, raises nothing, just jumps.

    .syntax unified
    .cpu cortex-m33
    .thumb

    .section .rodata.leave, "a"
    .balign 32
    .global leave_code, leave_code_end
leave_code:
    movs    r6, #0
    movw    r10, #0xED94                // MPU_CTRL
    movt    r10, #0xE000
    str     r6, [r10]
    movw    r10, #0xED08                // VTOR
    movt    r10, #0xE000
    str     r0, [r10]
    dsb
    isb
    ldr     r11, [r0]
    ldr     r12, [r0, #4]
    msr     msp, r11
    cpsie   i
    bx      r12
    .balign 4
leave_code_end:

    .section .text.leave_start, "ax"
    .type leave_start, %function
    .global leave_start
leave_start:
    movs    r6, #0
    msr     msplim, r6
    ldr     r12, =__leave_room + 1
    bx      r12
    .size leave_start, . - leave_start
