/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * High-cycle data: half-words at 0x0900_0000 and 0x0D00_0000, kept in the last sectors of each
 * bank when EDATAxR enables them.
 *
 * Facts followed: fact sheet 1.2, 2.1, 2.4 (EDATAx_STRT), 2.6, 2.8 (a virgin half-word reads all
 * ones with the double-ECC event; addresses in units of 4 bytes from 0xF000).
 * Modelled: reads and stores of 16 and 32 bits (32: two half-words, one operation), the sector's
 * security, privilege, HDP and write protection; the sector is then no ordinary flash
 * (flash_gate.c); its erase is the sector's.
 * Decided: only the sectors from EDATAx_STRT on are there; the last of a bank is the window's
 * last; the window follows physical banks [U-12]; 8-bit and unaligned accesses and fetches are
 * bus faults.
 * Left out: nothing.
 */
#include "emulator/memory/flash_state.h"

#include "emulator/memory/fetch.h"
#include "qemu/log.h"

enum {
    EDATA_NS_BASE = 0x09000000,
    EDATA_S_BASE = 0x0d000000,
    EDATA_ECC_BASE = 0xf000,
};

static bool place_open(H573Flash* flash, uint32_t offset, H573Access access, bool secure_alias,
                       uint32_t* sector) {
    if (!board_edata_sector(h573_options(flash->chip), offset, sector)) {
        return false;
    }
    unsigned bank = *sector / BANK_SECTORS;
    unsigned number = *sector % BANK_SECTORS;
    return access.secure == secure_alias &&
           flash_sector_secure(flash, bank, number) == access.secure &&
           (access.privileged || !flash_sector_privileged(flash, bank, number)) &&
           !flash_sector_hidden(flash, bank, number);
}

static void refuse(H573Flash* flash, uint32_t offset, H573Access access, const char* what) {
    qemu_log_mask(LOG_GUEST_ERROR, "edata: %s %s at offset 0x%05x refused\n",
                  access.secure ? "secure" : "non-secure", what, offset);
    h573_illegal_access(flash->chip, H573_TZIC_GROUP4, H573_TZIC_FLASH_MEMORY);
}

static uint16_t half_read(H573Flash* flash, uint32_t sector, uint32_t offset) {
    uint8_t bytes[HALF_WORD] = {};
    enum flash_result result =
        edata_read(&flash->board->flash, sector, offset % EDATA_SECTOR_SIZE, bytes);

    flash_ecc(flash, result, ECC_EDATA | (offset >= BOARD_EDATA_BANK ? ECC_BANK : 0),
              EDATA_ECC_BASE + offset % BOARD_EDATA_BANK / 4, lduw_le_p(bytes));
    return lduw_le_p(bytes);
}

static MemTxResult window_read(H573Flash* flash, uint32_t offset, uint64_t* value, unsigned size,
                               H573Access access, bool secure_alias) {
    uint32_t sector;

    *value = 0;
    if (h573_is_fetch(access)) {
        return MEMTX_ERROR;
    }
    if (!place_open(flash, offset, access, secure_alias, &sector)) {
        refuse(flash, offset, access, "read");
        return h573_refusal(access);
    }
    flash_stall(flash);
    for (unsigned i = 0; i < size; i += HALF_WORD) {
        *value |= (uint64_t)half_read(flash, sector, offset + i) << (8 * i);
    }
    return MEMTX_OK;
}

static MemTxResult window_write(H573Flash* flash, uint32_t offset, uint64_t value, unsigned size,
                                H573Access access, bool secure_alias) {
    Operation operation = {
        .code = OPERATION_WRITE,
        .area = AREA_EDATA,
        .secure = access.secure,
        .offset = offset,
        .size = size,
    };
    uint32_t sector;

    if (!place_open(flash, offset, access, secure_alias, &sector)) {
        refuse(flash, offset, access, "write");
        flash_flag(flash, access.secure, SR_WRPERR);
        return h573_refusal(access);
    }
    if (flash_sector_write_protected(flash, sector / BANK_SECTORS, sector % BANK_SECTORS)) {
        flash_flag(flash, access.secure, SR_WRPERR);
    } else if (flash->buffer.mask != 0) {
        flash_flag(flash, access.secure, SR_INCERR);
        flash_buffer_drop(flash);
    } else if (flash_program_ready(flash, access.secure)) {
        stl_le_p(operation.data, value);
        flash_begin(flash, &operation);
    }
    return MEMTX_OK;
}

/* --- both aliases ----------------------------------------------------------------------- */

static MemTxResult ns_read(void* opaque, hwaddr at, uint64_t* value, unsigned size,
                           MemTxAttrs attrs) {
    return window_read(opaque, at, value, size, h573_access(attrs), false);
}

static MemTxResult s_read(void* opaque, hwaddr at, uint64_t* value, unsigned size,
                          MemTxAttrs attrs) {
    return window_read(opaque, at, value, size, h573_access(attrs), true);
}

static MemTxResult ns_write(void* opaque, hwaddr at, uint64_t value, unsigned size,
                            MemTxAttrs attrs) {
    return window_write(opaque, at, value, size, h573_access(attrs), false);
}

static MemTxResult s_write(void* opaque, hwaddr at, uint64_t value, unsigned size,
                           MemTxAttrs attrs) {
    return window_write(opaque, at, value, size, h573_access(attrs), true);
}

static const MemoryRegionOps window_ops[] = {
    {
        .read_with_attrs = ns_read,
        .write_with_attrs = ns_write,
        .endianness = DEVICE_LITTLE_ENDIAN,
        .valid = {.min_access_size = 2, .max_access_size = 4},
        .impl = {.min_access_size = 2, .max_access_size = 4},
    },
    {
        .read_with_attrs = s_read,
        .write_with_attrs = s_write,
        .endianness = DEVICE_LITTLE_ENDIAN,
        .valid = {.min_access_size = 2, .max_access_size = 4},
        .impl = {.min_access_size = 2, .max_access_size = 4},
    },
};

void flash_edata_map(H573Flash* flash, MemoryRegion* bus_root) {
    static const uint32_t bases[] = {EDATA_NS_BASE, EDATA_S_BASE};

    for (int i = 0; i < 2; i++) {
        memory_region_init_io(&flash->edata_window[i], OBJECT(flash), &window_ops[i], flash,
                              i ? "edata.secure" : "edata.nonsecure", BOARD_EDATA_SIZE);
        memory_region_add_subregion(bus_root, bases[i], &flash->edata_window[i]);
    }
}
