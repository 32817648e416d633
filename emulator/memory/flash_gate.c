/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who sees which part of the flash.
 *
 * Facts followed: fact sheet 1.4, 2.4, 2.10, 4.2. A sector is secure inside SECWM or by its
 * SECBB bit (INV turns it round; never with TZEN off), privileged by its PRIVBB bit, hidden when
 * it is in the HDP area and HDPL > 1, or in the extension behind it and HDPL > 2; HDP hides from
 * both worlds. Modelled: both aliases, bank swap, hidden = read 0, write ignored with WRPERR in the
 * asking world's status and TZIC's flash event, fetch = bus fault; ECC errors on read. Decided: a
 * secure access gets a secure sector through the secure alias and nothing else, a non-secure one a
 * non-secure sector [U-18]; an HDP area that is empty has no extension [U-24]; option areas belong
 * to physical banks [U-12]. A sector of high-cycle data is not there: as hidden (flash_edata.c).
 * Left out: nothing.
 */
#include "emulator/memory/flash_state.h"

#include "emulator/soc/chip_internal.h"
#include "qapi/error.h"

enum {
    NS_BASE = 0x08000000,
    S_BASE = 0x0c000000,
};

/* --- attributes of a sector ------------------------------------------------------ */

static bool in_range(uint32_t start_end, unsigned sector) {
    return sector >= (start_end & 0x7f) && sector <= (start_end >> 16 & 0x7f);
}

static bool in_extension(const H573Flash* flash, uint32_t hdp, unsigned bank, unsigned sector) {
    unsigned start = hdp & 0x7f;
    unsigned end = hdp >> 16 & 0x7f;
    unsigned count = flash->hdpextr >> (bank ? 16 : 0) & 0x7f;

    return start <= end && sector > end && sector <= end + count;
}

bool flash_sector_secure(const H573Flash* flash, unsigned bank, unsigned sector) {
    bool secure;

    if (!h573_tzen(flash->chip)) {
        return false;
    }
    secure = in_range(h573_options(flash->chip)->secwmr[bank], sector) ||
             (flash->secbb[bank][sector / 32] >> (sector % 32) & 1);

    return secure ^ ((flash->side[1].cr & CR_INV) != 0);
}

bool flash_sector_privileged(const H573Flash* flash, unsigned bank, unsigned sector) {
    return flash->privbb[bank][sector / 32] >> (sector % 32) & 1;
}

bool flash_sector_hidden(const H573Flash* flash, unsigned bank, unsigned sector) {
    uint32_t hdp = h573_options(flash->chip)->hdpr[bank];
    unsigned hdpl = h573_hdpl(flash->chip);

    return (hdpl > 1 && in_range(hdp, sector)) ||
           (hdpl > 2 && in_extension(flash, hdp, bank, sector));
}

bool flash_sector_write_protected(const H573Flash* flash, unsigned bank, unsigned sector) {
    return !(h573_options(flash->chip)->wrpr[bank] >> (sector / 4) & 1);
}

/* --- gate --------------------------------------------------------------------------- */

static uint32_t physical(const H573Flash* flash, uint32_t offset) {
    return flash->swapped ? offset ^ BANK_SIZE : offset;
}

static bool flash_open(const H573Gate* gate, uint32_t offset, H573Access access) {
    const H573Flash* flash = gate->opaque;
    uint32_t at = physical(flash, offset);
    unsigned bank = at / BANK_SIZE;
    unsigned sector = at % BANK_SIZE / SECTOR_SIZE;

    return access.secure == gate->secure_alias &&
           flash_sector_secure(flash, bank, sector) == access.secure &&
           (access.privileged || !flash_sector_privileged(flash, bank, sector)) &&
           !flash_sector_hidden(flash, bank, sector) &&
           !board_is_edata(h573_options(flash->chip), at / SECTOR_SIZE);
}

/* A word whose program will spoil it is not read past the end of that program. */
static bool being_spoilt(const H573Flash* flash, uint32_t page) {
    return flash_will_spoil(flash, &flash->running) && flash->running.offset / 1024 == page / 1024;
}

