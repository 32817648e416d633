/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The peripherals of emulator/dev, for the SoC: one call creates them all, links each to the chip,
 * maps it behind its filter at both aliases and connects its interrupt lines.
 */
#ifndef EMULATOR_DEV_DEV_H
#define EMULATOR_DEV_DEV_H

#include "emulator/soc/chip.h"
#include "exec/memory.h"
#include "hw/arm/armv7m.h"

/*
 * Creates SBS, GTZC1 (TZSC, TZIC, MPCBB1-3), RCC, PWR, USART1-3 (serial 0, 1, 2), IWDG, ICACHE,
 * GPIOA-I, EXTI, RAMCFG, TAMP, DBGMCU, CRC, GPDMA1, GPDMA2, RNG, HASH, AES, SAES and PKA as
 * children of OWNER; BUS is what the core sees. ARMV7M must be realized: its interrupt inputs are
 * connected, and SBS's locks of VTOR, AIRCR, SAU and MPU are laid over its system registers.
 */
void h573_dev_create(H573Chip* chip, Object* owner, MemoryRegion* bus, ARMv7MState* armv7m);

#endif
