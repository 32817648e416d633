/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chip object's side that only the SoC and the machine use. */
#ifndef EMULATOR_SOC_CHIP_INTERNAL_H
#define EMULATOR_SOC_CHIP_INTERNAL_H

#include "emulator/soc/chip.h"
#include "exec/memory.h"
#include "hw/core/cpu.h"

/* Where the SoC keeps the real arrays: outside the core's 32 bits of address. */
enum {
    H573_BKPSRAM_SIZE = 4096,
};
#define H573_FAST_BASE 0x100000000ull /* + non-secure address: the array itself */
#define H573_SLOW_BASE 0x200000000ull /* + alias address: access by access, with all checks */

/*
 * Ties the chip to its board folder. SEED as h573_seed(). BUS is the address
 * space whose root is the core's, where the gates lead to.
 */
void h573_chip_attach(H573Chip* chip, struct board* board, uint64_t seed, AddressSpace* bus);

/* Address space on the core's root: what other bus masters see. */
AddressSpace* h573_bus(const H573Chip* chip);

/* Poisons RAM: what it holds after power-on is no one's data. */
void h573_chip_power_on(H573Chip* chip);

/* From now on a system reset calls CAUGHT instead of happening (fault campaigns). */
void h573_chip_catch_reset(H573Chip* chip, void (*caught)(void* opaque), void* opaque);

/* Back to HDPL0, attributes as at reset, RAM erased where the options say so. */
void h573_chip_reset(H573Chip* chip);

/* Shows CPU's world, privilege and HDPL to debuggers and plugins (core_view.c). */
void h573_core_view(const H573Chip* chip, CPUState* cpu);

#endif
