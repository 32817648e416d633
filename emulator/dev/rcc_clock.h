/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frequency that RCC's registers stand for. */
#ifndef EMULATOR_DEV_RCC_CLOCK_H
#define EMULATOR_DEV_RCC_CLOCK_H

#include "emulator/dev/regs.h"

/* HCLK in Hz. */
uint32_t rcc_hclk(H573Regs* rcc);

/* PCLK of APB 1, 2 or 3, and the kernel clock of the timers on it. */
uint32_t rcc_pclk(H573Regs* rcc, unsigned apb);
uint32_t rcc_timer_clock(H573Regs* rcc, unsigned apb);

/* RTCCLK; 0: off. HSE_READY: the board feeds HSE and it is on. */
uint32_t rcc_rtc_hz(H573Regs* rcc, bool hse_ready);

#endif
