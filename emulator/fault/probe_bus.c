/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Probes behind the core: gates, filters, and the DMA's way to them. See probe.h.
 *
 * A store is a real one: flash and SRAM get what they hold (flash takes no store without PG), all
 * else is taken back by the snapshot.
 */
#include "qemu/osdep.h"

#include "emulator/fault/probe.h"
#include "emulator/soc/bus_master.h"
#include "emulator/soc/chip_internal.h"

enum {
    PRIVATE_BUS = 0xe0000000,
    PERIPHERALS = 0x40000000,
    PERIPHERALS_SECURE = 0x50000000,
    ALIAS_MASK = 0xf0000000,
    RCC_AHB1ENR = 0x44020c88,
    GPDMA1 = 0x40020000,
    GPDMA_CHANNEL0 = GPDMA1 + 0x50,
    GPDMA_PRIVCFGR = GPDMA1 + 0x04,
    CHANNEL_SR = 0x10,
    CHANNEL_CR = 0x14,
    CHANNEL_TR1 = 0x40,
    CHANNEL_TR2 = 0x44,
    CHANNEL_BR1 = 0x48,
    CHANNEL_SAR = 0x4c,
    CHANNEL_DAR = 0x50,
    WORDS = 2 | 2 << 16,
    SOFTWARE_REQUEST = 1 << 9,
    TRANSFER_COMPLETE = 1 << 8,
    OWN_MEMORY = 0x20001000, /* non-secure: the other end of the transfer */
    DMA_PATIENCE = 2000,     /* instructions */
};

static bool is_memory(uint32_t address) {
    return address < PERIPHERALS;
}

static MemTxResult access_bus(AddressSpace* space, uint32_t address, MMUAccessType access,
                              MemTxAttrs attrs) {
    uint8_t bytes[4] = {};
    MemTxResult result;

    if (access != MMU_DATA_STORE) {
        return address_space_read(space, address, attrs, bytes, access == MMU_INST_FETCH ? 2 : 4);
    }
    if (is_memory(address)) {
        unsigned refused = h573_witness.refused;
        result = address_space_read(space, address, attrs, bytes, 4);
        if (result != MEMTX_OK || refused != h573_witness.refused) {
            return address_space_write(space, address, attrs, bytes, 4);
        }
    }
    return address_space_write(space, address, attrs, bytes, 4);
}

char probe_bus_ask(Probe* p, AddressSpace* space, uint32_t address, MMUAccessType access,
                   MemTxAttrs attrs) {
    CPUState* cs = CPU(p->core.cpu);
    H573Witness before;
    MemTxResult result;
    char answer;

    current_cpu = cs;
    cs->mem_io_pc = access != MMU_INST_FETCH; /* memory/fetch.h */
    before = h573_witness;
    result = access_bus(space, address, access, attrs);
    answer = result != MEMTX_OK                       ? PROBE_BUS
             : before.refused != h573_witness.refused ? PROBE_REFUSED
             : before.absent != h573_witness.absent   ? PROBE_NOTHING
                                                      : PROBE_REACHED;
    if (!is_memory(address) && answer != PROBE_BUS && answer != PROBE_NOTHING) {
        fault_snapshot_go_back(p->here, false);
    }
    return answer;
}

char probe_dma_ask(Probe* p, uint32_t address, MMUAccessType access, bool privileged) {
    MemTxAttrs attrs = {.user = !privileged, .requester_id = H573_REQUESTER_MASTER};

    if (address >= PRIVATE_BUS) {
        return PROBE_BUS;
    }
    return probe_bus_ask(p, h573_bus(p->core.soc->chip), address, access, attrs);
}

/* As the application's privileged code would. */
static void set(Probe* p, uint32_t address, uint32_t value) {
    address_space_stl_le(h573_bus(p->core.soc->chip), address, value, (MemTxAttrs){.secure = 0},
                         NULL);
}

static uint32_t get(Probe* p, uint32_t address) {
    return address_space_ldl_le(h573_bus(p->core.soc->chip), address, (MemTxAttrs){.secure = 0},
                                NULL);
}

char probe_dma_try(Probe* p, uint32_t address, MMUAccessType access, bool privileged) {
    uint32_t channel = GPDMA_CHANNEL0;
    bool done;

    current_cpu = CPU(p->core.cpu);
    current_cpu->mem_io_pc = 1;
    set(p, RCC_AHB1ENR, get(p, RCC_AHB1ENR) | 1);
    set(p, GPDMA_PRIVCFGR, privileged);
    set(p, channel + CHANNEL_TR1, WORDS);
    set(p, channel + CHANNEL_TR2, SOFTWARE_REQUEST);
    set(p, channel + CHANNEL_BR1, 4);
    set(p, channel + CHANNEL_SAR, access == MMU_DATA_LOAD ? address : OWN_MEMORY);
    set(p, channel + CHANNEL_DAR, access == MMU_DATA_LOAD ? OWN_MEMORY : address);
    set(p, channel + CHANNEL_CR, 1);
    fault_core_run(&p->core, DMA_PATIENCE, NULL);
    done = get(p, channel + CHANNEL_SR) & TRANSFER_COMPLETE;
    fault_snapshot_go_back(p->here, false);
    return done ? PROBE_REACHED : PROBE_BUS;
}
