// SPDX-License-Identifier: Apache-2.0
// The compression function for Cortex-M33: contract in compress.h, reasons in DESIGN.md. No branch
// and no address depends on the message.

    .syntax unified
    .thumb

    .equ    kSchedule, 256          // bytes of the message schedule, 64 words at sp

// Two rounds; the names a..h move by two places for the next pair. `bc` is b ^ c, and what it must
// be for the next round is left in it, because after two rounds the two registers have changed
// places twice. Words of schedule and constants are taken two at a time and added at once, the
// second to g, which is the next round's h, as soon as this round has seen g.
// Clobbers r8, r9.
    .macro two_rounds a, b, c, d, e, f, g, h, bc, ab
    ldrd    r8, r9, [lr], #8
    add     \h, \h, r8
    eor     r8, \f, \g              // ch = ((f ^ g) & e) ^ g
    and     r8, r8, \e
    eor     r8, r8, \g
    add     \h, \h, r8
    add     \g, \g, r9
    ldrd    r8, r9, [r12], #8
    add     \h, \h, r8
    add     \g, \g, r9
    sums    \a, \b, \d, \e, \h, \bc, \ab
    eor     r8, \e, \f
    and     r8, r8, \d
    eor     r8, r8, \f
    add     \g, \g, r8
    sums    \h, \a, \c, \d, \g, \ab, \bc
    .endm

// What is left of a round: d and h, which becomes the next a. A rotation is part of the operation
// that uses it, the one that both sums have in common comes last; maj = ((a ^ b) & (b ^ c)) ^ b,
// and a ^ b is the next round's b ^ c. Clobbers r8, bc.
    .macro sums a, b, d, e, h, bc, ab
    eor     r8, \e, \e, ror #5      // Sum1 = (e ^ e >>> 5 ^ e >>> 19) >>> 6
    eor     r8, r8, \e, ror #19
    add     \h, \h, r8, ror #6
    add     \d, \d, \h
    eor     r8, \a, \a, ror #11     // Sum0 = (a ^ a >>> 11 ^ a >>> 20) >>> 2
    eor     r8, r8, \a, ror #20
    add     \h, \h, r8, ror #2
    eor     \ab, \a, \b
    and     \bc, \bc, \ab
    eor     \bc, \bc, \b
    add     \h, \h, \bc
    .endm

// x += sigma0(w): sigma0 = (w ^ w >>> 11) >>> 7 ^ w >> 3. Clobbers r10, r11.
    .macro add_sigma0 x, w
    eor     r10, \w, \w, ror #11
    lsr     r11, \w, #3
    eor     r10, r11, r10, ror #7
    add     \x, \x, r10
    .endm

// x += sigma1(w): sigma1 = (w ^ w >>> 2) >>> 17 ^ w >> 10. Clobbers r0, r11.
    .macro add_sigma1 x, w
    eor     r0, \w, \w, ror #2
    lsr     r11, \w, #10
    eor     r0, r11, r0, ror #17
    add     \x, \x, r0
    .endm

// Eight words of an aligned message into the schedule at lr.
    .macro eight_words
    ldm     r1!, {r2-r9}
    .irp    word, r2, r3, r4, r5, r6, r7, r8, r9
    rev     \word, \word
    .endr
    stm     lr!, {r2-r9}
    .endm

