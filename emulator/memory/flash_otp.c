/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The read-only page of the part: OTP area and engineering data.
 *
 * Facts followed: fact sheet 1.2 (UID, flash size, package code), 1.5, 2.6 (OTP half-words),
 * 2.8 (a virgin OTP half-word reads all ones with the double-ECC event).
 * Decided: non-secure memory: a secure access must come as a non-secure transaction (an SAU
 * region over it), as ST's secure boot arranges; other engineering words read all ones; OTP is
 * programmed by one 16-bit store with PG set; a second program of a half-word spoils its ECC.
 * Left out: nothing.
 */
#include "emulator/memory/flash_state.h"

#include "emulator/memory/fetch.h"
#include "qemu/log.h"

enum {
    OTP_BASE = 0x08fff000,
    WINDOW_SIZE = 4096,
    OTP_ECC_BASE = 0x600, /* ADDR_ECC of the first OTP word */
    ENGINEERING = 0x800,
    FLASH_KILOBYTES = 0x80c,
    PACKAGE = 0x80e,
    PACKAGE_UFBGA176_SMPS = 0x0b,
    BLOCK_HALFWORDS = 32,
};

static uint8_t engineering_byte(H573Flash* flash, uint32_t offset) {
    static const uint8_t size_and_package[] = {0x00, 0x08, PACKAGE_UFBGA176_SMPS, 0x00};

    if (offset < ENGINEERING + BOARD_UID_SIZE) {
        return h573_identity(flash->chip)->uid[offset - ENGINEERING];
    }
    if (offset < PACKAGE + 2) {
        return size_and_package[offset - FLASH_KILOBYTES];
    }
    return 0xff;
}

static uint8_t otp_byte(H573Flash* flash, uint32_t offset) {
    if (flash->board->otp_states[offset / 2] != FLASH_STATE_PROGRAMMED) {
        flash_ecc_detected(flash, ECC_OTP, OTP_ECC_BASE + offset / 4,
                           lduw_le_p(flash->board->otp + offset / 2 * 2));
    }
    return flash->board->otp[offset];
}

static bool allowed(uint32_t offset, H573Access access) {
    if (access.secure) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "otp: secure access at 0x%08x: this page is non-secure (SAU region)\n",
                      OTP_BASE + offset);
    }
    return !access.secure;
}

static MemTxResult page_read(void* opaque, hwaddr at, uint64_t* value, unsigned size,
                             MemTxAttrs attrs) {
    H573Flash* flash = opaque;

    *value = 0;
    if (h573_is_fetch()) {
        return MEMTX_ERROR;
    }
    if (!allowed(at, h573_access(attrs))) {
        return MEMTX_OK;
    }
    for (unsigned i = 0; i < size; i++) {
        uint64_t byte =
            at < BOARD_OTP_SIZE ? otp_byte(flash, at + i) : engineering_byte(flash, at + i);
        *value |= byte << (8 * i);
    }
    return MEMTX_OK;
}

static void otp_program(H573Flash* flash, uint32_t offset, uint16_t value) {
    uint8_t* state = &flash->board->otp_states[offset / 2];
    uint8_t* cells = flash->board->otp + offset;
    bool cut = false;

    if (flash_power_begin(&flash->board->power, &cut) != FLASH_OK) {
        return;
    }
    if (!cut || flash->board->power.policy == FLASH_CUT_DONE) {
        *state = *state == FLASH_STATE_ERASED ? FLASH_STATE_PROGRAMMED : FLASH_STATE_BAD;
        stw_le_p(cells, lduw_le_p(cells) & value);
    }
    if (cut) {
        flash_power_fail(&flash->board->power, FLASH_OP_OTP, offset);
    }
    flash_flag(flash, false, SR_EOP);
}

static MemTxResult page_write(void* opaque, hwaddr at, uint64_t value, unsigned size,
                              MemTxAttrs attrs) {
    H573Flash* flash = opaque;
    uint32_t locks = h573_options(flash->chip)->otpblr;

    if (!allowed(at, h573_access(attrs)) || !flash_program_ready(flash, false)) {
        return MEMTX_OK;
    }
    if (at >= BOARD_OTP_SIZE || (locks >> (at / 2 / BLOCK_HALFWORDS) & 1)) {
        flash_flag(flash, false, SR_WRPERR);
    } else if (size != 2) {
        flash_flag(flash, false, SR_INCERR);
    } else {
        otp_program(flash, at, value);
    }
    return MEMTX_OK;
}

static const MemoryRegionOps page_ops = {
    .read_with_attrs = page_read,
    .write_with_attrs = page_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {.min_access_size = 1, .max_access_size = 4},
    .impl = {.min_access_size = 1, .max_access_size = 4},
};

void flash_otp_map(H573Flash* flash, MemoryRegion* bus_root) {
    memory_region_init_io(&flash->otp_window, OBJECT(flash), &page_ops, flash, "otp", WINDOW_SIZE);
    memory_region_add_subregion(bus_root, OTP_BASE, &flash->otp_window);
}
