/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EMULATOR_SOC_SLEEP_H
#define EMULATOR_SOC_SLEEP_H

#include "hw/core/cpu.h"

/* From now on a deep sleep of CPU is Stop mode. */
void h573_sleep_watch(CPUState* cpu);

#endif
