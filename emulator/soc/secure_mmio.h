/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bus filter in front of one peripheral: both aliases, TZSC's attributes.
 *
 * The peripheral is an ordinary sysbus device with its registers in region 0.
 * The filter maps them at the non-secure base and at +0x1000_0000 and lets an
 * access through when TZSC's bits (group, bit) allow it; else it reads zero,
 * ignores the write and reports to TZIC. MemTxAttrs reach the device unchanged
 * (use read_with_attrs/write_with_attrs, h573_access()), so that a block with
 * group H573_NO_GROUP applies its own rule.
 */
#ifndef EMULATOR_SOC_SECURE_MMIO_H
#define EMULATOR_SOC_SECURE_MMIO_H

#include "emulator/soc/chip.h"
#include "exec/memory.h"

enum {
    H573_S_ALIAS = 0x10000000,
};

/*
 * Maps REGISTERS (NULL: a block that is not modelled: reads zero, logged as
 * our gap) behind a filter into BUS. SIZE bytes at NS_BASE; with S_ALIAS also
 * at +0x1000_0000. The filter lives as long as OWNER.
 */
void h573_map_peripheral(H573Chip* chip, Object* owner, MemoryRegion* bus, const char* name,
                         MemoryRegion* registers, uint32_t ns_base, uint32_t size, bool s_alias,
                         unsigned group, unsigned bit);

#endif
