/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PSA Secure Storage 1.0, Internal Trusted Storage. Values of up to 4096 bytes, each under a uid of
 * the caller; callers do not see each other's. Encrypted, authenticated, bound to this chip. A set
 * or a remove that returned PSA_SUCCESS survives any loss of power; one cut short leaves the old
 * value or the new.
 */
#ifndef PSA_INTERNAL_TRUSTED_STORAGE_H
#define PSA_INTERNAL_TRUSTED_STORAGE_H

#include <psa/client.h>
#include <psa/storage_common.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PSA_ITS_API_VERSION_MAJOR 1
#define PSA_ITS_API_VERSION_MINOR 0

/*
 * Creates or replaces a value.
 * uid: not 0. data_length: 0..4096 bytes at p_data (may be NULL where 0).
 * create_flags: any of PSA_STORAGE_FLAG_*.
 * PSA_ERROR_NOT_PERMITTED: the value is there and was written once for all.
 * PSA_ERROR_NOT_SUPPORTED: an unknown flag.
 * PSA_ERROR_INSUFFICIENT_STORAGE: no room; the old value stays.
 * PSA_ERROR_INVALID_ARGUMENT: uid 0, more than 4096 bytes, or p_data cannot be read.
 * PSA_ERROR_STORAGE_FAILURE: the flash failed; the old value stays.
 */
psa_status_t psa_its_set(psa_storage_uid_t uid, size_t data_length, const void* p_data,
                         psa_storage_create_flags_t create_flags);

/*
 * Reads up to data_size bytes from data_offset on; *p_data_length gets how many there were.
 * PSA_ERROR_DOES_NOT_EXIST: no value under uid.
 * PSA_ERROR_INVALID_ARGUMENT: uid 0, data_offset beyond the value, or a bad pointer.
 * PSA_ERROR_INVALID_SIGNATURE: the value was altered. PSA_ERROR_DATA_CORRUPT: the flash cannot be
 * read, or what it lost may have been this value. p_data then holds nothing of use.
 */
psa_status_t psa_its_get(psa_storage_uid_t uid, size_t data_offset, size_t data_size, void* p_data,
                         size_t* p_data_length);

/* Size and flags of a value. Errors as psa_its_get(). */
psa_status_t psa_its_get_info(psa_storage_uid_t uid, struct psa_storage_info_t* p_info);

/*
 * Removes a value. PSA_ERROR_NOT_PERMITTED: it was written once for all; others as psa_its_get(),
 * and PSA_ERROR_STORAGE_FAILURE.
 */
psa_status_t psa_its_remove(psa_storage_uid_t uid);

#ifdef __cplusplus
}
#endif

#endif