// state[i], state[i + 1] of r8 are added to two words of the result.
    .macro add_state i, x, y
    ldrd    r9, r10, [r8, #4 * \i]
    add     \x, \x, r9
    add     \y, \y, r10
    .endm

// void sha256_compress(uint32_t* state, const std::byte* blocks, size_t count)
    .section .text.sha256_compress, "ax", %progbits
    .balign 4
    .global sha256_compress
    .type   sha256_compress, %function
    .thumb_func
sha256_compress:
    cmp     r2, #0
    beq     3f
    push    {r0-r2, r4-r11, lr}     // state, blocks, count lie above the schedule
    sub     sp, sp, #kSchedule
1:  ldr     r1, [sp, #kSchedule + 4]
    mov     lr, sp
    tst     r1, #3
    bne     4f
    eight_words
    eight_words
2:  str     r1, [sp, #kSchedule + 4]

// Words 16 to 63, eight a turn; lr is where they go.
    add     r12, sp, #kSchedule
5:  sub     r0, lr, #64
    ldm     r0, {r1-r9}             // w[t-16] .. w[t-8]
    add_sigma0 r1, r2
    add_sigma0 r2, r3
    add_sigma0 r3, r4
    add_sigma0 r4, r5
    add_sigma0 r5, r6
    add_sigma0 r6, r7
    add_sigma0 r7, r8
    add_sigma0 r8, r9
    ldrd    r9, r10, [lr, #-28]     // w[t-7], w[t-6]
    add     r1, r1, r9
    add     r2, r2, r10
    ldrd    r9, r10, [lr, #-20]
    add     r3, r3, r9
    add     r4, r4, r10
    ldrd    r9, r10, [lr, #-12]     // w[t-3], w[t-2]
    add     r5, r5, r9
    add     r6, r6, r10
    ldr     r9, [lr, #-4]           // w[t-1]
    add     r7, r7, r9
    add_sigma1 r1, r10
    add_sigma1 r2, r9
    add_sigma1 r3, r1
    add_sigma1 r4, r2
    add_sigma1 r5, r3
    add_sigma1 r6, r4
    add     r8, r8, r1
    add_sigma1 r7, r5
    add_sigma1 r8, r6
    stm     lr!, {r1-r8}
    cmp     lr, r12
    bne     5b

// 64 rounds, eight a turn.
    ldr     r0, [sp, #kSchedule]
    ldm     r0, {r0-r7}
    adr     r12, constants
    mov     lr, sp
    eor     r10, r1, r2
6:  two_rounds r0, r1, r2, r3, r4, r5, r6, r7, r10, r11
    two_rounds r6, r7, r0, r1, r2, r3, r4, r5, r10, r11
    two_rounds r4, r5, r6, r7, r0, r1, r2, r3, r10, r11
    two_rounds r2, r3, r4, r5, r6, r7, r0, r1, r10, r11
    sub     r8, lr, #kSchedule
    cmp     r8, sp
    bne     6b

    ldr     r8, [sp, #kSchedule]
    add_state 0, r0, r1
    add_state 2, r2, r3
    add_state 4, r4, r5
    add_state 6, r6, r7
    stm     r8, {r0-r7}
    ldr     r2, [sp, #kSchedule + 8]
    subs    r2, r2, #1
    str     r2, [sp, #kSchedule + 8]
    bne     1b

// Zeros in place of the message: a secret one is nobody's, a hostile one no return address.
    .irp    word, r0, r1, r2, r3, r4, r5, r6, r7
    movs    \word, #0
    .endr
    mov     lr, sp
8:  stm     lr!, {r0-r7}
    sub     r8, lr, #kSchedule
    cmp     r8, sp
    bne     8b
    add     sp, sp, #kSchedule + 12
    pop     {r4-r11, pc}
3:  bx      lr

// The same for a message at any address: LDM takes none but aligned ones.
4:  add     r12, sp, #64
7:  ldr     r2, [r1], #4
    rev     r2, r2
    str     r2, [lr], #4
    cmp     lr, r12
    bne     7b
    b       2b

// First 32 bits of the fractional parts of the cube roots of the first 64 primes. In the text: it
// is read-only there too, and a module's code finds it wherever it lies.
    .balign 4
constants:
    .word   0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4
    .word   0xAB1C5ED5, 0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE
    .word   0x9BDC06A7, 0xC19BF174, 0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F
    .word   0x4A7484AA, 0x5CB0A9DC, 0x76F988DA, 0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7
    .word   0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967, 0x27B70A85, 0x2E1B2138, 0x4D2C6DFC
    .word   0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85, 0xA2BFE8A1, 0xA81A664B
    .word   0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070, 0x19A4C116
    .word   0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3
    .word   0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7
    .word   0xC67178F2
    .size   sha256_compress, . - sha256_compress
