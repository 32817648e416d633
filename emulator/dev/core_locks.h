/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EMULATOR_DEV_CORE_LOCKS_H
#define EMULATOR_DEV_CORE_LOCKS_H

#include "hw/arm/armv7m.h"

/*
 * Lays the locks over the system registers of the realized core; lives as long as OWNER.
 * TRUSTZONE: the core has a non-secure alias of them.
 */
void h573_core_locks_lay(Object* owner, ARMv7MState* armv7m, bool trustzone);

/* SCR.SLEEPDEEP. */
bool h573_core_sleeps_deep(void);

#endif
