// SPDX-License-Identifier: Apache-2.0
// The only door for non-secure code: a page of 32-byte entries, non-secure callable by SAU,
// executable in every domain (DESIGN.md section 1). Order = index in manager/abi/svc.h; addresses
// are the ABI of the import library. No entry uses a stack or an argument narrower than 32 bits.

#include "manager/abi/svc.h"

    .syntax unified
    .cpu cortex-m33
    .thumb

    .equ NOT_PERMITTED, 133             // PSA_ERROR_NOT_PERMITTED = -133

    // r12 is the caller's to lose and the core clears it. Handler mode (also secure, privileged
    // here) is refused: an SVC from it would find no caller's frame where it looks (TFMV-2).
    .macro veneer index
    .balign 32, 0xDE
    sg
    mrs     r12, ipsr
    cmp.w   r12, #0
    bne     1f
    svc     #(SM_SVC_VENEER + \index)
    bxns    lr
1:  mvn     r0, #(NOT_PERMITTED - 1)
    bxns    lr
    .endm

    .section .veneers, "ax"
    .global __veneer_table
__veneer_table:
    veneer  SM_VENEER_FRAMEWORK_VERSION
    veneer  SM_VENEER_VERSION
    veneer  SM_VENEER_CONNECT
    veneer  SM_VENEER_CALL
    veneer  SM_VENEER_CLOSE
    veneer  SM_VENEER_RECORD

    // The agent's first instruction, and no entry (it has no sg): into the application, lr = its
    // reset handler, every other register zero by the frame and the context.
    .balign 32, 0xDE
    .global agent_launch
    .type agent_launch, %function
agent_launch:
    bxns    lr

    // Where the core sends domains (struct Stubs of manager/core/core.h); no entries either. An
    // interrupt taken before WFE leaves an event, so none is slept over.
    .balign 32, 0xDE
    .global stub_idle, stub_handled, stub_dead
    .type stub_idle, %function
stub_idle:
    wfe
    svc     #SM_SVC_IDLE
    b       stub_idle
    .type stub_handled, %function
stub_handled:
    svc     #SM_SVC_HANDLED
    udf     #0
    .type stub_dead, %function
stub_dead:
    svc     #SM_SVC_PANIC
    udf     #0
    .balign 32, 0xDE
__veneer_table_end:
    .global __veneer_table_end
