/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A gate stands in front of a memory at one of its aliases and decides, for each
 * page and each kind of access (secure or not, privileged or not), whether the
 * core may touch the array itself or goes access by access through the gate's
 * handlers, which refuse what is hidden.
 */
#ifndef EMULATOR_MEMORY_GATE_H
#define EMULATOR_MEMORY_GATE_H

#include "qemu/osdep.h"

#include "emulator/soc/chip.h"
#include "exec/memory.h"

typedef enum H573Refused {
    H573_REFUSED_READ,
    H573_REFUSED_WRITE,
    H573_REFUSED_FETCH,
} H573Refused;

typedef struct H573Gate H573Gate;

typedef struct H573GateOps {
    uint32_t granule; /* bytes of one attribute, a divisor or multiple of 1024 */
    /* May ACCESS touch the byte at OFFSET? */
    bool (*open)(const H573Gate* gate, uint32_t offset, H573Access access);
    /*
     * May the core use the array for the (open) kilobyte at OFFSET? *ADDRESS is where
     * it is on the bus. NULL: never.
     */
    bool (*direct)(const H573Gate* gate, uint32_t offset, uint64_t* address);
    /* Open accesses that are not direct. */
    MemTxResult (*read)(const H573Gate* gate, uint32_t offset, unsigned size, H573Access access,
                        uint64_t* value);
    MemTxResult (*write)(const H573Gate* gate, uint32_t offset, unsigned size, H573Access access,
                         uint64_t value);
    /* Flags and events of a refused access; the gate itself answers. May be NULL. */
    void (*refused)(const H573Gate* gate, uint32_t offset, H573Access access, H573Refused what);
} H573GateOps;

struct H573Gate {
    IOMMUMemoryRegion iommu;
    MemoryRegion slow;
    const H573GateOps* ops;
    void* opaque;
    H573Chip* chip;
    AddressSpace* bus; /* on the root the core's address space has */
    const char* name;
    uint32_t base;
    bool secure_alias;
};

/* Maps GATE into BUS_ROOT at BASE (SIZE bytes, whole kilobytes). */
void h573_gate_init(H573Gate* gate, Object* owner, MemoryRegion* bus_root, AddressSpace* bus,
                    H573Chip* chip, const char* name, uint32_t base, uint32_t size,
                    bool secure_alias, const H573GateOps* ops, void* opaque);

/*
 * The next fetch of the instruction at ADDRESS (even) sees the bits of MASK turned round, the first
 * half-word in bits 15..0; loads do not. MASK 0 ends it. The caller drops what the core has cached.
 */
void h573_gates_disturb_fetch(uint32_t address, uint32_t mask);

/* Drops what the core has cached of any gate's decisions. */
void h573_gates_flush(void);

#endif
