/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cycle counter of the core's DWT, which QEMU's Cortex-M33 lacks. */
#ifndef EMULATOR_DEV_DWT_H
#define EMULATOR_DEV_DWT_H

#include "emulator/soc/chip.h"
#include "hw/arm/armv7m.h"

/* Lays DWT's registers at 0xE000_1000 of the realized core; they live as long as OWNER. */
void h573_dwt_lay(H573Chip* chip, Object* owner, ARMv7MState* armv7m);

/* DEMCR, which is among the system control registers: core_locks.c has the window. */
uint32_t h573_dwt_demcr(void);
void h573_dwt_set_demcr(uint32_t value);

#endif
