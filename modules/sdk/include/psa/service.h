/* SPDX-License-Identifier: Apache-2.0 */
/* The service side of PSA-FF 1.1 (section 4.5), for secure partitions. What is a programmer error
 * there ends the partition here: it is restarted, its client gets an error. */
#ifndef PSA_SERVICE_H
#define PSA_SERVICE_H

#include <stddef.h>
#include <stdint.h>

#include "psa/client.h"
#include "psa/framework_feature.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PSA_POLL (0x00000000u)
#define PSA_BLOCK (0x80000000u)
#define PSA_WAIT_ANY (0xFFFFFFFFu)
#define PSA_DOORBELL (0x00000008u)

typedef uint32_t psa_signal_t;

typedef struct psa_msg_t {
    int32_t type; /* PSA_IPC_CONNECT, PSA_IPC_DISCONNECT, or of the call */
    psa_handle_t handle;
    int32_t client_id; /* < 0: non-secure, else the caller's partition id */
    void* rhandle;
    size_t in_size[PSA_MAX_IOVEC];
    size_t out_size[PSA_MAX_IOVEC];
} psa_msg_t;

/* A service of the SFN model is a function of this type, named <service in lower case>_sfn. Its
 * result is the status of the call; of a connect: PSA_SUCCESS or PSA_ERROR_CONNECTION_REFUSED. */
typedef psa_status_t (*psa_sfn_t)(const psa_msg_t* msg);

/* The IPC model: the partition is a function of its own, the manifest's entry_point, which never
 * returns and waits for signals: those of its services (psa_manifest/<partition>.h) and
 * PSA_DOORBELL. Calling these from a service function is a programmer error.
 *
 * timeout: PSA_BLOCK or PSA_POLL. Those of signal_mask that are asserted; with PSA_POLL maybe 0. A
 * wait that nothing can end any more (nobody else can run) is a programmer error. */
psa_signal_t psa_wait(psa_signal_t signal_mask, uint32_t timeout);
/* Fetches the oldest message of one asserted service signal: PSA_SUCCESS. */
psa_status_t psa_get(psa_signal_t signal, psa_msg_t* msg);
/* Ends a message. Of a connect: PSA_SUCCESS, PSA_ERROR_CONNECTION_REFUSED or _BUSY. */
void psa_reply(psa_handle_t msg_handle, psa_status_t status);
/* Asserts PSA_DOORBELL of a partition of the IPC model (psa_manifest/pid.h). */
void psa_notify(int32_t partition_id);
/* Takes back an asserted PSA_DOORBELL. */
void psa_clear(void);

/* Bytes copied, at most num_bytes and what is left of the vector. */
size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void* buffer, size_t num_bytes);
/* Bytes passed over, likewise. */
size_t psa_skip(psa_handle_t msg_handle, uint32_t invec_idx, size_t num_bytes);
/* Appends to the client's vector; more than its room is a programmer error. */
void psa_write(psa_handle_t msg_handle, uint32_t outvec_idx, const void* buffer, size_t num_bytes);
/* Comes back as psa_msg_t.rhandle with each further message of the connection. */
void psa_set_rhandle(psa_handle_t msg_handle, void* rhandle);

/* MM-IOVEC, for services whose manifest has "mm_iovec": "enable". The service works in its client's
 * buffer until it unmaps it or replies. A programmer error: no such call or vector, one of length
 * zero, one that was mapped, read, skipped or written before; to read, skip or write it afterwards.
 *
 * An application's buffer whose address and length are multiples of 32 is lent as it is: the
 * application can change it meanwhile, so what is judged is copied first. Every other buffer would
 * lend bytes beside it, and is copied to a block of the partition's heap ("heap_size"); NULL: the
 * heap has no room for it, and the call may only be answered with an error. A pointer that was
 * mapped is no memory of the partition's own: it is no vector of a psa_call, no buffer of psa_read
 * or psa_write, and not for a first-level interrupt function. An in-vector may not be written. */
const void* psa_map_invec(psa_handle_t msg_handle, uint32_t invec_idx);
/* A programmer error where it is not mapped. */
void psa_unmap_invec(psa_handle_t msg_handle, uint32_t invec_idx);
/* What stands in it at first is not said. */
void* psa_map_outvec(psa_handle_t msg_handle, uint32_t outvec_idx);
/* len: bytes written, at most the vector's length. One that is still mapped at the reply counts as
 * 0 bytes written. */
void psa_unmap_outvec(psa_handle_t msg_handle, uint32_t outvec_idx, size_t len);

/* Interrupts (PSA-FF 1.1 section 3.6). irq_signal: one signal of the manifest's irqs. Disabled at
 * the start of the partition, but for a manifest of PSA-FF 1.0; and again after it was restarted.
 *
 * Second level (SLIH): an interrupt asserts the signal and is silent until psa_eoi, which may only
 * be called while the signal is asserted. First level (FLIH): the interrupt calls
 * `psa_flih_result_t <name in lower case>_flih(void)` on the partition's own stack, whatever the
 * partition does meanwhile. That function runs to its end before any other module; it may use
 * psa_irq_enable, psa_irq_disable, psa_reset_signal, psa_eoi and psa_panic, and must quiet its
 * peripheral. PSA_FLIH_SIGNAL asserts the signal, psa_reset_signal takes it back. */
typedef uint32_t psa_irq_status_t; /* 1 enabled, 0 disabled */
typedef uint32_t psa_flih_result_t;
#define PSA_FLIH_NO_SIGNAL ((psa_flih_result_t)0)
#define PSA_FLIH_SIGNAL ((psa_flih_result_t)1)

void psa_irq_enable(psa_signal_t irq_signal);
/* Whether it was enabled. A signal that is asserted stays so. */
psa_irq_status_t psa_irq_disable(psa_signal_t irq_signal);
void psa_reset_signal(psa_signal_t irq_signal);
void psa_eoi(psa_signal_t irq_signal);

/* Does not return: the partition is restarted, or the system is, by its manifest. */
void psa_panic(void) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif
