/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gates: what all filtered memories share.
 *
 * Facts followed: fact sheet 1.4 (a cell answers only through the alias of its
 * attribute), 2.10 and 8.3 (hidden: reads zero, writes ignored, fetch is a fault).
 * Modelled as an IOMMU, because a page's target must depend on the access's
 * security and privilege. Its target address space has the same root as the
 * core's: the TLB keeps only an index into the section table of that root.
 * Left out: nothing.
 */
#include "emulator/memory/gate.h"

#include "emulator/memory/fetch.h"
#include "emulator/soc/chip_internal.h"
#include "exec/cputlb.h"
#include "qemu/log.h"

#define TYPE_H573_GATE_IOMMU "stm32h573-gate"

enum { PAGE = 1024 };

/* With TrustZone off no access is secure, not even one that says nothing of itself. */
static H573Access access_of(const H573Gate* gate, MemTxAttrs attrs) {
    H573Access access = h573_access(attrs);

    access.secure &= h573_tzen(gate->chip);
    return access;
}

/* IOMMU index: bit 1 secure, bit 0 privileged. */
static int gate_attrs_to_index(IOMMUMemoryRegion* iommu, MemTxAttrs attrs) {
    H573Access access = access_of(container_of(iommu, H573Gate, iommu), attrs);

    return access.secure << 1 | access.privileged;
}

static int gate_num_indexes(IOMMUMemoryRegion* iommu) {
    return 4;
}

static struct {
    uint32_t address;
    uint32_t mask;
} disturbed;

void h573_gates_disturb_fetch(uint32_t address, uint32_t mask) {
    disturbed.address = address;
    disturbed.mask = mask;
}

/* Fetches of such a page must come to the handlers; the core keeps no translation of them. */
static bool page_disturbed(const H573Gate* gate, uint32_t page) {
    uint32_t at = disturbed.address - gate->base;

    return disturbed.mask != 0 && at + 4 > page && at < page + PAGE;
}

static uint64_t disturb(const H573Gate* gate, uint32_t at, unsigned size, uint64_t value) {
    for (unsigned i = 0; i < size; i++) {
        uint32_t byte = gate->base + at + i - disturbed.address;
        if (byte < 4) {
            value ^= (uint64_t)(disturbed.mask >> (8 * byte) & 0xff) << (8 * i);
        }
    }
    return value;
}

static bool page_open(const H573Gate* gate, uint32_t page, H573Access access) {
    for (uint32_t at = page; at < page + PAGE; at += MIN(gate->ops->granule, PAGE)) {
        if (!gate->ops->open(gate, at, access)) {
            return false;
        }
    }
    return true;
}

static IOMMUTLBEntry gate_translate(IOMMUMemoryRegion* iommu, hwaddr address,
                                    IOMMUAccessFlags flags, int index) {
    const H573Gate* gate = container_of(iommu, H573Gate, iommu);
    H573Access access = {.secure = index >> 1 & 1, .privileged = index & 1};
    uint32_t page = address & ~(hwaddr)(PAGE - 1);
    uint64_t target = H573_SLOW_BASE + gate->base + page;

    if (gate->ops->direct && page_open(gate, page, access) && !page_disturbed(gate, page)) {
        uint64_t direct;
        if (gate->ops->direct(gate, page, &direct)) {
            target = direct;
        }
    }
    return (IOMMUTLBEntry){
        .target_as = gate->bus,
        .iova = page,
        .translated_addr = target,
        .addr_mask = PAGE - 1,
        .perm = IOMMU_RW,
    };
}

static const char* const refused_names[] = {"read", "write", "fetch"};

static MemTxResult refuse(const H573Gate* gate, uint32_t at, H573Access access, H573Refused what) {
    qemu_log_mask(LOG_GUEST_ERROR, "%s: %s %s %s at 0x%08x refused\n", gate->name,
                  access.secure ? "secure" : "non-secure",
                  access.privileged ? "privileged" : "unprivileged", refused_names[what],
                  gate->base + at);
    if (gate->ops->refused) {
        gate->ops->refused(gate, at, access, what);
    }
    return what == H573_REFUSED_FETCH ? MEMTX_ERROR : h573_refusal(access);
}

static bool span_open(const H573Gate* gate, uint32_t at, unsigned size, H573Access access) {
    return gate->ops->open(gate, at, access) && gate->ops->open(gate, at + size - 1, access);
}

static MemTxResult slow_read(void* opaque, hwaddr at, uint64_t* value, unsigned size,
                             MemTxAttrs attrs) {
    const H573Gate* gate = opaque;
    H573Access access = access_of(gate, attrs);

    *value = 0;
    if (!span_open(gate, at, size, access)) {
        return refuse(gate, at, access,
                      h573_is_fetch(access) ? H573_REFUSED_FETCH : H573_REFUSED_READ);
    }
    MemTxResult result = gate->ops->read(gate, at, size, access, value);
    if (disturbed.mask != 0 && h573_is_fetch(access)) {
        *value = disturb(gate, at, size, *value);
    }
    return result;
}

static MemTxResult slow_write(void* opaque, hwaddr at, uint64_t value, unsigned size,
                              MemTxAttrs attrs) {
    const H573Gate* gate = opaque;
    H573Access access = access_of(gate, attrs);

    if (!span_open(gate, at, size, access)) {
        return refuse(gate, at, access, H573_REFUSED_WRITE);
    }
    return gate->ops->write(gate, at, size, access, value);
}

static const MemoryRegionOps slow_ops = {
    .read_with_attrs = slow_read,
    .write_with_attrs = slow_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {.min_access_size = 1, .max_access_size = 8, .unaligned = true},
    .impl = {.min_access_size = 1, .max_access_size = 8, .unaligned = true},
};

void h573_gate_init(H573Gate* gate, Object* owner, MemoryRegion* bus_root, AddressSpace* bus,
                    H573Chip* chip, const char* name, uint32_t base, uint32_t size,
                    bool secure_alias, const H573GateOps* ops, void* opaque) {
    gate->ops = ops;
    gate->opaque = opaque;
    gate->chip = chip;
    gate->bus = bus;
    gate->name = name;
    gate->base = base;
    gate->secure_alias = secure_alias;
    memory_region_init_iommu(&gate->iommu, sizeof gate->iommu, TYPE_H573_GATE_IOMMU, owner, name,
                             size);
    memory_region_add_subregion(bus_root, base, MEMORY_REGION(&gate->iommu));
    memory_region_init_io(&gate->slow, owner, &slow_ops, gate, name, size);
    gate->slow.disable_reentrancy_guard = true;
    memory_region_add_subregion(bus_root, H573_SLOW_BASE + base, &gate->slow);
}

void h573_gates_flush(void) {
    CPUState* cpu;

    CPU_FOREACH(cpu) {
        tlb_flush(cpu);
    }
}

static void gate_class_init(ObjectClass* class, void* data) {
    IOMMUMemoryRegionClass* iommu = IOMMU_MEMORY_REGION_CLASS(class);

    iommu->translate = gate_translate;
    iommu->attrs_to_index = gate_attrs_to_index;
    iommu->num_indexes = gate_num_indexes;
}

static const TypeInfo gate_types[] = {
    {
        .name = TYPE_H573_GATE_IOMMU,
        .parent = TYPE_IOMMU_MEMORY_REGION,
        .class_init = gate_class_init,
    },
};

DEFINE_TYPES(gate_types)
