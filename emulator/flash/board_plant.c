/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
/* ECC errors at an address of the chip, and where its high-cycle data lies. */
#include <stdio.h>

#include "emulator/flash/board_files.h"

enum {
    BANK_SECTORS = 128,
    EDATA_FIRST = BANK_SECTORS - EDATA_SECTORS,
    EDATA_EN = 1 << 15,
    FLASH_BASE = 0x08000000,
    OTP_BASE = 0x08fff000,
    EDATA_BASE = 0x09000000,
    OBK_BASE = 0x0bfd0000,
    SECURE = 0x04000000, /* the bit of a secure alias */
};

bool board_is_edata(const struct board_options* options, uint32_t sector) {
    uint32_t word = options->edatar[sector / BANK_SECTORS & 1];

    return (word & EDATA_EN) && sector % BANK_SECTORS >= BANK_SECTORS - 1 - (word & 7);
}

bool board_edata_sector(const struct board_options* options, uint32_t offset, uint32_t* sector) {
    if (offset >= BOARD_EDATA_SIZE) {
        return false;
    }
    *sector = offset / BOARD_EDATA_BANK * BANK_SECTORS + EDATA_FIRST +
              offset % BOARD_EDATA_BANK / EDATA_SECTOR_SIZE;
    return board_is_edata(options, *sector);
}

static enum flash_result plant_edata(struct board* board, uint32_t offset, enum flash_plant what) {
    struct board_options options = board_get_options(board);
    uint32_t sector;

    if (!board_edata_sector(&options, offset, &sector)) {
        return FLASH_BAD_ADDRESS;
    }
    return edata_plant(&board->flash, sector, offset % EDATA_SECTOR_SIZE, what);
}

static enum flash_result plant(struct board* board, uint32_t address, enum flash_plant what) {
    if (address >= FLASH_BASE && address - FLASH_BASE < BOARD_FLASH_SIZE) {
        return flash_plant(&board->flash, address - FLASH_BASE, what);
    }
    if (address >= OTP_BASE && address - OTP_BASE < BOARD_OTP_SIZE) {
        return otp_plant(&board->otp, address - OTP_BASE, what);
    }
    if (address >= EDATA_BASE && address - EDATA_BASE < BOARD_EDATA_SIZE) {
        return plant_edata(board, address - EDATA_BASE, what);
    }
    if (address >= OBK_BASE && address - OBK_BASE < OBK_SIZE) {
        return flash_plant(&board->obk.cells,
                           (*board->obk.current & 1u) * OBK_SIZE + (address - OBK_BASE), what);
    }
    return FLASH_BAD_ADDRESS;
}

bool board_plant(struct board* board, uint32_t address, enum flash_plant what, char* error) {
    if (plant(board, address & ~(uint32_t)SECURE, what) == FLASH_OK) {
        return true;
    }
    snprintf(error, BOARD_ERROR,
             "no ECC word starts at 0x%08x: user flash and OBKeys have them every 16 bytes, OTP "
             "and enabled high-cycle data every 2",
             address);
    return false;
}
