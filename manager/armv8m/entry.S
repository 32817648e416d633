// SPDX-License-Identifier: Apache-2.0
// Exceptions of the secure state. The C++ behind them keeps r4-r11, so these still hold the
// interrupted domain's values when it answers; they are saved only where another domain goes on.

#include "manager/armv8m/vocabulary.inc"

    .syntax unified
    .cpu cortex-m33
    .thumb

    .section .vectors, "a"
    .global __vectors
__vectors:
    .word __stack_seal                  // MSP starts below the seal
    .word reset
    .word nmi_entry
    .word hard_fault_entry
    .word fault_entry                   // MemManage
    .word fault_entry                   // BusFault
    .word fault_entry                   // UsageFault
    .word fault_entry                   // SecureFault
    .word 0, 0, 0
    .word svc_entry
    .word unexpected_entry              // DebugMonitor
    .word 0
    .word boot_entry                    // PendSV
    .word unexpected_entry              // SysTick
    .rept 131
    .word line_entry
    .endr

    .section .text.svc_entry, "ax"
    .global svc_entry
    .type svc_entry, %function
svc_entry:
    cmn     lr, #3                      // 0xFFFFFFFD: secure, thread mode, PSP, no FP state
    bne     2f
1:  put     r0, manager_core
    ldr     r3, [r0, #CURRENT_AT]
    mrs     r2, psp
    str     r2, [r3, #PSP_AT]
    str     lr, [r3, #EXC_RETURN_AT]
    push    {r3, lr}
    ldr     r1, [r2, #FRAME_PC_AT]      // the number is in the instruction just executed
    ldrb    r1, [r1, #-2]
    bl      manager_supervisor_call     // (core, number, frame) -> the domain that goes on
    pop     {r1, lr}
    cmp     r0, r1
    bne     switch_context
    bx      lr
    // 0xFFFFFFED: room for lazy FP state of the non-secure side, to be saved on the agent's stack
    // by whoever uses the FPU next: with the core's right, for the map may be another domain's then
    // (DESIGN.md section 4). Any other value is no call of ours.
2:  cmn     lr, #0x13
    bne     unexpected_entry
    put     r2, FPCCR
    ldr     r3, [r2]
    bic     r3, r3, #FPCCR_USER
    str     r3, [r2]
    b       1b
    .size svc_entry, . - svc_entry

    // r0 = the domain that goes on, bit 0: the other's registers are not kept. r1 = the one that
    // stops, r4-r11 its registers.
    .section .text.switch_context, "ax"
    .type switch_context, %function
switch_context:
    lsls    r2, r0, #31
    bmi     3f
    add     r1, r1, #CALLEE_AT
    stmia   r1, {r4-r11}
    enter_context
3:  bic     r0, r0, #1
    enter_context
    .size switch_context, . - switch_context

    // A module's line. All that is secure and external is of one group with the supervisor call, so
    // it never comes in the core. What goes on does so by its context, also if nothing changed.
    .section .text.line_entry, "ax"
    .type line_entry, %function
line_entry:
    movs    r2, #0                      // in non-secure code
    tst     lr, #EXC_RETURN_S
    beq     1f
    tst     lr, #EXC_RETURN_MODE
    beq     2f
    movs    r2, #1                      // between two instructions of a secure thread
    tst     lr, #EXC_RETURN_NO_FP
    bne     1f
    put     r1, FPCCR                   // as at svc_entry
    ldr     r3, [r1]
    bic     r3, r3, #FPCCR_USER
    str     r3, [r1]
1:  put     r0, manager_core
    ldr     r3, [r0, #CURRENT_AT]
    mrs     r1, psp
    str     r1, [r3, #PSP_AT]
    str     lr, [r3, #EXC_RETURN_AT]
    add     r3, r3, #CALLEE_AT
    stmia   r3, {r4-r11}
    mrs     r1, ipsr
    subs    r1, r1, #16
    push    {r4, lr}
    bl      manager_interrupt           // (core, line, between) -> the domain that goes on
    pop     {r4, lr}
    cbz     r0, 2f
    enter_context
2:  b       unexpected_entry
    .size line_entry, . - line_entry

    // The answer: 0 = the interrupted code goes on; else the domain that does, and the registers of
    // the one that failed are not worth saving.
    .section .text.fault_entry, "ax"
    .type fault_entry, %function
fault_entry:
    mrs     r0, psp
    mov     r1, lr
    mrs     r2, ipsr
    push    {r4, lr}
    bl      manager_fault
    pop     {r4, lr}
    cbnz    r0, 1f
    bx      lr
1:  enter_context
    .size fault_entry, . - fault_entry

    // Start-up's last step, pended by first_domain: nothing to save.
    .section .text.boot_entry, "ax"
    .type boot_entry, %function
boot_entry:
    push    {r4, lr}
    bl      manager_boot                // -> the first domain
    pop     {r4, lr}
    enter_context
    .size boot_entry, . - boot_entry

    .section .text.nmi_entry, "ax"
    .type nmi_entry, %function
nmi_entry:
    push    {r4, lr}
    bl      manager_nmi
    pop     {r4, pc}
    .size nmi_entry, . - nmi_entry

    // Of non-secure code or of thread mode: a fault that escalated, no failure of the core.
    // Else the core failed. What stood on its stack is dead; its top is used again.
    .section .text.hard_fault_entry, "ax"
    .type hard_fault_entry, %function
hard_fault_entry:
    tst     lr, #EXC_RETURN_S
    beq     fault_entry
    tst     lr, #EXC_RETURN_MODE
    bne     fault_entry
unexpected_entry:
    cpsid   i
    mrs     r0, msp
    mov     r1, lr
    mrs     r2, ipsr
    put     r3, __stack_seal
    mov     sp, r3
    bl      manager_core_fault
    b       .
    .size hard_fault_entry, . - hard_fault_entry
