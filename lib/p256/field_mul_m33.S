// SPDX-License-Identifier: Apache-2.0
// Field primitives for Cortex-M33 (Armv8-M Mainline with the DSP extension: UMAAL).
// Contract in field.h, derivation in DESIGN.md. No branch and no table: constant time.

    .syntax unified
    .thumb
    .text

// The operands lie in the frame, b at [sp], a behind it. r0, r1: two words of a; r2: b[i].

// (t0..t7, c) = a * b[0].
    .macro first_row t0, t1, t2, t3, t4, t5, t6, t7, c
    ldr     r2, [sp]
    ldrd    r0, r1, [sp, #32]
    umull   \t0, \t1, r0, r2
    mov     \t2, #0
    umaal   \t1, \t2, r1, r2
    ldrd    r0, r1, [sp, #40]
    mov     \t3, #0
    umaal   \t2, \t3, r0, r2
    mov     \t4, #0
    umaal   \t3, \t4, r1, r2
    ldrd    r0, r1, [sp, #48]
    mov     \t5, #0
    umaal   \t4, \t5, r0, r2
    mov     \t6, #0
    umaal   \t5, \t6, r1, r2
    ldrd    r0, r1, [sp, #56]
    mov     \t7, #0
    umaal   \t6, \t7, r0, r2
    mov     \c, #0
    umaal   \t7, \c, r1, r2
    .endm

// (t0..t7, c) = (t0..t7) + a * b[i]. Leaves the flags alone.
    .macro row i, t0, t1, t2, t3, t4, t5, t6, t7, c
    ldr     r2, [sp, #4 * \i]
    mov     \c, #0
    ldrd    r0, r1, [sp, #32]
    umaal   \t0, \c, r0, r2
    umaal   \t1, \c, r1, r2
    ldrd    r0, r1, [sp, #40]
    umaal   \t2, \c, r0, r2
    umaal   \t3, \c, r1, r2
    ldrd    r0, r1, [sp, #48]
    umaal   \t4, \c, r0, r2
    umaal   \t5, \c, r1, r2
    ldrd    r0, r1, [sp, #56]
    umaal   \t6, \c, r0, r2
    umaal   \t7, \c, r1, r2
    .endm

// Montgomery's step for three words at once: with M = (m0, m1, m2),
//   (w0..w7, top) = ((m0..m2, w0..w7) + M * p) / 2^96
//                 = (w0..w7) + M + M * 2^96 + M * 2^160 - M * 2^128
// `top` may be m2. Clobbers r0.
    .macro step_three m0, m1, m2, w0, w1, w2, w3, w4, w5, w6, w7, top
    subs    \w4, \w4, \m0
    sbcs    \w5, \w5, \m1
    sbcs    \w6, \w6, \m2
    sbcs    \w7, \w7, #0
    sbc     r0, r0, r0              // -1 where that borrowed
    adds    \w0, \w0, \m0
    adcs    \w1, \w1, \m1
    adcs    \w2, \w2, \m2
    adcs    \w3, \w3, \m0
    adcs    \w4, \w4, \m1
    adcs    \w5, \w5, \m2
    adcs    \w6, \w6, #0
    adcs    \w7, \w7, #0
    adc     r0, r0, #0
    adds    \w5, \w5, \m0
    adcs    \w6, \w6, \m1
    adcs    \w7, \w7, \m2
    adc     \top, r0, #0
    .endm

// The same for two words: (w0..w7, r0) = ((m0, m1, w0..w7) + M * p) / 2^64
//                                     = (w0..w7) + M * 2^32 + M * 2^128 + M * 2^192 - M * 2^160
    .macro step_two m0, m1, w1, w2, w3, w4, w5, w6, w7
    subs    \w5, \w5, \m0
    sbcs    \w6, \w6, \m1
    sbcs    \w7, \w7, #0
    sbc     r0, r0, r0
    adds    \w1, \w1, \m0
    adcs    \w2, \w2, \m1
    adcs    \w3, \w3, #0
    adcs    \w4, \w4, \m0
    adcs    \w5, \w5, \m1
    adcs    \w6, \w6, \m0
    adcs    \w7, \w7, \m1
    adc     r0, r0, #0
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

// Adds p where mask is all ones, nothing where it is zero; the carry out.
    .macro add_masked_p t0, t1, t2, t3, t4, t5, t6, t7, mask
    adds    \t0, \t0, \mask
    adcs    \t1, \t1, \mask
    adcs    \t2, \t2, \mask
    adcs    \t3, \t3, #0
    adcs    \t4, \t4, #0
    adcs    \t5, \t5, #0
    adcs    \t6, \t6, \mask, lsr #31
    adcs    \t7, \t7, \mask
    .endm

// (carry, r3..r10) / 2.
    .macro shift_right
    .irp    word, r10, r9, r8, r7, r6, r5, r4, r3
    rrxs    \word, \word
    .endr
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
// The eleven registers r3..lr are a ring: each step frees its lowest words for the next rows.
    .section .text.p256_field_multiply, "ax", %progbits
    .balign 4
    .global p256_field_multiply
    .type   p256_field_multiply, %function
    .thumb_func
p256_field_multiply:
    push    {r0, r4-r11, lr}
    ldm     r1, {r4-r11}
    push    {r4-r11}
    ldm     r2, {r4-r11}
    push    {r4-r11}
    first_row r3, r4, r5, r6, r7, r8, r9, r10, r11
    row     1, r4, r5, r6, r7, r8, r9, r10, r11, r12
    row     2, r5, r6, r7, r8, r9, r10, r11, r12, lr
    step_three r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, lr, r5
    row     3, r6, r7, r8, r9, r10, r11, r12, lr, r3
    adds    r3, r3, r5              // its carry belongs to the end of the next row
    row     4, r7, r8, r9, r10, r11, r12, lr, r3, r4
    adc     r4, r4, #0
    row     5, r8, r9, r10, r11, r12, lr, r3, r4, r5
    step_three r6, r7, r8, r9, r10, r11, r12, lr, r3, r4, r5, r8
    row     6, r9, r10, r11, r12, lr, r3, r4, r5, r6
    adds    r6, r6, r8
    row     7, r10, r11, r12, lr, r3, r4, r5, r6, r7
    adc     r7, r7, #0
    step_two r9, r10, r12, lr, r3, r4, r5, r6, r7
    reduce_once r11, r12, lr, r3, r4, r5, r6, r7, r0
    ldr     r0, [sp, #64]
    strd    r11, r12, [r0], #8
    str     lr, [r0], #4
    stm     r0, {r3-r7}
    add     sp, sp, #68
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

// void p256_field_half(uint32_t* out, const uint32_t* a): a or a + p, whichever is even, shifted.
    .section .text.p256_field_half, "ax", %progbits
    .balign 4
    .global p256_field_half
    .type   p256_field_half, %function
    .thumb_func
p256_field_half:
    push    {r4-r11, lr}
    ldm     r1, {r3-r10}
    sbfx    r11, r3, #0, #1
    add_masked_p r3, r4, r5, r6, r7, r8, r9, r10, r11
    shift_right
    stm     r0, {r3-r10}
    pop     {r4-r11, pc}
    .size   p256_field_half, . - p256_field_half

// uint32_t p256_words_add(uint32_t* out, const uint32_t* a, const uint32_t* b)
    .section .text.p256_words_add, "ax", %progbits
    .balign 4
    .global p256_words_add
    .type   p256_words_add, %function
    .thumb_func
p256_words_add:
    push    {r4-r11, lr}
    words_with_carry adds, adcs
    stm     r0, {r3-r10}
    mov     r0, #0
    adc     r0, r0, #0
    pop     {r4-r11, pc}
    .size   p256_words_add, . - p256_words_add

// uint32_t p256_words_subtract(uint32_t* out, const uint32_t* a, const uint32_t* b)
    .section .text.p256_words_subtract, "ax", %progbits
    .balign 4
    .global p256_words_subtract
    .type   p256_words_subtract, %function
    .thumb_func
p256_words_subtract:
    push    {r4-r11, lr}
    words_with_carry subs, sbcs
    stm     r0, {r3-r10}
    sbc     r0, r0, r0
    rsb     r0, r0, #0
    pop     {r4-r11, pc}
    .size   p256_words_subtract, . - p256_words_subtract

// void p256_words_halve(uint32_t* a, uint32_t top)
    .section .text.p256_words_halve, "ax", %progbits
    .balign 4
    .global p256_words_halve
    .type   p256_words_halve, %function
    .thumb_func
p256_words_halve:
    push    {r4-r10, lr}
    ldm     r0, {r3-r10}
    lsrs    r1, r1, #1              // top into the carry
    shift_right
    stm     r0, {r3-r10}
    pop     {r4-r10, pc}
    .size   p256_words_halve, . - p256_words_halve
