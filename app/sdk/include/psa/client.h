/* SPDX-License-Identifier: Apache-2.0 */
/* The client side of PSA-FF 1.1 (section 4.4). The same header serves applications and modules. */
#ifndef PSA_CLIENT_H
#define PSA_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef PSA_FRAMEWORK_VERSION
#define PSA_FRAMEWORK_VERSION (0x0101u)
#endif
#define PSA_VERSION_NONE (0u)

typedef int32_t psa_handle_t;
#define PSA_NULL_HANDLE ((psa_handle_t)0)
#define PSA_HANDLE_IS_VALID(handle) ((psa_handle_t)(handle) > 0)
#define PSA_HANDLE_TO_ERROR(handle) ((psa_status_t)(handle))

#define PSA_MAX_IOVEC (4u)

/* Types of a message that the framework sends; a psa_call has its own, 0..INT16_MAX. */
#define PSA_IPC_CONNECT (-1)
#define PSA_IPC_DISCONNECT (-2)
#define PSA_IPC_CALL (0)

typedef struct psa_invec {
    const void* base;
    size_t len;
} psa_invec;

typedef struct psa_outvec {
    void* base;
    size_t len; /* in: room at base; out, when the call succeeded: bytes written */
} psa_outvec;

/* PSA_FRAMEWORK_VERSION of the manager. */
uint32_t psa_framework_version(void);

/* The version of a service the caller may use, else PSA_VERSION_NONE. */
uint32_t psa_version(uint32_t sid);

/* A handle (> 0), or PSA_ERROR_CONNECTION_REFUSED (no such service or version for this caller, or
 * the service said so), PSA_ERROR_CONNECTION_BUSY (try again). */
psa_handle_t psa_connect(uint32_t sid, uint32_t version);

/* `handle`: a connection's or a stateless one of psa_manifest/sid.h. `type`: 0..INT16_MAX.
 * in_len + out_len <= PSA_MAX_IOVEC. The service's status, or PSA_ERROR_PROGRAMMER_ERROR (handle,
 * type or vectors are wrong), PSA_ERROR_CONNECTION_BUSY, PSA_ERROR_CONNECTION_REFUSED (the service
 * is stopped), PSA_ERROR_GENERIC_ERROR (it failed while it served this call). */
psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec* in_vec, size_t in_len,
                      psa_outvec* out_vec, size_t out_len);

/* PSA_NULL_HANDLE does nothing. */
void psa_close(psa_handle_t handle);

#ifdef __cplusplus
}
#endif

#endif
