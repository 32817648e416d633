// SPDX-License-Identifier: Apache-2.0
// Field primitives for Cortex-M33 (Armv8-M Mainline with the DSP extension: UMAAL).
// Contract in field.h, derivation in DESIGN.md. No branch and no table: constant time.

    .syntax unified
    .thumb
    .text

// One row of the Montgomery product, and the step that makes its lowest word zero.
//   a in the frame at [sp], r2 = b; t0..t7 and lr (0 or 1) hold the sum, 257 bits
//   (t0..t7, lr) = (sum + a * b[i] + t0' * p) / 2^32, which lies in (t1..t7, c) and lr
// Clobbers r0, r1, r3, t0.
    .macro row i, t0, t1, t2, t3, t4, t5, t6, t7, c
    ldr     r3, [r2, #4 * \i]
    mov     \c, #0
    ldrd    r0, r1, [sp, #0]
    umaal   \t0, \c, r0, r3
    umaal   \t1, \c, r1, r3
    ldrd    r0, r1, [sp, #8]
    umaal   \t2, \c, r0, r3
    umaal   \t3, \c, r1, r3
    ldrd    r0, r1, [sp, #16]
    umaal   \t4, \c, r0, r3
    umaal   \t5, \c, r1, r3
    ldrd    r0, r1, [sp, #24]
    umaal   \t6, \c, r0, r3
    umaal   \t7, \c, r1, r3
    adds    \c, \c, lr
    sbc     lr, lr, lr              // carry - 1, mended by the last adc
    // m = t0; m * p = m * 2^256 - m * 2^224 + m * 2^192 + m * 2^96 - m
    rsbs    r0, \t0, #0             // r1:r0 = m * (2^32 - 1), at 2^224
    sbc     r1, \t0, #0
    adds    \t3, \t3, \t0
    adcs    \t4, \t4, #0
    adcs    \t5, \t5, #0
    adcs    \t6, \t6, \t0
    adcs    \t7, \t7, r0
    adcs    \c, \c, r1
    adc     lr, lr, #1
    .endm

// (t0..t7, top) - p where that is not negative; top is 0 or 1 and is destroyed.
// p = {-1, -1, -1, 0, 0, 0, 1, -1}: subtracting a word of all ones is adding the carry.
    .macro reduce_once t0, t1, t2, t3, t4, t5, t6, t7, top
    adds    \t0, \t0, #1
    adcs    \t1, \t1, #0
    adcs    \t2, \t2, #0
    sbcs    \t3, \t3, #0
    sbcs    \t4, \t4, #0
    sbcs    \t5, \t5, #0
    sbcs    \t6, \t6, #1
    adcs    \t7, \t7, #0
    sbcs    \top, \top, #0
    sbc     \top, \top, \top        // all ones: it was less than p
    add_masked_p \t0, \t1, \t2, \t3, \t4, \t5, \t6, \t7, \top
    .endm

// Adds p where mask is all ones, nothing where it is zero.
    .macro add_masked_p t0, t1, t2, t3, t4, t5, t6, t7, mask
    adds    \t0, \t0, \mask
    adcs    \t1, \t1, \mask
    adcs    \t2, \t2, \mask
    adcs    \t3, \t3, #0
    adcs    \t4, \t4, #0
    adcs    \t5, \t5, #0
    adcs    \t6, \t6, \mask, lsr #31
    adc     \t7, \t7, \mask
    .endm

// r3..r10 = *r1 (op) *r2 with carry, through r11 and r12.
    .macro words_with_carry first, next
    ldm     r1, {r3-r10}
    ldrd    r11, r12, [r2, #0]
    \first  r3, r3, r11
    \next   r4, r4, r12
    ldrd    r11, r12, [r2, #8]
    \next   r5, r5, r11
    \next   r6, r6, r12
    ldrd    r11, r12, [r2, #16]
    \next   r7, r7, r11
    \next   r8, r8, r12
    ldrd    r11, r12, [r2, #24]
    \next   r9, r9, r11
    \next   r10, r10, r12
    .endm

// void p256_field_multiply(uint32_t* out, const uint32_t* a, const uint32_t* b)
// The nine registers r4..r12 are a ring: each row frees its lowest word for the next row's carry.
    .section .text.p256_field_multiply, "ax", %progbits
    .balign 4
    .global p256_field_multiply
    .type   p256_field_multiply, %function
    .thumb_func
p256_field_multiply:
    push    {r0, r4-r11, lr}
    ldm     r1, {r4-r11}
    push    {r4-r11}
    movs    r4, #0
    movs    r5, #0
    movs    r6, #0
    movs    r7, #0
    mov     r8, r4
    mov     r9, r4
    mov     r10, r4
    mov     r11, r4
    mov     lr, r4
    row     0, r4, r5, r6, r7, r8, r9, r10, r11, r12
    row     1, r5, r6, r7, r8, r9, r10, r11, r12, r4
    row     2, r6, r7, r8, r9, r10, r11, r12, r4, r5
    row     3, r7, r8, r9, r10, r11, r12, r4, r5, r6
    row     4, r8, r9, r10, r11, r12, r4, r5, r6, r7
    row     5, r9, r10, r11, r12, r4, r5, r6, r7, r8
    row     6, r10, r11, r12, r4, r5, r6, r7, r8, r9
    row     7, r11, r12, r4, r5, r6, r7, r8, r9, r10
    reduce_once r12, r4, r5, r6, r7, r8, r9, r10, lr
    add     sp, sp, #32
    ldr     r0, [sp], #4
    str     r12, [r0], #4
    stm     r0, {r4-r10}
    pop     {r4-r11, pc}
    .size   p256_field_multiply, . - p256_field_multiply

// void p256_field_add(uint32_t* out, const uint32_t* a, const uint32_t* b)
    .section .text.p256_field_add, "ax", %progbits
    .balign 4
    .global p256_field_add
    .type   p256_field_add, %function
    .thumb_func
p256_field_add:
    push    {r4-r11, lr}
    words_with_carry adds, adcs
    mov     r11, #0
    adc     r11, r11, #0
    reduce_once r3, r4, r5, r6, r7, r8, r9, r10, r11
    stm     r0, {r3-r10}
    pop     {r4-r11, pc}
    .size   p256_field_add, . - p256_field_add

// void p256_field_subtract(uint32_t* out, const uint32_t* a, const uint32_t* b)
    .section .text.p256_field_subtract, "ax", %progbits
    .balign 4
    .global p256_field_subtract
    .type   p256_field_subtract, %function
    .thumb_func
p256_field_subtract:
    push    {r4-r11, lr}
    words_with_carry subs, sbcs
    sbc     r11, r11, r11           // all ones: it went below zero
    add_masked_p r3, r4, r5, r6, r7, r8, r9, r10, r11
    stm     r0, {r3-r10}
    pop     {r4-r11, pc}
    .size   p256_field_subtract, . - p256_field_subtract
