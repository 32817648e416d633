/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bus masters other than the core: they go through the gates and filters the core goes through.
 *
 * Where a refused access of the core reads zero and changes nothing, one of these masters gets a
 * bus error, and the event at GTZC's TZIC is the same.
 */
#ifndef EMULATOR_SOC_BUS_MASTER_H
#define EMULATOR_SOC_BUS_MASTER_H

#include "emulator/soc/chip.h"

/*
 * SIZE: 1, 2 or 4 bytes at ADDRESS, aligned; AS: attributes of the transfer (the address's alias
 * does not count). False: a bus error, *VALUE is 0 and nothing was written.
 */
bool h573_master_read(H573Chip* chip, uint32_t address, unsigned size, H573Access as,
                      uint32_t* value);
bool h573_master_write(H573Chip* chip, uint32_t address, unsigned size, H573Access as,
                       uint32_t value);

#endif
