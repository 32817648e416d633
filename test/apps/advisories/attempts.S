// SPDX-License-Identifier: Apache-2.0

    .syntax unified
    .cpu cortex-m33
    .fpu fpv5-sp-d16
    .thumb

    .section .text.registers_around, "ax"
    .global registers_around
    .type registers_around, %function
    .thumb_func
registers_around:
    push    {r1, r4-r11, lr}            // 10 words: 8-byte aligned
    vpush   {s16-s31}
    mov     r12, r2
    add     r3, r0, #4 * 13
    vldmia  r3, {s0-s31}
    ldr     r3, [r0, #4 * 45]
    vmsr    fpscr, r3
    add     r3, r0, #4 * 4
    ldm     r3, {r4-r11}
    ldm     r0, {r0-r3}
    blx     r12
    push    {r0-r3}
    ldr     r0, [sp, #4 * 20]           // behind r0-r3 and s16-s31: `after`
    add     r1, r0, #4 * 13
    vstmia  r1, {s0-s31}
    vmrs    r1, fpscr
    str     r1, [r0, #4 * 45]
    str     r12, [r0, #4 * 12]
    add     r1, r0, #4 * 4
    stm     r1, {r4-r11}
    pop     {r4-r7}
    stm     r0, {r4-r7}
    vpop    {s16-s31}
    pop     {r1, r4-r11, pc}
    .size registers_around, . - registers_around

    .section .text.branch_and_recover, "ax"
    .global branch_and_recover
    .type branch_and_recover, %function
    .thumb_func
branch_and_recover:
    push    {r4-r11, lr}
    ldr     r1, =recover_stack
    str     sp, [r1]
    bx      r0
recover:
    pop     {r4-r11, pc}
    .size branch_and_recover, . - branch_and_recover

    // The fault's frame is on the main stack, which thread mode uses too. What the branch made of
    // the stack pointer is forgotten.
    .section .text.MemManage_Handler, "ax"
    .global MemManage_Handler
    .type MemManage_Handler, %function
    .thumb_func
MemManage_Handler:
    ldr     r0, =faults_recovered
    ldr     r1, [r0]
    adds    r1, #1
    str     r1, [r0]
    ldr     r0, =recover_stack
    ldr     r0, [r0]
    subs    r0, #32
    mov     sp, r0
    ldr     r1, =recover
    bic     r1, r1, #1
    str     r1, [r0, #24]
    mov     r1, #1 << 24
    str     r1, [r0, #28]
    mvn     lr, #0x47                   // 0xFFFFFFB8: non-secure thread mode, main stack
    bx      lr
    .size MemManage_Handler, . - MemManage_Handler

    .bss
    .balign 4
recover_stack:
    .word   0
    .global faults_recovered
faults_recovered:
    .word   0
