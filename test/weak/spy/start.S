// SPDX-License-Identifier: Apache-2.0
// The spy's start and its one access that may fault.

    .syntax unified
    .cpu cortex-m33
    .thumb

    .section .vectors, "a"
    .word __spy_stack
    .word reset
    .rept 14
    .word fault
    .endr

    .section .text.reset, "ax"
    .type reset, %function
    .global reset
reset:
    cpsid   i
    ldr     r0, =__bss_start
    ldr     r1, =__bss_end
    movs    r2, #0
1:  cmp     r0, r1
    beq     2f
    str     r2, [r0], #4
    b       1b
2:  bl      spy_main
3:  wfi
    b       3b

    // bool spy_read(uint32_t address, uint32_t *value): false where it faulted
    .section .text.spy_read, "ax"
    .type spy_read, %function
    .thumb_func
    .global spy_read
spy_read:
    mov     r2, r0
    movs    r0, #1
    movs    r3, #0
    ldr.w   r3, [r2]
    str     r3, [r1]
    bx      lr
    .size spy_read, . - spy_read

    // Steps over the load, its result is false.
    .section .text.fault, "ax"
    .type fault, %function
    .thumb_func
fault:
    ldr     r0, [sp, #24]
    adds    r0, r0, #4
    str     r0, [sp, #24]
    movs    r0, #0
    str     r0, [sp]
    ldr     r0, =0xE000ED28             // CFSR, HFSR
    ldr     r1, [r0]
    str     r1, [r0]
    ldr     r1, [r0, #4]
    str     r1, [r0, #4]
    bx      lr
    .size fault, . - fault
