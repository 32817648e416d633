/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of the supervisor calls and of the non-secure veneers. For C, C++ and assembly. */
#pragma once

/* PSA client calls: r0..r3 = arguments, r0 = result. */
#define SM_SVC_FRAMEWORK_VERSION 1 /* () -> uint32 */
#define SM_SVC_VERSION 2           /* (sid) -> uint32 */
#define SM_SVC_CONNECT 3           /* (sid, version) -> handle or status */
#define SM_SVC_CALL 4              /* (handle, control, psa_invec *, psa_outvec *) -> status */
#define SM_SVC_CLOSE 5             /* (handle) */

/* PSA secure partition calls. */
#define SM_SVC_WAIT 16         /* (signals, timeout) -> signals */
#define SM_SVC_GET 17          /* (signal, psa_msg_t *) -> status */
#define SM_SVC_SET_RHANDLE 18  /* (message, rhandle) */
#define SM_SVC_READ 19         /* (message, vector index, buffer, bytes) -> bytes */
#define SM_SVC_SKIP 20         /* (message, vector index, bytes) -> bytes */
#define SM_SVC_WRITE 21        /* (message, vector index, buffer, bytes) */
#define SM_SVC_REPLY 22        /* (message, status) */
#define SM_SVC_NOTIFY 23       /* (partition id) */
#define SM_SVC_CLEAR 24        /* () */
#define SM_SVC_EOI 25          /* (signal) */
#define SM_SVC_PANIC 26        /* does not return */
#define SM_SVC_IRQ_ENABLE 27   /* (signal) */
#define SM_SVC_IRQ_DISABLE 28  /* (signal) -> previous */
#define SM_SVC_RESET_SIGNAL 29 /* (signal) */
#define SM_SVC_LIFECYCLE 30    /* () -> psa lifecycle */

/* What the core grants by manifest. Offsets are from the start of the granted range. */
#define SM_SVC_RANDOM 32        /* (uint32_t *words, count) -> status */
#define SM_SVC_FLASH_READ 33    /* (offset, buffer, bytes) -> SM_FLASH_*, to the first bad word */
#define SM_SVC_FLASH_PROGRAM 34 /* (offset, const 16 bytes) -> status */
#define SM_SVC_FLASH_ERASE 35   /* (offset of the 8 KB sector) -> status */

/* MM-IOVEC. A block of the module's own RAM takes the vector where it cannot be mapped. */
#define SM_SVC_MAP_INVEC 40    /* (message, vector index, block or 0) -> address or 0, r1 = size */
#define SM_SVC_UNMAP_INVEC 41  /* (message, vector index) -> 1: it was copied */
#define SM_SVC_MAP_OUTVEC 42   /* as 40 */
#define SM_SVC_UNMAP_OUTVEC 43 /* (message, vector index, bytes, block) -> 1: it was copied */

/* Life of a module. */
#define SM_SVC_STARTED 48    /* (psa_status_t of init): end of the start routine */
#define SM_SVC_SFN_RETURN 49 /* (status): where an SFN returns to */
#define SM_SVC_HANDLED 50    /* (psa_flih_result_t): where a first-level function returns to */
#define SM_SVC_IDLE 51       /* of the core's own loop: nobody was ready */

/* Non-secure veneers: index in the veneer table; their SVC number is SM_SVC_VENEER + index. */
#define SM_SVC_VENEER 64
#define SM_VENEER_FRAMEWORK_VERSION 0
#define SM_VENEER_VERSION 1
#define SM_VENEER_CONNECT 2
#define SM_VENEER_CALL 3
#define SM_VENEER_CLOSE 4
#define SM_VENEER_RECORD 5 /* (kind, index, buffer, bytes) -> bytes written or a PSA error */

/* control of psa_call: bits 0..15 type, 16..18 in_len, 19..21 out_len. Bits 22..31 are zero. A
 * type or a count that does not fit is packed as the refused value 7 of in_len. */
#define SM_CALL_IN_SHIFT 16
#define SM_CALL_OUT_SHIFT 19

/* kinds of SM_VENEER_RECORD */
#define SM_RECORD_COMPONENT 1 /* lib/handover ComponentRecord number index */
#define SM_RECORD_LOG 2       /* lib/handover LogEntry, index 0 = newest */
#define SM_RECORD_MODULE 3    /* id, name, state of the index-th module: manager/abi/record.h */

/* result of SM_SVC_FLASH_READ */
#define SM_FLASH_OK 0
#define SM_FLASH_ERASED 1 /* every byte reads 0xFF: no proof that it was erased */
#define SM_FLASH_ECC_BAD 2
