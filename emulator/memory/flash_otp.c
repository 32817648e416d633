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

static uint16_t otp_half(H573Flash* flash, uint32_t offset) {
    uint8_t bytes[HALF_WORD] = {};
    enum flash_result result = otp_read(&flash->board->otp, offset, bytes);

    flash_ecc(flash, result, ECC_OTP, OTP_ECC_BASE + offset / 4, lduw_le_p(bytes));
    return lduw_le_p(bytes);
}

/* SIZE bytes: each half-word touched is read once. */
static uint64_t otp_bytes(H573Flash* flash, uint32_t offset, unsigned size) {
    uint32_t first = offset / HALF_WORD * HALF_WORD;
    uint64_t value = 0;

    for (uint32_t at = first; at < offset + size; at += HALF_WORD) {
        value |= (uint64_t)otp_half(flash, at) << (8 * (at - first));
    }
    return extract64(value, 8 * (offset - first), 8 * size);
}

static uint64_t engineering_bytes(H573Flash* flash, uint32_t offset, unsigned size) {
    uint64_t value = 0;

    for (unsigned i = 0; i < size; i++) {
        value |= (uint64_t)engineering_byte(flash, offset + i) << (8 * i);
    }
    return value;
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
    if (h573_is_fetch(h573_access(attrs))) {
        return MEMTX_ERROR;
    }
    if (!allowed(at, h573_access(attrs))) {
        return h573_refusal(h573_access(attrs));
    }
    flash_stall(flash);
    *value = at < BOARD_OTP_SIZE ? otp_bytes(flash, at, size) : engineering_bytes(flash, at, size);
    return MEMTX_OK;
}

static void program(H573Flash* flash, uint32_t offset, uint16_t value) {
    Operation operation = {
        .code = OPERATION_WRITE, .area = AREA_OTP, .offset = offset, .size = HALF_WORD};

    stw_le_p(operation.data, value);
    flash_begin(flash, &operation);
}

static MemTxResult page_write(void* opaque, hwaddr at, uint64_t value, unsigned size,
                              MemTxAttrs attrs) {
    H573Flash* flash = opaque;
    uint32_t locks = h573_options(flash->chip)->otpblr;

    if (!allowed(at, h573_access(attrs))) {
        return h573_refusal(h573_access(attrs));
    }
    if (!flash_program_ready(flash, false)) {
        return MEMTX_OK;
    }
    if (at >= BOARD_OTP_SIZE || (locks >> (at / 2 / BLOCK_HALFWORDS) & 1)) {
        flash_flag(flash, false, SR_WRPERR);
    } else if (size != 2) {
        flash_flag(flash, false, SR_INCERR);
    } else {
        program(flash, at, value);
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
