/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of the three kinds of GTZC1 block. */
#ifndef EMULATOR_DEV_GTZC_H
#define EMULATOR_DEV_GTZC_H

#define TYPE_H573_TZSC "stm32h573-tzsc"
#define TYPE_H573_TZIC "stm32h573-tzic"
#define TYPE_H573_MPCBB "stm32h573-mpcbb"

enum { GTZC_CLOCK_BIT = 24 }; /* RCC_AHB1ENR.TZSC1EN */

#endif
