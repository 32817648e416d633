// SPDX-License-Identifier: Apache-2.0
// Start-up and vectors of a behaviour suite: in the iROT's place, secure, privileged, on MSP.
    .syntax unified
    .cpu cortex-m33
    .thumb

    .section .boot, "ax"
    .word __stack_top
    .word suite_boot
    .type suite_boot, %function
    .global suite_boot
suite_boot:
    ldr r0, =__code_load
    ldr r1, =__code_start
    ldr r2, =__code_end
0:  cmp r1, r2
    bhs 1f
    ldr r3, [r0], #4
    str r3, [r1], #4
    b 0b
1:  ldr r0, =__code_start
    ldr r1, =0xE000ED08         // VTOR_S
    str r0, [r1]
    dsb
    isb
    ldr r0, =suite_reset
    bx r0
    .ltorg

    .section .vectors, "a"
    .word __stack_top
    .word suite_reset
    .word nmi_entry
    .rept 5
    .word fault_entry           // HardFault to SecureFault
    .endr
    .rept 7
    .word fault_entry
    .endr
    .word tick_entry            // SysTick
    .rept 131
    .word interrupt_entry
    .endr

    .text
    .global suite_reset
    .type suite_reset, %function
suite_reset:
    ldr r0, =__bss_start
    ldr r1, =__bss_end
    movs r2, #0
0:  cmp r0, r1
    bhs 1f
    str r2, [r0], #4
    b 0b
1:  bl suite_main
    b .

// The handlers see the stacked frame: R0 to R3, R12, LR, PC, xPSR.
    .type fault_entry, %function
fault_entry:
    mov r0, sp
    b fault_taken

    .type nmi_entry, %function
nmi_entry:
    b nmi_taken

// SysTick only wakes.
    .type tick_entry, %function
tick_entry:
    bx lr

    .type interrupt_entry, %function
interrupt_entry:
    mrs r0, ipsr
    subs r0, #16
    b interrupt_taken
