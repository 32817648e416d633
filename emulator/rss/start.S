// SPDX-License-Identifier: Apache-2.0
// Vectors, the way out to the next stage, and the halt. Nothing here uses the stack. It is in
// SRAM2, or, while a tamper blocks that, in SRAM1.
    .syntax unified
    .cpu cortex-m33
    .thumb

    .section .vectors, "a"
    .word __stack_top
    .word rss_reset
    .rept 14
    .word rss_fault
    .endr

    .text
    .global rss_reset
    .type rss_reset, %function
rss_reset:
    ldr r0, =__stack_low
    ldr r1, =0x21535352
    str r1, [r0]
    ldr r2, [r0]
    cmp r1, r2
    beq 0f
    ldr r0, =__spare_low        // TAMP blocks SRAM2
    ldr r1, =__spare_top
    msr msp, r1
0:  msr msplim, r0
    b rss_main

// Any exception at HDPL0: an unreadable vector table, or a mistake of ours.
    .type rss_fault, %function
rss_fault:
    ldr r0, =0x00EF0001         // Reason::kFault
    b rss_halt

// rss_halt(reason): clears the stack, leaves "RSS!" and the reason in the last two words of SRAM2
// (and the reason in R0), and waits for ever.
    .global rss_halt
    .type rss_halt, %function
rss_halt:
    cpsid i
    ldr r1, =__stack_low
    ldr r2, =__stack_top - 8
    bl wipe
    ldr r3, =0x21535352         // "RSS!"
    strd r3, r0, [r2]
    dsb
0:  wfi
    b 0b

    .section .library, "ax"
// Zeroes from R1 up to R2 (R2 excluded); changes R1 and R3.
    .global wipe
    .type wipe, %function
wipe:
    movs r3, #0
0:  cmp r1, r2
    bhs 1f
    str r3, [r1], #4
    b 0b
1:  bx lr

// rss_enter(vector_table, wipe_from, wipe_to): wipes that memory, then starts the secure program
// whose vector table is given, with the registers of a reset but for R12, its entry address.
    .global rss_enter
    .type rss_enter, %function
rss_enter:
    bl wipe
    movs r3, #0
    msr msplim, r3
    msr psplim, r3
    msr control, r3
    isb
    ldr r4, =0xE000ED08         // VTOR_S
    str r0, [r4]
    dsb
    ldr r4, [r0]
    msr msp, r4
    msr psp, r3
    ldr r12, [r0, #4]
    mov lr, #-1
    b clear_registers_and_go_secure

    .type clear_registers_and_go_secure, %function
clear_registers_and_go_secure:
    mov r0, #0
    mov r1, r0
    mov r2, r0
    mov r3, r0
    mov r4, r0
    mov r5, r0
    mov r6, r0
    mov r7, r0
    mov r8, r0
    mov r9, r0
    mov r10, r0
    mov r11, r0
    msr apsr_nzcvq, r0
    isb
    bx r12

// rss_enter_non_secure(vector_table): the same for a non-secure program.
    .global rss_enter_non_secure
    .type rss_enter_non_secure, %function
rss_enter_non_secure:
    movs r3, #0
    msr control_ns, r3
    msr msplim_ns, r3
    msr psplim_ns, r3
    ldr r4, =0xE002ED08         // VTOR_NS
    str r0, [r4]
    dsb
    ldr r4, [r0]
    msr msp_ns, r4
    ldr r12, [r0, #4]
    bic r12, r12, #1            // bit 0 clear: the target is non-secure
    mov lr, #-1
    mov r0, #0
    mov r1, r0
    mov r2, r0
    mov r3, r0
    mov r4, r0
    mov r5, r0
    mov r6, r0
    mov r7, r0
    mov r8, r0
    mov r9, r0
    mov r10, r0
    mov r11, r0
    msr apsr_nzcvq, r0
    isb
    bxns r12
