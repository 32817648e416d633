/* SPDX-License-Identifier: Apache-2.0 */
/* One access at a known place each, and the fault handler that steps over it. A Probe comes back
 * in memory at r0 (AAPCS: a structure of 8 bytes is returned through a pointer). */
    .syntax unified
    .thumb
    .text

/* void probe_read(Probe *result, uint32_t address) */
    .global probe_read
    .type probe_read, %function
    .thumb_func
probe_read:
    movs r3, #0
    movs r2, #0
    .global probe_read_at
probe_read_at:
    ldr.w r3, [r1]
    b.n done

/* void probe_write(Probe *result, uint32_t address, uint32_t value) */
    .global probe_write
    .type probe_write, %function
    .thumb_func
probe_write:
    mov r3, r2
    movs r2, #0
    .global probe_write_at
probe_write_at:
    str.w r3, [r1]
    dsb
    movs r3, #0
done:
    str r2, [r0]
    str r3, [r0, #4]
    bx lr

/* void probe_execute(Probe *result, uint32_t address): calls it; a fault there returns to us. */
    .global probe_execute
    .type probe_execute, %function
    .thumb_func
probe_execute:
    push {r4, lr}
    mov r4, r0
    movs r2, #0
    orr r1, r1, #1
    blx r1
    .global probe_execute_back
probe_execute_back:
    mov r0, r4
    movs r3, #0
    str r2, [r0]
    str r3, [r0, #4]
    pop {r4, pc}

/* Steps over a probe that faulted: r2 := 1. A fault anywhere else is the intruder's own bug. */
    .global MemManage_Handler
    .type MemManage_Handler, %function
    .thumb_func
MemManage_Handler:
    tst lr, #4
    ite eq
    mrseq r0, msp
    mrsne r0, psp
    ldr r1, [r0, #24]
    ldr r2, =probe_read_at
    cmp r1, r2
    beq 1f
    ldr r2, =probe_write_at
    cmp r1, r2
    beq 1f
    ldr r1, [r0, #20]
    ldr r2, =probe_execute_back
    bic r1, r1, #1
    cmp r1, r2
    bne .
    str r1, [r0, #24]
    b 2f
1:  adds r1, r1, #4
    str r1, [r0, #24]
2:  movs r1, #1
    str r1, [r0, #8]
    ldr r1, [r0, #28]
    bic r1, r1, #0x06000000
    bic r1, r1, #0x0000FC00
    orr r1, r1, #0x01000000
    str r1, [r0, #28]
    bx lr
    .ltorg
