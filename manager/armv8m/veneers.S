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
    .balign 32, 0xDE
__veneer_table_end:
    .global __veneer_table_end
