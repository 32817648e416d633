/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frequency that RCC's registers stand for. */
#ifndef EMULATOR_DEV_RCC_CLOCK_H
#define EMULATOR_DEV_RCC_CLOCK_H

#include "emulator/dev/regs.h"

/* HCLK in Hz. */
uint32_t rcc_hclk(H573Regs* rcc);

#endif
