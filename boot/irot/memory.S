// SPDX-License-Identifier: Apache-2.0
// The functions a compiler calls, byte by byte: 600 bytes less than a C library's. The iROT moves
// little; what it hashes it hashes where it lies.

    .syntax unified
    .cpu cortex-m33
    .thumb

.macro function name
    .section .text.\name, "ax"
    .global \name
    .type \name, %function
    .thumb_func
\name:
.endm

    // void *memcpy(void *to, const void *from, size_t size), memmove: whatever overlaps
    function memcpy
    .global memmove
    .type memmove, %function
    .thumb_func
memmove:
    cmp     r0, r1
    bhi     2f
    mov     r12, r0
1:  subs    r2, #1
    it      mi
    bxmi    lr
    ldrb    r3, [r1], #1
    strb    r3, [r12], #1
    b       1b
2:  subs    r2, #1
    it      mi
    bxmi    lr
    ldrb    r3, [r1, r2]
    strb    r3, [r0, r2]
    b       2b

    // void *memset(void *to, int byte, size_t size)
    function memset
1:  subs    r2, #1
    it      mi
    bxmi    lr
    strb    r1, [r0, r2]
    b       1b

    // int memcmp(const void *a, const void *b, size_t size)
    function memcmp
    mov     r12, r0
1:  subs    r2, #1
    itt     mi
    movmi   r0, #0
    bxmi    lr
    ldrb    r0, [r12], #1
    ldrb    r3, [r1], #1
    subs    r0, r0, r3
    beq     1b
    bx      lr

    // size_t strlen(const char *text)
    function strlen
    mov     r1, r0
1:  ldrb    r2, [r1], #1
    cmp     r2, #0
    bne     1b
    subs    r0, r1, r0
    subs    r0, #1
    bx      lr
