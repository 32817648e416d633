// SPDX-License-Identifier: Apache-2.0
// The four functions a freestanding compiler calls. Aligned blocks go 32 bytes a turn; what is not
// aligned goes by words too (Armv8-M Mainline, normal memory), but not in device memory.

    .syntax unified
    .cpu cortex-m33
    .thumb

    // void *memcpy(void *to, const void *from, size_t size)
    .section .text.memcpy, "ax"
    .global memcpy
    .type memcpy, %function
    .thumb_func
memcpy:
    mov     r12, r0
    cmp     r2, #32
    bhs     8f
2:  lsls    r3, r2, #28                 // carry: 16 of what is left
    bcc     3f
    ldr     r3, [r1], #4
    str     r3, [r12], #4
    ldr     r3, [r1], #4
    str     r3, [r12], #4
    ldr     r3, [r1], #4
    str     r3, [r12], #4
    ldr     r3, [r1], #4
    str     r3, [r12], #4
3:  ands    r2, #15
    beq     9f
4:  subs    r2, #4
    blo     6f
5:  ldr     r3, [r1], #4
    str     r3, [r12], #4
    subs    r2, #4
    bhs     5b
6:  adds    r2, #4
    beq     9f
7:  ldrb    r3, [r1], #1
    strb    r3, [r12], #1
    subs    r2, #1
    bne     7b
9:  bx      lr
8:  orr     r3, r0, r1
    lsls    r3, r3, #30
    bne     4b
    subs    r2, #32
    push    {r4-r10}
1:  ldmia   r1!, {r3-r10}
    stmia   r12!, {r3-r10}
    subs    r2, #32
    bhs     1b
    pop     {r4-r10}
    b       2b                          // r2 is what is left, less 32: its low bits count
    .size memcpy, . - memcpy

    // void *memmove(void *to, const void *from, size_t size): upwards unless `to` is inside `from`.
    .section .text.memmove, "ax"
    .global memmove
    .type memmove, %function
    .thumb_func
memmove:
    subs    r3, r0, r1
    cmp     r3, r2
    bhs     memcpy
    cbz     r2, 2f
1:  subs    r2, #1
    ldrb    r3, [r1, r2]
    strb    r3, [r0, r2]
    bne     1b
2:  bx      lr
    .size memmove, . - memmove

    // void *memset(void *to, int value, size_t size)
    .section .text.memset, "ax"
    .global memset
    .type memset, %function
    .thumb_func
memset:
    mov     r12, r0
    lsls    r3, r0, #30
    bne     4f
    uxtb    r1, r1
    orr     r1, r1, r1, lsl #8
    orr     r1, r1, r1, lsl #16
    mov     r3, r1
    subs    r2, #16
    blo     2f
1:  strd    r1, r3, [r12], #8
    strd    r1, r3, [r12], #8
    subs    r2, #16
    bhs     1b
2:  adds    r2, #16
4:  cbz     r2, 6f
5:  strb    r1, [r12], #1
    subs    r2, #1
    bne     5b
6:  bx      lr
    .size memset, . - memset

    // int memcmp(const void *a, const void *b, size_t size)
    .section .text.memcmp, "ax"
    .global memcmp
    .type memcmp, %function
    .thumb_func
memcmp:
    push    {r4, lr}
    mov     r12, r0
    movs    r0, #0
    cbz     r2, 2f
1:  ldrb    r3, [r12], #1
    ldrb    r4, [r1], #1
    subs    r0, r3, r4
    bne     2f
    subs    r2, #1
    bne     1b
2:  pop     {r4, pc}
    .size memcmp, . - memcmp
