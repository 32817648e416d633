/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What other blocks ask TAMP and tell it. There is one chip in a machine, so TAMP needs no handle.
 */
#ifndef EMULATOR_DEV_TAMP_H
#define EMULATOR_DEV_TAMP_H

#include <stdint.h>

#define TYPE_H573_TAMP "stm32h573-tamp"

/* Numbers of internal tampers that blocks of this model raise (fact sheet 9.6). */
enum {
    TAMP_RTC_OVERFLOW = 5,
    TAMP_COUNTER_OVERFLOW = 8,
    TAMP_CRYPTO_FAULT = 9,
    TAMP_WATCHDOG = 11,
};

/* The boot hardware key: BKP0R..BKP7R, whether or not BHKLOCK hides them from software. */
void h573_tamp_boot_key(uint32_t key[8]);

/* Internal tamper NUMBER, 1..15, happened; nothing where it is not enabled. */
void h573_tamp_internal(unsigned number);

/* The independent watchdog is about to reset the chip: internal tamper 11 where a flag is set. */
void h573_tamp_watchdog_bites(void);

/* RTCCLK has changed. */
void h573_tamp_clock_changed(void);

/* RCC_BDCR.VSWRST: all registers as at power-on. */
void h573_tamp_power_on(void);

#endif
