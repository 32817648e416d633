/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the core's sleep asks PWR. */
#ifndef EMULATOR_DEV_PWR_H
#define EMULATOR_DEV_PWR_H

#include <stdbool.h>

#define TYPE_H573_PWR "stm32h573-pwr"

/* The core wakes from a deep sleep: was it Stop? Then STOPF is set now. */
bool h573_pwr_wake_from_stop(void);

#endif
