/* SPDX-License-Identifier: Apache-2.0 */
/* What the manager grants a module beyond PSA-FF, each by its manifest in system.toml. Without the
 * grant, or outside of it, a call is a programmer error and ends the module. */
#ifndef SM_MODULE_H
#define SM_MODULE_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `count` words of the random number generator. PSA_ERROR_HARDWARE_FAILURE: its health tests fail,
 * the words are not to be used. */
psa_status_t sm_random(uint32_t* words, size_t count);

/* The granted flash, offsets from its start. */
enum sm_flash_state {
    SM_FLASH_STATE_OK = 0,
    SM_FLASH_STATE_ERASED = 1,  /* every byte reads 0xFF: no proof that it was erased */
    SM_FLASH_STATE_ECC_BAD = 2, /* a torn or worn word among them: the bytes mean nothing */
};
enum sm_flash_state sm_flash_read(uint32_t offset, void* buffer, size_t size);
/* One erased word: 16 bytes at a multiple of 16. PSA_ERROR_HARDWARE_FAILURE: it was not erased, or
 * the controller refused. */
psa_status_t sm_flash_program(uint32_t offset, const void* word);
/* The 8 KB sector that starts at `offset`. */
psa_status_t sm_flash_erase(uint32_t offset);

/* Run once at each start of the module before any service; the manifest's entry_init, or this name.
 * Anything but PSA_SUCCESS leaves the module stopped. */
psa_status_t module_init(void);

#ifdef __cplusplus
}
#endif

#endif
