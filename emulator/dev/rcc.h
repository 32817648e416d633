/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What other blocks ask RCC. There is one chip in a machine, so RCC needs no handle. */
#ifndef EMULATOR_DEV_RCC_H
#define EMULATOR_DEV_RCC_H

#include <stdbool.h>
#include <stdint.h>

#include "hw/clock.h"
#include "qemu/notify.h"

#define TYPE_H573_RCC "stm32h573-rcc"

enum {
    RCC_CR = 0x00,
    RCC_AHB1ENR = 0x88,
    RCC_AHB2ENR = 0x8c,
    RCC_AHB4ENR = 0x94,
    RCC_APB1LENR = 0x9c,
    RCC_APB1HENR = 0xa0,
    RCC_APB2ENR = 0xa4,
    RCC_APB3ENR = 0xa8,
    RCC_CCIPR2 = 0xdc,
    RCC_CCIPR5 = 0xe8,
    RCC_BDCR = 0xf0,
    RCC_SECCFGR = 0x110,
    RCC_SECCFGR_SYSCLKSEC = 1 << 5,
};

/* Is the peripheral clock of bit BIT in the enable register at ENABLE on? */
bool h573_clock_on(unsigned enable, unsigned bit);

/* A register as software reads it (ready bits included). */
uint32_t h573_rcc_word(unsigned at);

/* Is the backup domain held in reset (BDCR.VSWRST)? */
bool h573_backup_domain_held(void);

/*
 * Frequencies in Hz: HCLK, RTCCLK (0: RTCEN off, or no source), PCLK1..3, kernel clock of its
 * timers.
 */
uint32_t h573_hclk_hz(void);
uint32_t h573_rtc_hz(void);
uint32_t h573_pclk_hz(unsigned apb);
uint32_t h573_timer_hz(unsigned apb);

/* Called after each write of an RCC register and after reset: any frequency may be another. */
void h573_rcc_add_clock_notifier(Notifier* notifier);

/* The clocks as Stop leaves them. */
void h573_rcc_wake_from_stop(void);

/* From now on RCC sets the core's clock to HCLK and SysTick's reference to HCLK / 8. */
void h573_rcc_drive(Clock* hclk, Clock* reference);

#endif
