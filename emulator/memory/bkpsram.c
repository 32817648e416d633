/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BKPSRAM behind GTZC's MPCWM4A.
 *
 * Facts followed: fact sheet 1.2 (4 KB, writes need PWR_DBPCR.DBP), 8.1 (watermark of 32-byte
 * granules), TZIC event 20.
 * While TAMP blocks it (chip.h, TAMP_ERCFGR) it reads zero and ignores writes.
 * Decided: what no watermark covers is secure and privileged while TZEN is on [U-34]; there is no
 * battery: its contents are lost at power-off, and kept over any reset.
 * Modelled access by access: code in it runs, slowly. Left out: ECC, its clock enable.
 */
#include "emulator/memory/sram.h"

#include "emulator/memory/fetch.h"
#include "emulator/soc/chip_internal.h"
#include "qapi/error.h"
#include "qemu/log.h"

enum { BKPSRAM_NS_BASE = 0x40036400, GRANULE = 32 };

static bool bkpsram_open(const H573Gate* gate, uint32_t offset, H573Access access) {
    const H573Watermark* mark = h573_bkpsram(gate->chip);
    uint32_t granule = offset / GRANULE;
    bool covered = mark->enabled && granule >= mark->start && granule - mark->start < mark->length;
    bool trustzone = h573_tzen(gate->chip);
    bool secure = covered ? mark->secure && trustzone : trustzone;
    bool privileged = covered ? mark->privileged : trustzone;

    return secure == access.secure && access.secure == gate->secure_alias &&
           (access.privileged || !privileged);
}

static MemTxResult bkpsram_read(const H573Gate* gate, uint32_t offset, unsigned size,
                                H573Access access, uint64_t* value) {
    if (h573_bkpsram_blocked(gate->chip)) {
        *value = 0;
        return h573_is_fetch(access) ? MEMTX_ERROR : MEMTX_OK;
    }
    return address_space_read(gate->bus, H573_FAST_BASE + BKPSRAM_NS_BASE + offset,
                              MEMTXATTRS_UNSPECIFIED, value, size);
}

static MemTxResult bkpsram_write(const H573Gate* gate, uint32_t offset, unsigned size,
                                 H573Access access, uint64_t value) {
    if (!h573_backup_writable(gate->chip)) {
        qemu_log_mask(LOG_GUEST_ERROR, "bkpsram: write at 0x%03x while DBP is 0\n", offset);
        return MEMTX_OK;
    }
    if (h573_bkpsram_blocked(gate->chip)) {
        return MEMTX_OK;
    }
    return address_space_write(gate->bus, H573_FAST_BASE + BKPSRAM_NS_BASE + offset,
                               MEMTXATTRS_UNSPECIFIED, &value, size);
}

static void bkpsram_refused(const H573Gate* gate, uint32_t offset, H573Access access,
                            H573Refused what) {
    h573_illegal_access(gate->chip, H573_TZIC_GROUP4, H573_TZIC_BKPSRAM);
}

static const H573GateOps bkpsram_ops = {
    .granule = GRANULE,
    .open = bkpsram_open,
    .read = bkpsram_read,
    .write = bkpsram_write,
    .refused = bkpsram_refused,
};

void h573_bkpsram_map(H573Sram* sram, H573Chip* chip, Object* owner, MemoryRegion* bus_root,
                      AddressSpace* bus) {
    memory_region_init_ram(&sram->array, owner, "bkpsram", H573_BKPSRAM_SIZE, &error_fatal);
    memory_region_add_subregion(bus_root, H573_FAST_BASE + BKPSRAM_NS_BASE, &sram->array);
    h573_gate_init(&sram->gates[0], owner, bus_root, bus, chip, "bkpsram (non-secure alias)",
                   BKPSRAM_NS_BASE, H573_BKPSRAM_SIZE, false, &bkpsram_ops, sram);
    h573_gate_init(&sram->gates[1], owner, bus_root, bus, chip, "bkpsram (secure alias)",
                   BKPSRAM_NS_BASE + 0x10000000, H573_BKPSRAM_SIZE, true, &bkpsram_ops, sram);
}
