/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System flash: the place of ST's RSS, where the stand-in ROM (emulator/rss) lies.
 *
 * Facts followed: fact sheet 1.2, 1.3. 128 KB; the secure part ends where ST's bootloader
 * begins (0x0BF9_7000), the rest is non-secure.
 * Decided: RSS's own code (below RSSLIB at 0x0FF9_4000) is seen at HDPL 0 and 1, RSSLIB's at
 * every level; the non-secure part answers non-secure accesses only. With TZEN off all of it is
 * non-secure, and the secure part (boot code, RSSLIB) is seen at HDPL 0 and 1.
 * Left out: programming.
 */
#include "emulator/memory/sram.h"

#include "emulator/soc/chip_internal.h"
#include "hw/loader.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "qemu/log.h"

enum {
    ROM_NS_BASE = 0x0bf80000,
    RSSLIB = 0x14000,
    NONSECURE = 0x17000,
};

static bool rom_open(const H573Gate* gate, uint32_t offset, H573Access access) {
    bool secure = offset < NONSECURE;

    if (!h573_tzen(gate->chip)) {
        return !access.secure && !gate->secure_alias &&
               (offset >= NONSECURE || h573_hdpl(gate->chip) <= 1);
    }
    if (access.secure != secure || access.secure != gate->secure_alias) {
        return false;
    }
    return offset >= RSSLIB || h573_hdpl(gate->chip) <= 1;
}

static bool rom_direct(const H573Gate* gate, uint32_t offset, uint64_t* address) {
    *address = H573_FAST_BASE + ROM_NS_BASE + offset;
    return true;
}

static MemTxResult rom_read(const H573Gate* gate, uint32_t offset, unsigned size, H573Access access,
                            uint64_t* value) {
    return address_space_read(gate->bus, H573_FAST_BASE + ROM_NS_BASE + offset,
                              MEMTXATTRS_UNSPECIFIED, value, size);
}

static MemTxResult rom_write(const H573Gate* gate, uint32_t offset, unsigned size,
                             H573Access access, uint64_t value) {
    qemu_log_mask(LOG_GUEST_ERROR, "system flash: write at 0x%05x ignored\n", offset);
    return MEMTX_OK;
}

static const H573GateOps rom_ops = {
    .granule = 1024,
    .open = rom_open,
    .direct = rom_direct,
    .read = rom_read,
    .write = rom_write,
};

static void load(H573SystemFlash* rom, const char* file) {
    uint8_t* bytes = memory_region_get_ram_ptr(&rom->array);
    ssize_t size;

    memset(bytes, 0xff, H573_ROM_SIZE);
    if (!file || !*file) {
        error_report("no ROM given: -machine stm32h573i-dk,board=DIR,rom=FILE");
        exit(1);
    }
    size = get_image_size(file);
    if (size <= 0 || size > H573_ROM_SIZE) {
        error_report("ROM image %s: %s", file,
                     size < 0 ? "cannot be read" : "1 to 131072 bytes expected");
        exit(1);
    }
    if (load_image_size(file, bytes, H573_ROM_SIZE) != size) {
        error_report("ROM image %s cannot be read", file);
        exit(1);
    }
}

void h573_system_flash_map(H573SystemFlash* rom, H573Chip* chip, Object* owner,
                           MemoryRegion* bus_root, AddressSpace* bus, const char* file) {
    memory_region_init_rom(&rom->array, owner, "system-flash", H573_ROM_SIZE, &error_fatal);
    memory_region_add_subregion(bus_root, H573_FAST_BASE + ROM_NS_BASE, &rom->array);
    load(rom, file);
    h573_gate_init(&rom->gates[0], owner, bus_root, bus, chip, "system flash (non-secure alias)",
                   ROM_NS_BASE, H573_ROM_SIZE, false, &rom_ops, rom);
    h573_gate_init(&rom->gates[1], owner, bus_root, bus, chip, "system flash (secure alias)",
                   H573_ROM_BASE, H573_ROM_SIZE, true, &rom_ops, rom);
}
