/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From RCC's registers to HCLK.
 * Facts: fact sheet 1.1 (oscillators; HSE of the board is 25 MHz), 9.1, 9.2.
 * Modelled: HSI with its divider, CSI, HSE, PLL1's P output with fraction, HPRE, PPRE1 to PPRE3,
 * TIMPRE, RTCSEL with RTCPRE (LSI runs for the RTC whether or not LSION says so, as the SVD has
 * it).
 */
#include "qemu/osdep.h"

#include "emulator/dev/rcc_clock.h"

enum {
    CR = 0x00,
    CFGR1 = 0x1c,
    CFGR2 = 0x20,
    PLL1CFGR = 0x28,
    PLL1DIVR = 0x34,
    PLL1FRACR = 0x38,
    HSI_HZ = 64000000,
    CSI_HZ = 4000000,
    HSE_HZ = 25000000,
    FRACEN = 1 << 4,
    TIMPRE = 1 << 15,
    BDCR = 0xf0,
    LSEON = 1 << 0,
    RTCEN = 1 << 15,
    LSE_HZ = 32768,
    LSI_HZ = 32000,
};

static uint32_t hsi(H573Regs* rcc) {
    return HSI_HZ >> (*h573_reg(rcc, CR) >> 3 & 3);
}

static uint32_t pll_input(H573Regs* rcc) {
    switch (*h573_reg(rcc, PLL1CFGR) & 3) {
        case 1:
            return hsi(rcc);
        case 2:
            return CSI_HZ;
        case 3:
            return HSE_HZ;
        default:
            return 0;
    }
}

static uint32_t pll1_p(H573Regs* rcc) {
    uint32_t config = *h573_reg(rcc, PLL1CFGR);
    uint32_t divr = *h573_reg(rcc, PLL1DIVR);
    uint32_t m = MAX(config >> 8 & 0x3f, 1);
    uint64_t n = ((divr & 0x1ff) + 1) << 13;
    uint32_t p = (divr >> 9 & 0x7f) + 1;

    if (config & FRACEN) {
        n += *h573_reg(rcc, PLL1FRACR) >> 3;
    }
    return (pll_input(rcc) / m * n >> 13) / p;
}

static uint32_t sysclk(H573Regs* rcc) {
    switch (*h573_reg(rcc, CFGR1) >> 3 & 7) {
        case 1:
            return CSI_HZ;
        case 2:
            return HSE_HZ;
        case 3:
            return pll1_p(rcc);
        default:
            return hsi(rcc);
    }
}

uint32_t rcc_hclk(H573Regs* rcc) {
    static const uint8_t shift[] = {1, 2, 3, 4, 6, 7, 8, 9};
    uint32_t hpre = *h573_reg(rcc, CFGR2) & 15;

    return sysclk(rcc) >> (hpre < 8 ? 0 : shift[hpre - 8]);
}

/* log2 of the divider of an APB: fields of CFGR2 at 4, 8, 12. */
static unsigned ppre(H573Regs* rcc, unsigned apb) {
    uint32_t field = *h573_reg(rcc, CFGR2) >> (4 * apb) & 7;

    return field < 4 ? 0 : field - 3;
}

uint32_t rcc_pclk(H573Regs* rcc, unsigned apb) {
    return rcc_hclk(rcc) >> ppre(rcc, apb);
}

/* Twice PCLK (TIMPRE: four times), but never above HCLK. */
uint32_t rcc_timer_clock(H573Regs* rcc, unsigned apb) {
    unsigned free = *h573_reg(rcc, CFGR1) & TIMPRE ? 2 : 1;
    unsigned shift = ppre(rcc, apb);

    return rcc_hclk(rcc) >> (shift > free ? shift - free : 0);
}

uint32_t rcc_rtc_hz(H573Regs* rcc, bool hse_ready) {
    uint32_t bdcr = *h573_reg(rcc, BDCR);
    uint32_t rtcpre = *h573_reg(rcc, CFGR1) >> 8 & 0x3f;

    if (!(bdcr & RTCEN)) {
        return 0;
    }
    switch (bdcr >> 8 & 3) {
        case 1:
            return bdcr & LSEON ? LSE_HZ : 0;
        case 2:
            return LSI_HZ;
        case 3:
            return hse_ready && rtcpre > 1 ? HSE_HZ / rtcpre : 0;
        default:
            return 0;
    }
}
