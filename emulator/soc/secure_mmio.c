/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bus filter in front of one peripheral.
 *
 * Facts followed: fact sheet 1.4 (aliases), 8.1 (TZSC: wrong security reads zero,
 * ignores writes and reports to TZIC; wrong privilege reads zero, ignores writes).
 * Decided: a secure access may reach a non-secure peripheral (ST's secure boot code
 * uses USART1 through the secure alias with TZSC at its reset value); no bus fault
 * [U-35]; the attribute that counts is the transaction's, not the alias.
 * An instruction fetch from registers is a bus fault. A refused DMA transfer gets a bus error;
 * a non-secure one does not get through the secure alias.
 * With TZEN off there is no secure alias, and an access to its place is a bus fault.
 * Left out: nothing.
 */
#include "emulator/soc/secure_mmio.h"

#include "emulator/memory/fetch.h"
#include "qemu/log.h"

typedef struct Filter {
    MemoryRegion region[2]; /* non-secure and secure alias */
    MemoryRegion* registers;
    H573Chip* chip;
    char* name;
    unsigned group;
    unsigned bit;
    struct Alias {
        struct Filter* filter;
        bool secure;
    } alias[2];
} Filter;

typedef struct Alias Alias;

static bool attributes_allow(const Filter* filter, hwaddr at, H573Access access, bool write) {
    if (filter->group == H573_NO_GROUP) {
        return true;
    }
    if (h573_peripheral_secure(filter->chip, filter->group, filter->bit) && !access.secure) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: non-secure %s at 0x%x of a secure peripheral\n",
                      filter->name, write ? "write" : "read", (unsigned)at);
        h573_illegal_access(filter->chip, filter->group, filter->bit);
        return false;
    }
    if (h573_peripheral_privileged(filter->chip, filter->group, filter->bit) &&
        !access.privileged) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: unprivileged %s at 0x%x of a privileged peripheral\n",
                      filter->name, write ? "write" : "read", (unsigned)at);
        return false;
    }
    return true;
}

static bool allowed(const Alias* alias, hwaddr at, MemTxAttrs attrs, bool write) {
    H573Access access = h573_access(attrs);

    if (!attributes_allow(alias->filter, at, access, write)) {
        return false;
    }
    if (access.master && !access.secure && alias->secure) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: non-secure DMA transfer to the secure alias at 0x%x\n",
                      alias->filter->name, (unsigned)at);
        return false;
    }
    return true;
}

static MemTxResult filter_read(void* opaque, hwaddr at, uint64_t* value, unsigned size,
                               MemTxAttrs attrs) {
    const Alias* alias = opaque;
    const Filter* filter = alias->filter;

    *value = 0;
    if (h573_is_fetch(h573_access(attrs))) {
        return MEMTX_ERROR;
    }
    if (!allowed(alias, at, attrs, false)) {
        return h573_refusal(h573_access(attrs));
    }
    if (!filter->registers) {
        h573_witness.absent++;
        qemu_log_mask(LOG_UNIMP, "%s: not modelled: read at 0x%x\n", filter->name, (unsigned)at);
        return MEMTX_OK;
    }
    return memory_region_dispatch_read(filter->registers, at, value, size_memop(size) | MO_LE,
                                       attrs);
}

static MemTxResult filter_write(void* opaque, hwaddr at, uint64_t value, unsigned size,
                                MemTxAttrs attrs) {
    const Alias* alias = opaque;
    const Filter* filter = alias->filter;

    if (!allowed(alias, at, attrs, true)) {
        return h573_refusal(h573_access(attrs));
    }
    if (!filter->registers) {
        h573_witness.absent++;
        qemu_log_mask(LOG_UNIMP, "%s: not modelled: write 0x%" PRIx64 " at 0x%x\n", filter->name,
                      value, (unsigned)at);
        return MEMTX_OK;
    }
    return memory_region_dispatch_write(filter->registers, at, value, size_memop(size) | MO_LE,
                                        attrs);
}

static const MemoryRegionOps filter_ops = {
    .read_with_attrs = filter_read,
    .write_with_attrs = filter_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {.min_access_size = 1, .max_access_size = 4},
    .impl = {.min_access_size = 1, .max_access_size = 4},
};

static void map(Filter* filter, Object* owner, MemoryRegion* bus, unsigned alias, uint32_t base,
                uint32_t size, int priority) {
    MemoryRegion* region = &filter->region[alias];

    filter->alias[alias] = (Alias){.filter = filter, .secure = alias == 1};
    memory_region_init_io(region, owner, &filter_ops, &filter->alias[alias], filter->name, size);
    /* Peripherals reach each other (a DMA channel, say) through their filters. */
    region->disable_reentrancy_guard = true;
    memory_region_add_subregion_overlap(bus, base, region, priority);
}

void h573_map_peripheral(H573Chip* chip, Object* owner, MemoryRegion* bus, const char* name,
                         MemoryRegion* registers, uint32_t ns_base, uint32_t size, bool s_alias,
                         unsigned group, unsigned bit) {
    Filter* filter = g_new0(Filter, 1);
    /* What is not modelled lies under what is. */
    int priority = registers ? 0 : -1;

    filter->registers = registers;
    filter->chip = chip;
    filter->name = g_strdup(name);
    filter->group = group;
    filter->bit = bit;
    map(filter, owner, bus, 0, ns_base, size, priority);
    if (s_alias && h573_tzen(chip)) {
        map(filter, owner, bus, 1, ns_base + H573_S_ALIAS, size, priority);
    }
}
