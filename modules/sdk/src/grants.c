/* SPDX-License-Identifier: Apache-2.0 */
#include "modules/sdk/src/svc.h"
#include "sm/module.h"

_Static_assert(SM_FLASH_STATE_ECC_BAD == SM_FLASH_ECC_BAD, "one numbering");

psa_status_t sm_random(uint32_t* words, size_t count) {
    return (psa_status_t)SM_SVC(SM_SVC_RANDOM, words, count, 0, 0);
}

enum sm_flash_state sm_flash_read(uint32_t offset, void* buffer, size_t size) {
    return (enum sm_flash_state)SM_SVC(SM_SVC_FLASH_READ, offset, buffer, size, 0);
}

psa_status_t sm_flash_program(uint32_t offset, const void* word) {
    return (psa_status_t)SM_SVC(SM_SVC_FLASH_PROGRAM, offset, word, 0, 0);
}

psa_status_t sm_flash_erase(uint32_t offset) {
    return (psa_status_t)SM_SVC(SM_SVC_FLASH_ERASE, offset, 0, 0, 0);
}
