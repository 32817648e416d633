/* SPDX-License-Identifier: Apache-2.0 */
/* Signed data of the application: [[data]] of system.toml, verified at boot with its owner's key
 * and readable only where that went well. Reading a slot by its address without asking here faults
 * where its image was refused or is missing. C99 and C++. */
#ifndef SM_DATA_H
#define SM_DATA_H

#include "manager/abi/record.h"
#include "psa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sm_data {
    const void* bytes; /* payload, 32-byte aligned, in flash; NULL where it may not be read */
    uint32_t size;     /* of the payload, in bytes */
    struct sm_component_record record; /* version, counter, measurement, signer */
};

/* The data image `id` (8..15). PSA_SUCCESS: verified in this boot. PSA_ERROR_DOES_NOT_EXIST: its
 * slot is empty. PSA_ERROR_INVALID_SIGNATURE: it was refused; why is in the log (sm_record_log).
 * PSA_ERROR_INVALID_ARGUMENT: no such id. But for success, `out` holds no address and no size. */
psa_status_t sm_data_open(uint32_t id, struct sm_data* out);

#ifdef __cplusplus
}

namespace sm {

/* The data image `id` as a T, nullptr unless it was verified and has exactly the size of one. */
template <typename T>
const T* data(uint32_t id) {
    static_assert(alignof(T) <= 32, "a payload is aligned to 32 bytes");
    sm_data found;
    return sm_data_open(id, &found) == PSA_SUCCESS && found.size == sizeof(T)
               ? static_cast<const T*>(found.bytes)
               : nullptr;
}

}  // namespace sm
#endif

#endif
