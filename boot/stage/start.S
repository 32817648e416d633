// SPDX-License-Identifier: Apache-2.0
// The first instructions of a stage, and its vectors. Both stages are entered as after a reset:
// MPU off, interrupts off in the NVIC, MSP from the vector table; nothing else is relied upon.

    .syntax unified
    .cpu cortex-m33
    .thumb

    .section .vectors, "a"
    .global __vectors
__vectors:
    .word __stack_seal                  // MSP starts below the seal
    .word reset
    .word nmi
    .rept 13                            // every fault and call ends in one place
    .word fault
    .endr

    .section .text.reset, "ax"
    .type reset, %function
    .global reset
reset:
    cpsid i
    ldr     r0, =__vectors
    ldr     r1, =0xE000ED08             // VTOR
    str     r0, [r1]
    movs    r2, #0
    msr     control, r2                 // privileged, MSP
    ldr     r0, =__stack_limit
    msr     msplim, r0
    isb
    // Zero all RAM of the stage: no value of before, and ECC where there is one.
    ldr     r0, =__ram_start
    ldr     r1, =__ram_end
    movs    r3, #0
    movs    r4, #0
    movs    r5, #0
1:  stmia   r0!, {r2, r3, r4, r5}
    cmp     r0, r1
    blo     1b
    // Sealed: an exception return from an empty stack finds no frame it would accept (TFMV-1).
    ldr     r0, =__stack_seal
    ldr     r1, =0xFEF5EDA5
    str     r1, [r0]
    str     r1, [r0, #4]
    mov     sp, r0
    movs    r0, #0
    movs    r1, #0
    mov     lr, #-1
    bl      stage_main
2:  bl      hardened_panic              // stage_main does not return
    b       2b
    .size reset, . - reset

    // An uncorrectable flash error arrives here. In own code it ends the boot; elsewhere the reader
    // learns of it.
    .section .text.nmi, "ax"
    .type nmi, %function
nmi:
    push    {r7, lr}
    bl      stage_nmi
    pop     {r7, pc}
    .size nmi, . - nmi

    // What stood on the stack is dead; its top is used again, so that an overflow can be told too.
    .section .text.fault, "ax"
    .type fault, %function
fault:
    cpsid   i
    mrs     r0, msp
    ldr     r1, =__stack_seal
    mov     sp, r1
    bl      stage_fault                 // (frame)
3:  bl      hardened_panic
    b       3b
    .size fault, . - fault
