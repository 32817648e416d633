/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which bits of RCC the non-secure side reaches: split off rcc.c for its tables. */
#ifndef EMULATOR_DEV_RCC_SECURITY_H
#define EMULATOR_DEV_RCC_SECURITY_H

#include "emulator/dev/regs.h"

/* Bits of the register at AT that a non-secure access may see or change while TZEN is on. */
uint32_t rcc_non_secure_bits(H573Regs* rcc, unsigned at, bool write);

#endif
