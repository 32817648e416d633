/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OBKeys: the window and its configuration registers.
 *
 * Facts followed: fact sheet 3.1 to 3.4. A slot answers only at OBK-HDPL = its level, to the
 * world it belongs to (level 3's second part non-secure, all else secure); current and
 * alternate sector, swap with its minimum number of keys, virgin check.
 * Decided: a forbidden read gives 0 and OBKERR, a forbidden write OBKERR [U-21]; a slot never
 * written reads all ones with the double-ECC event, as OTP does; a swap asked by the
 * non-secure world keeps at least the secure levels (384 keys), with TZEN off what the level asks,
 * and all slots of the level are the one world's; fetch is a bus fault.
 * Left out: cache rules, width rules of reads.
 */
#include "emulator/memory/flash_state.h"

#include "emulator/memory/fetch.h"
#include "qemu/log.h"

enum {
    OBK_NS_BASE = 0x0bfd0000,
    OBK_S_BASE = 0x0ffd0000,
    OBKCFGR_WRITABLE = OBKCFGR_ALT_SECT | 0x1ff << OBKCFGR_SWAP_OFFSET_SHIFT,
};

/* --- window ------------------------------------------------------------------------ */

static bool slot_open(H573Flash* flash, uint32_t offset, H573Access access, bool secure_alias) {
    bool nonsecure;
    unsigned level = obk_level(offset, &nonsecure);

    return offset < OBK_END && level == h573_obk_hdpl(flash->chip) &&
           (access.secure == !nonsecure || !h573_tzen(flash->chip)) &&
           access.secure == secure_alias;
}

static bool alternate_shown(const H573Flash* flash, bool secure) {
    return flash->side[secure].obkcfgr & OBKCFGR_ALT_SECT;
}

static void refuse(H573Flash* flash, uint32_t offset, H573Access access, const char* what) {
    qemu_log_mask(LOG_GUEST_ERROR, "obkeys: %s %s of slot at 0x%03x refused at OBK-HDPL %u\n",
                  access.secure ? "secure" : "non-secure", what, offset,
                  h573_obk_hdpl(flash->chip));
    flash_flag(flash, access.secure, SR_OBKERR);
}

static MemTxResult window_read(H573Flash* flash, uint32_t offset, uint64_t* value, unsigned size,
                               H573Access access, bool secure_alias) {
    uint8_t bytes[4] = {};

    *value = 0;
    if (h573_is_fetch(access)) {
        return MEMTX_ERROR;
    }
    if (!slot_open(flash, offset, access, secure_alias)) {
        refuse(flash, offset, access, "read");
        return h573_refusal(access);
    }
    flash_stall(flash);
    flash_ecc(
        flash,
        obk_read(&flash->board->obk, alternate_shown(flash, access.secure), offset, bytes, size),
        ECC_OBK, offset / FLASH_WORD, 0xffff);
    *value = ldl_le_p(bytes);
    return MEMTX_OK;
}

static MemTxResult window_write(H573Flash* flash, uint32_t offset, uint64_t value, unsigned size,
                                H573Access access, bool secure_alias) {
    WriteBuffer where = {
        .target = BUFFER_OBK,
        .secure = access.secure,
        .alternate = alternate_shown(flash, access.secure),
        .line = offset / FLASH_WORD * FLASH_WORD,
    };

    if (!slot_open(flash, offset, access, secure_alias)) {
        refuse(flash, offset, access, "write");
        flash_buffer_drop(flash);
        return h573_refusal(access);
    }
    if (flash_program_ready(flash, access.secure)) {
        flash_buffer_fill(flash, &where, offset, value, size);
    }
    return MEMTX_OK;
}

/* --- configuration ------------------------------------------------------------------- */

static unsigned keys_to_keep(H573Flash* flash, bool secure) {
    static const unsigned minimum[] = {0, 16, 144, 192};

    return secure || !h573_tzen(flash->chip) ? minimum[h573_obk_hdpl(flash->chip)]
                                             : OBK_HDPL3_NONSECURE / FLASH_WORD;
}

static void swap(H573Flash* flash, bool secure) {
    unsigned keys = flash->side[secure].obkcfgr >> OBKCFGR_SWAP_OFFSET_SHIFT & 0x1ff;
    const Operation operation = {
        .code = OPERATION_OBK_SWAP, .area = AREA_OBK, .secure = secure, .size = keys};

    if (keys < keys_to_keep(flash, secure)) {
        qemu_log_mask(LOG_GUEST_ERROR, "obkeys: swap of %u keys would drop lower levels\n", keys);
        flash_flag(flash, secure, SR_OBKERR);
        return;
    }
    if (flash_may_begin(flash, secure, "swap of OBKeys")) {
        flash_begin(flash, &operation);
    }
}

static void erase_alternate(H573Flash* flash, bool secure) {
    const Operation operation = {.code = OPERATION_OBK_ERASE, .area = AREA_OBK, .secure = secure};

    flash_begin(flash, &operation);
}

void flash_obk_configure(H573Flash* flash, bool secure, uint32_t value) {
    FlashSide* side = &flash->side[secure];

    if (side->obk_lock != UNLOCKED) {
        if (!(value & OBKCFGR_LOCK)) {
            qemu_log_mask(LOG_GUEST_ERROR, "flash: write to locked OBKCFGR\n");
        }
        return;
    }
    if (!flash_may_begin(flash, secure, "write to OBKCFGR")) {
        return;
    }
    if (flash->buffer.mask != 0 && ((side->obkcfgr ^ value) & OBKCFGR_ALT_SECT)) {
        flash_flag(flash, secure, SR_OBKERR);
        flash_buffer_drop(flash);
        return;
    }
    side->obkcfgr = value & OBKCFGR_WRITABLE;
    if (value & OBKCFGR_ALT_SECT_ERASE) {
        erase_alternate(flash, secure);
    }
    if (value & OBKCFGR_SWAP_SECT_REQ) {
        swap(flash, secure);
    }
    if (value & OBKCFGR_LOCK) {
        side->obk_lock = LOCKED;
    }
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
        .valid = {.min_access_size = 1, .max_access_size = 4},
        .impl = {.min_access_size = 1, .max_access_size = 4},
    },
    {
        .read_with_attrs = s_read,
        .write_with_attrs = s_write,
        .endianness = DEVICE_LITTLE_ENDIAN,
        .valid = {.min_access_size = 1, .max_access_size = 4},
        .impl = {.min_access_size = 1, .max_access_size = 4},
    },
};

void flash_obk_map(H573Flash* flash, MemoryRegion* bus_root) {
    static const uint32_t bases[] = {OBK_NS_BASE, OBK_S_BASE};

    for (int i = 0; i < 2; i++) {
        memory_region_init_io(&flash->obk_window[i], OBJECT(flash), &window_ops[i], flash,
                              i ? "obkeys.secure" : "obkeys.nonsecure", OBK_SIZE);
        memory_region_add_subregion(bus_root, bases[i], &flash->obk_window[i]);
    }
}
