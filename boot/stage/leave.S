// SPDX-License-Identifier: Apache-2.0
// The last instructions of a stage. They run from a copy in RAM, without a stack, because raising
// HDPL hides the code in flash, and because they wipe the stack. What they leave: DESIGN.md.
//
//   r0  vector table of the next stage
//   r1  first byte of RAM to wipe     r2  end of it, r2 - r1 a multiple of 16, not 0
//   r3  value HDPLSR must have then   r4  where the error goes if it has not
//   r5  that error
//
// Position-independent: no literal pool, no address of its own.

    .syntax unified
    .cpu cortex-m33
    .thumb

    .section .rodata.leave, "a"
    .balign 32
    .global leave_code, leave_code_end
leave_code:
    movs    r6, #0
    mov     r7, r6
    mov     r8, r6
    mov     r9, r6
1:  stmia   r1!, {r6, r7, r8, r9}
    cmp     r1, r2
    blo     1b
    cmp     r1, r2
    bne     stuck

    // MPU off and empty; this RAM may be executed in the default map.
    movw    r10, #0xED94                // MPU_CTRL, RNR +4, RBAR +8, RLAR +12
    movt    r10, #0xE000
    str     r6, [r10]
    dsb
    isb
    movs    r7, #11
2:  str     r7, [r10, #4]
    str     r6, [r10, #12]
    str     r6, [r10, #8]
    subs    r7, r7, #1
    bpl     2b

    // From here on the stage is hidden.
    movw    r10, #0x0410                // SBS_HDPLCR, HDPLSR +4
    movt    r10, #0x5400
    movs    r7, #0x6A
    str     r7, [r10]
    dsb
    isb
    ldr     r7, [r10, #4]
    cmp     r7, r3
    bne     stuck
    ldr     r8, [r10, #4]               // again, on another path
    eors    r8, r8, r3
    bne     stuck

    movw    r10, #0xED08                // VTOR
    movt    r10, #0xE000
    str     r0, [r10]
    dsb
    ldr     r11, [r0]
    ldr     r12, [r0, #4]
    msr     msplim, r6
    msr     psplim, r6
    msr     control, r6
    msr     psp, r6
    msr     msp, r11
    msr     basepri, r6
    msr     faultmask, r6
    mov     r0, r6
    mov     r1, r6
    mov     r2, r6
    mov     r3, r6
    mov     r4, r6
    mov     r5, r6
    mov     r7, r6
    mov     r8, r6
    mov     r9, r6
    mov     r10, r6
    mov     r11, r6
    mov     lr, #-1
    msr     apsr_nzcvq, r6
    cpsie   i
    isb
    bx      r12                         // an address, no secret
stuck:
    str     r5, [r4]
    dsb
3:  wfi
    b       3b
    b       3b
    .balign 4
leave_code_end:

    // leave_start(next vectors, wipe from, wipe to, level, error at, error, ~next vectors): into
    // the copy. The place to go to comes on two ways, and nowhere else if they differ.
    .section .text.leave_start, "ax"
    .type leave_start, %function
    .global leave_start
leave_start:
    ldr     r6, [sp, #8]
    mvns    r6, r6
    cmp     r6, r0
    bne     4f
    ldrd    r4, r5, [sp]
    eors    r6, r6, r0                  // again, on another path
    bne     4f
    movs    r6, #0
    msr     msplim, r6
    ldr     r12, =__leave_room + 1
    dsb
    isb
    bx      r12
4:  bl      hardened_panic
    b       4b
    .size leave_start, . - leave_start
