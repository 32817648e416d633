/* SPDX-License-Identifier: Apache-2.0 */
/* PSA Secure Storage 1.0: what Internal Trusted Storage and Protected Storage share. */
#ifndef PSA_STORAGE_COMMON_H
#define PSA_STORAGE_COMMON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t psa_storage_create_flags_t;
typedef uint64_t psa_storage_uid_t; /* chosen by the caller, not 0 */

#define PSA_STORAGE_FLAG_NONE 0u
/* The value is never changed or removed again. */
#define PSA_STORAGE_FLAG_WRITE_ONCE (1u << 0)
/* The caller does not need confidentiality, or replay protection; it gets what the storage has. */
#define PSA_STORAGE_FLAG_NO_CONFIDENTIALITY (1u << 1)
#define PSA_STORAGE_FLAG_NO_REPLAY_PROTECTION (1u << 2)

struct psa_storage_info_t {
    size_t capacity; /* bytes set aside for the value: its size */
    size_t size;     /* bytes */
    psa_storage_create_flags_t flags;
};

#define PSA_STORAGE_SUPPORT_SET_EXTENDED (1u << 0)

#ifndef PSA_ERROR_INVALID_SIGNATURE
#define PSA_ERROR_INVALID_SIGNATURE ((psa_status_t) - 149)
#endif
#ifndef PSA_ERROR_DATA_CORRUPT
#define PSA_ERROR_DATA_CORRUPT ((psa_status_t) - 152)
#endif

#ifdef __cplusplus
}
#endif

#endif
