/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What GPIO tells EXTI. */
#ifndef EMULATOR_DEV_EXTI_H
#define EMULATOR_DEV_EXTI_H

#include <stdbool.h>

#define TYPE_H573_EXTI "stm32h573-exti"

/* The level of a pin (PORT 0..8 is A..I, PIN 0..15) has changed; SECURE: by GPIOx_SECCFGR. */
void h573_exti_edge(unsigned port, unsigned pin, bool rising, bool secure);

#endif
