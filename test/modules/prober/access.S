// SPDX-License-Identifier: Apache-2.0
// One access each, at addresses that no compiler may reason about.

    .syntax unified
    .cpu cortex-m33
    .thumb

    // The module's header: a difference, so that no address stands in the image.
    .section .text.prober_image, "ax"
    .global prober_image
    .type prober_image, %function
    .thumb_func
    .balign 4
prober_image:
    adr     r1, image_distance
    ldr     r0, [r1]
    add     r0, r1
    bx      lr
    .balign 4
image_distance:
    .word   __module_header - image_distance
    .size prober_image, . - prober_image

    .section .text.prober_nothing, "ax"
    .global prober_nothing
    .type prober_nothing, %function
    .thumb_func
    .balign 4
prober_nothing:
    bx      lr
    .size prober_nothing, . - prober_nothing

    .section .text.prober_here, "ax"
    .global prober_here
    .type prober_here, %function
    .thumb_func
    .balign 4
    // r0 := address of prober_nothing
prober_here:
    adr     r1, nothing_distance
    ldr     r0, [r1]
    add     r0, r1
    bx      lr
    .balign 4
nothing_distance:
    .word   prober_nothing - nothing_distance
    .size prober_here, . - prober_here

    // (address, r0 of the call): whatever is there must come back by lr.
    .section .text.prober_execute, "ax"
    .global prober_execute
    .type prober_execute, %function
    .thumb_func
prober_execute:
    push    {r4, lr}
    orr     r4, r0, #1
    mov     r0, r1
    blx     r4
    pop     {r4, pc}
    .size prober_execute, . - prober_execute

    .section .text.prober_overflow, "ax"
    .global prober_overflow
    .type prober_overflow, %function
    .thumb_func
prober_overflow:
    push    {r0-r7}
    b       prober_overflow
    .size prober_overflow, . - prober_overflow

    .section .text.prober_branch, "ax"
    .global prober_branch
    .type prober_branch, %function
    .thumb_func
    // (any value a branch takes, bit 0 as it is)
prober_branch:
    mov     lr, r0
    bx      lr
    .size prober_branch, . - prober_branch
