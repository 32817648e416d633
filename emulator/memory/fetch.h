/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EMULATOR_MEMORY_FETCH_H
#define EMULATOR_MEMORY_FETCH_H

#include "qemu/osdep.h"

#include "emulator/soc/chip.h"
#include "hw/core/cpu.h"

/*
 * In a read handler: is this an instruction fetch? The translator reads code
 * without a host return address, and TCG notes that address for each access that
 * goes to a handler; loads of the guest always have one. A fetch must fail where
 * a load reads zero: zeros are instructions. Masters other than the core fetch nothing.
 */
static inline bool h573_is_fetch(H573Access access) {
    return !access.master && current_cpu && current_cpu->mem_io_pc == 0;
}

#endif
