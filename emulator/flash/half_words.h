/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
/*
 * Memory whose ECC word is a half-word: the OTP area, and high-cycle data (EDATA), for which
 * the last sectors of a bank are used. A sector of 8 KB holds 3072 half-words; here they fill
 * its first 6 KB and their states, four bits each, the bytes behind. A sector's words so used
 * are ECC errors to whoever reads them as ordinary flash, and the other way round.
 */
#ifndef EMULATOR_FLASH_HALF_WORDS_H
#define EMULATOR_FLASH_HALF_WORDS_H

#include "emulator/flash/flash_model.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    HALF_WORD = 2,            /* bytes */
    EDATA_SECTOR_SIZE = 6144, /* bytes of one sector's high-cycle data */
    EDATA_SECTORS = 8,        /* in each bank, at most */
};

/* OTP: a state byte for each half-word. */
struct otp_store {
    uint8_t* bytes;
    uint8_t* states;
    uint32_t size; /* bytes */
    struct flash_power* power;
};

/*
 * OFFSET: even, below the store's size, else FLASH_BAD_ADDRESS. Never written: FLASH_ERASED. A
 * half-word programmed twice is an ECC error for ever.
 */
enum flash_result otp_read(struct otp_store* otp, uint32_t offset, uint8_t out[HALF_WORD]);
enum flash_result otp_program(struct otp_store* otp, uint32_t offset,
                              const uint8_t data[HALF_WORD]);
enum flash_result otp_plant(struct otp_store* otp, uint32_t offset, enum flash_plant what);

/*
 * SECTOR counts over both banks, as for an erase; OFFSET: even, 0..6142 in its high-cycle data.
 * An erase is that of the sector (flash_erase_sector).
 */
enum flash_result edata_read(struct flash_model* flash, uint32_t sector, uint32_t offset,
                             uint8_t out[HALF_WORD]);
/* COUNT: 1 or 2 half-words (2: OFFSET a multiple of 4), one operation. */
enum flash_result edata_program(struct flash_model* flash, uint32_t sector, uint32_t offset,
                                const uint8_t* data, uint32_t count);
enum flash_result edata_plant(struct flash_model* flash, uint32_t sector, uint32_t offset,
                              enum flash_plant what);

#ifdef __cplusplus
}
#endif

#endif
