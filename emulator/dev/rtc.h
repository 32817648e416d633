/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What other blocks tell the RTC. There is one chip in a machine, so it needs no handle. */
#ifndef EMULATOR_DEV_RTC_H
#define EMULATOR_DEV_RTC_H

#define TYPE_H573_RTC "stm32h573-rtc"

/* A tamper happened: a timestamp where CR.TAMPTS asks for one. */
void h573_rtc_tamper(void);

/* RTCCLK has changed. */
void h573_rtc_clock_changed(void);

/* RCC_BDCR.VSWRST: all of it as at power-on. */
void h573_rtc_power_on(void);

#endif
