/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SRAM1, SRAM2, SRAM3 behind MPCBB1..3.
 *
 * Facts followed: fact sheet 1.2, 1.4, 8.3. 512-byte blocks, each secure or not, privileged or
 * not; wrong attribute: reads zero, write ignored, TZIC event, fetch is a bus fault;
 * SRWILADIS makes secure data accesses to non-secure blocks legal, never fetches. While TAMP
 * blocks the device secrets (chip.h) SRAM2 reads zero, ignores writes, and fetches are bus faults.
 * Modelled: a kilobyte whose halves differ goes access by access (slow, but right).
 * A store to a write-protected page of SRAM2 (RAMCFG) is a bus fault [decided].
 * Left out: ECC, the SRAMs' clock enables.
 */
#include "emulator/memory/sram.h"

#include "emulator/memory/fetch.h"
#include "emulator/soc/chip_internal.h"
#include "qapi/error.h"
#include "qemu/log.h"

enum {
    SRAM_NS_BASE = 0x20000000,
    SRAM_S_BASE = 0x30000000,
};

static unsigned sram_of(uint32_t offset) {
    return offset < BOARD_SRAM2 ? 0 : offset < BOARD_SRAM3 ? 1 : 2;
}

static bool block_of(const H573Gate* gate, uint32_t offset, bool* privileged, unsigned* sram) {
    static const uint32_t starts[] = {BOARD_SRAM1, BOARD_SRAM2, BOARD_SRAM3};
    unsigned block;

    *sram = sram_of(offset);
    block = (offset - starts[*sram]) / H573_BLOCK;
    *privileged = h573_block_privileged(gate->chip, *sram, block);
    return h573_block_secure(gate->chip, *sram, block);
}

static bool sram_open(const H573Gate* gate, uint32_t offset, H573Access access) {
    unsigned sram;
    bool privileged;
    bool secure = block_of(gate, offset, &privileged, &sram);

    if (privileged && !access.privileged) {
        return false;
    }
    if (secure == access.secure) {
        return access.secure == gate->secure_alias;
    }
    return access.secure && h573_mpcbb(gate->chip, sram)->srwiladis;
}

static bool sram_blocked(const H573Gate* gate, uint32_t offset) {
    return sram_of(offset) == 1 && h573_secrets_blocked(gate->chip);
}

static bool write_protected(const H573Gate* gate, uint32_t offset) {
    return offset >= BOARD_SRAM2 && offset < BOARD_SRAM3 &&
           h573_protected_sram2(gate->chip) >> ((offset - BOARD_SRAM2) / 1024) & 1;
}

/* Where SRWILADIS opens a block, fetches must still be told apart. */
static bool sram_direct(const H573Gate* gate, uint32_t offset, uint64_t* address) {
    unsigned sram;
    bool privileged;

    *address = H573_FAST_BASE + SRAM_NS_BASE + offset;
    return !write_protected(gate, offset) && !sram_blocked(gate, offset) &&
           block_of(gate, offset, &privileged, &sram) == gate->secure_alias &&
           block_of(gate, offset + H573_BLOCK, &privileged, &sram) == gate->secure_alias;
}

static MemTxResult sram_read(const H573Gate* gate, uint32_t offset, unsigned size,
                             H573Access access, uint64_t* value) {
    unsigned sram;
    bool privileged;

    if (h573_is_fetch(access) && block_of(gate, offset, &privileged, &sram) != access.secure) {
        return MEMTX_ERROR;
    }
    if (sram_blocked(gate, offset)) {
        *value = 0;
        return h573_is_fetch(access) ? MEMTX_ERROR : MEMTX_OK;
    }
    return address_space_read(gate->bus, H573_FAST_BASE + SRAM_NS_BASE + offset,
                              MEMTXATTRS_UNSPECIFIED, value, size);
}

static MemTxResult sram_write(const H573Gate* gate, uint32_t offset, unsigned size,
                              H573Access access, uint64_t value) {
    if (sram_blocked(gate, offset)) {
        return MEMTX_OK;
    }
    if (write_protected(gate, offset)) {
        qemu_log_mask(LOG_GUEST_ERROR, "sram: write at 0x%05x of a write-protected page\n", offset);
        return MEMTX_ERROR;
    }
    return address_space_write(gate->bus, H573_FAST_BASE + SRAM_NS_BASE + offset,
                               MEMTXATTRS_UNSPECIFIED, &value, size);
}

static void sram_refused(const H573Gate* gate, uint32_t offset, H573Access access,
                         H573Refused what) {
    h573_illegal_access(gate->chip, H573_TZIC_GROUP4, H573_TZIC_SRAM1 + 2 * sram_of(offset));
}

static const H573GateOps sram_ops = {
    .granule = H573_BLOCK,
    .open = sram_open,
    .direct = sram_direct,
    .read = sram_read,
    .write = sram_write,
    .refused = sram_refused,
};

void h573_sram_map(H573Sram* sram, H573Chip* chip, Object* owner, MemoryRegion* bus_root,
                   AddressSpace* bus, uint8_t* contents) {
    memory_region_init_ram_ptr(&sram->array, owner, "sram", BOARD_SRAM_SIZE, contents);
    memory_region_add_subregion(bus_root, H573_FAST_BASE + SRAM_NS_BASE, &sram->array);
    h573_gate_init(&sram->gates[0], owner, bus_root, bus, chip, "sram (non-secure alias)",
                   SRAM_NS_BASE, BOARD_SRAM_SIZE, false, &sram_ops, sram);
    h573_gate_init(&sram->gates[1], owner, bus_root, bus, chip, "sram (secure alias)", SRAM_S_BASE,
                   BOARD_SRAM_SIZE, true, &sram_ops, sram);
}
