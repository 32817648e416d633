// SPDX-License-Identifier: Apache-2.0
// The product modulo n for Cortex-M33: contract in order.h, derivation in DESIGN.md. No branch, no
// table: constant time. Only what has a secret uses it, so that a boot stage does not carry it.

    .syntax unified
    .thumb

// Frame: b at 0, a at 32, then n's four lower words and -1 / n mod 2^32.
    .equ    kA, 32
    .equ    kN, 64
    .equ    kInverse, 80
    .equ    kFrame, 88

// (t1..t7, c, lr) = ((t0..t7, lr) + a * b[i] + m * n) / 2^32, with m so that it divides. Clobbers
// r0..r3, t0.
//   n = n3..n0 - 2^128 + 2^192 - 2^224 + 2^256
    .macro row i, t0, t1, t2, t3, t4, t5, t6, t7, c
    ldr     r2, [sp, #4 * \i]
    mov     \c, #0
    ldrd    r0, r1, [sp, #kA]
    umaal   \t0, \c, r0, r2
    umaal   \t1, \c, r1, r2
    ldrd    r0, r1, [sp, #kA + 8]
    umaal   \t2, \c, r0, r2
    umaal   \t3, \c, r1, r2
    ldrd    r0, r1, [sp, #kA + 16]
    umaal   \t4, \c, r0, r2
    umaal   \t5, \c, r1, r2
    ldrd    r0, r1, [sp, #kA + 24]
    umaal   \t6, \c, r0, r2
    umaal   \t7, \c, r1, r2
    mov     r3, #0
    adds    \c, \c, lr
    adc     lr, r3, #0
    ldr     r0, [sp, #kInverse]
    mul     r2, \t0, r0             // m
    ldrd    r0, r1, [sp, #kN]
    umaal   \t0, r3, r0, r2
    umaal   \t1, r3, r1, r2
    ldrd    r0, r1, [sp, #kN + 8]
    umaal   \t2, r3, r0, r2
    umaal   \t3, r3, r1, r2
    adds    \t4, \t4, r3
    adcs    \t5, \t5, #0
    adcs    \t6, \t6, r2
    adcs    \t7, \t7, #0
    adcs    \c, \c, r2
    adc     lr, lr, #0
    subs    \t4, \t4, r2
    sbcs    \t5, \t5, #0
    sbcs    \t6, \t6, #0
    sbcs    \t7, \t7, r2
    sbcs    \c, \c, #0
    sbc     lr, lr, #0
    .endm

// void p256_order_multiply(uint32_t* out, const uint32_t* a, const uint32_t* b)
// The nine registers r4..r12 are a ring: each row frees its lowest word for the next row's carry.
    .section .text.p256_order_multiply, "ax", %progbits
    .balign 4
    .global p256_order_multiply
    .type   p256_order_multiply, %function
    .thumb_func
p256_order_multiply:
    push    {r0, r4-r11, lr}
    adr     r3, order
    ldm     r3, {r4-r9}
    push    {r4-r9}
    ldm     r1, {r4-r11}
    push    {r4-r11}
    ldm     r2, {r4-r11}
    push    {r4-r11}
    .irp    word, r4, r5, r6, r7, r8, r9, r10, r11, lr
    mov     \word, #0
    .endr
    row     0, r4, r5, r6, r7, r8, r9, r10, r11, r12
    row     1, r5, r6, r7, r8, r9, r10, r11, r12, r4
    row     2, r6, r7, r8, r9, r10, r11, r12, r4, r5
    row     3, r7, r8, r9, r10, r11, r12, r4, r5, r6
    row     4, r8, r9, r10, r11, r12, r4, r5, r6, r7
    row     5, r9, r10, r11, r12, r4, r5, r6, r7, r8
    row     6, r10, r11, r12, r4, r5, r6, r7, r8, r9
    row     7, r11, r12, r4, r5, r6, r7, r8, r9, r10
    b       1f
    .balign 4
order:                              // n0..n3, -1 / n0, and a word of padding
    .word   0xFC632551, 0xF3B9CAC2, 0xA7179E84, 0xBCE6FAAD, 0xEE00BC4F, 0

// (r12, r4..r10, lr) - n where that is not negative: n is subtracted, and added again under a mask.
1:  ldrd    r0, r1, [sp, #kN]
    ldrd    r2, r3, [sp, #kN + 8]
    subs    r12, r12, r0
    sbcs    r4, r4, r1
    sbcs    r5, r5, r2
    sbcs    r6, r6, r3
    sbcs    r7, r7, #-1
    sbcs    r8, r8, #-1
    sbcs    r9, r9, #0
    sbcs    r10, r10, #-1
    sbcs    lr, lr, #0
    sbc     lr, lr, lr              // all ones: it was less than n
    and     r0, r0, lr
    and     r1, r1, lr
    and     r2, r2, lr
    and     r3, r3, lr
    adds    r12, r12, r0
    adcs    r4, r4, r1
    adcs    r5, r5, r2
    adcs    r6, r6, r3
    adcs    r7, r7, lr
    adcs    r8, r8, lr
    adcs    r9, r9, #0
    adc     r10, r10, lr
    add     sp, sp, #kFrame
    ldr     r0, [sp], #4
    str     r12, [r0], #4
    stm     r0, {r4-r10}
    pop     {r4-r11, pc}
    .size   p256_order_multiply, . - p256_order_multiply