static bool flash_direct(const H573Gate* gate, uint32_t offset, uint64_t* address) {
    const H573Flash* flash = gate->opaque;
    uint32_t at = physical(flash, offset);

    *address = H573_FAST_BASE + NS_BASE + at;
    return flash_is_sound(&flash->board->flash, at, 1024) && !being_spoilt(flash, at);
}

static MemTxResult flash_slow_read(const H573Gate* gate, uint32_t offset, unsigned size,
                                   H573Access access, uint64_t* value) {
    H573Flash* flash = gate->opaque;
    struct flash_model* model = &flash->board->flash;
    uint32_t at = physical(flash, offset);
    uint8_t bytes[8] = {};

    flash_stall(flash);
    flash_ecc(flash, flash_read(model, at, bytes, size),
              ECC_USER | (at >= BANK_SIZE ? ECC_BANK : 0), at % BANK_SIZE / FLASH_WORD, 0);
    *value = ldq_le_p(bytes);
    return MEMTX_OK;
}

static MemTxResult flash_slow_write(const H573Gate* gate, uint32_t offset, unsigned size,
                                    H573Access access, uint64_t value) {
    H573Flash* flash = gate->opaque;

    for (unsigned done = 0; done < size; done += 4) {
        flash_store(flash, physical(flash, offset + done), value >> (8 * done), MIN(size, 4u),
                    access);
    }
    return MEMTX_OK;
}

static void flash_refused(const H573Gate* gate, uint32_t offset, H573Access access,
                          H573Refused what) {
    H573Flash* flash = gate->opaque;

    if (what == H573_REFUSED_WRITE) {
        flash_flag(flash, access.secure, SR_WRPERR);
        flash_buffer_drop(flash);
    }
    h573_illegal_access(flash->chip, H573_TZIC_GROUP4, H573_TZIC_FLASH_MEMORY);
}

static const H573GateOps flash_gate_ops = {
    .granule = SECTOR_SIZE,
    .open = flash_open,
    .direct = flash_direct,
    .read = flash_slow_read,
    .write = flash_slow_write,
    .refused = flash_refused,
};

/* --- the array itself ------------------------------------------------------------------ */

static uint64_t array_read(void* opaque, hwaddr at, unsigned size) {
    /* Reads go to the memory of the ROM device. */
    return 0;
}

static MemTxResult array_write(void* opaque, hwaddr at, uint64_t value, unsigned size,
                               MemTxAttrs attrs) {
    flash_store(opaque, at, value, size, h573_access(attrs));
    return MEMTX_OK;
}

static const MemoryRegionOps array_ops = {
    .read = array_read,
    .write_with_attrs = array_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {.min_access_size = 1, .max_access_size = 8, .unaligned = true},
    .impl = {.min_access_size = 1, .max_access_size = 4},
};

/* A programmer changed the bytes of the board's file under the running chip: they are shown from
 * now on. Their states stay, so that it has to write where words are programmed. */
static void set_reread(Object* object, bool value, Error** errp) {
    flash_refresh(H573_FLASH(object), 0, BOARD_FLASH_SIZE);
}

void flash_gates_map(H573Flash* flash, MemoryRegion* bus_root, AddressSpace* bus) {
    Object* owner = OBJECT(flash);

    memory_region_init_rom_device(&flash->array, owner, &array_ops, flash, "flash.array",
                                  BOARD_FLASH_SIZE, &error_fatal);
    memory_region_add_subregion(bus_root, H573_FAST_BASE + NS_BASE, &flash->array);
    flash_refresh(flash, 0, BOARD_FLASH_SIZE);
    object_property_add_bool(owner, "reread", NULL, set_reread);
    h573_gate_init(&flash->gates[0], owner, bus_root, bus, flash->chip, "flash (non-secure alias)",
                   NS_BASE, BOARD_FLASH_SIZE, false, &flash_gate_ops, flash);
    h573_gate_init(&flash->gates[1], owner, bus_root, bus, flash->chip, "flash (secure alias)",
                   S_BASE, BOARD_FLASH_SIZE, true, &flash_gate_ops, flash);
}
