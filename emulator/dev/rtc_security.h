/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The RTC's registers, and who may touch which of their bits. */
#ifndef EMULATOR_DEV_RTC_SECURITY_H
#define EMULATOR_DEV_RTC_SECURITY_H

#include "emulator/dev/regs.h"

enum {
    RTC_TR = 0x00,
    RTC_DR = 0x04,
    RTC_SSR = 0x08,
    RTC_ICSR = 0x0c,
    RTC_ICSR_SHPF = 1 << 3,
    RTC_ICSR_INITS = 1 << 4,
    RTC_ICSR_RSF = 1 << 5,
    RTC_ICSR_INITF = 1 << 6,
    RTC_ICSR_INIT = 1 << 7,
    RTC_ICSR_BIN = 3 << 8,
    RTC_ICSR_RECALPF = 1 << 16,
    RTC_PRER = 0x10,
    RTC_WUTR = 0x14,
    RTC_CR = 0x18,
    RTC_CR_WUCKSEL = 7,
    RTC_CR_REFCKON = 1 << 4,
    RTC_CR_BYPSHAD = 1 << 5,
    RTC_CR_FMT = 1 << 6,
    RTC_CR_ALRAE = 1 << 8,
    RTC_CR_WUTE = 1 << 10,
    RTC_CR_TSE = 1 << 11,
    RTC_CR_ALRAIE = 1 << 12,
    RTC_CR_ALRBIE = 1 << 13,
    RTC_CR_WUTIE = 1 << 14,
    RTC_CR_TSIE = 1 << 15,
    RTC_CR_ADD1H = 1 << 16,
    RTC_CR_SUB1H = 1 << 17,
    RTC_CR_TAMPTS = 1 << 25,
    RTC_CR_ALRAFCLR = 1 << 27,
    RTC_CR_ALRBFCLR = 1 << 28,
    RTC_PRIVCFGR = 0x1c,
    RTC_SECCFGR = 0x20,
    RTC_WPR = 0x24,
    RTC_CALR = 0x28,
    RTC_SHIFTR = 0x2c,
    RTC_TSTR = 0x30,
    RTC_TSDR = 0x34,
    RTC_TSSSR = 0x38,
    RTC_ALRMAR = 0x40,
    RTC_ALRMASSR = 0x44,
    RTC_ALRMBR = 0x48,
    RTC_ALRMBSSR = 0x4c,
    RTC_SR = 0x50,
    RTC_ALRAF = 1 << 0,
    RTC_ALRBF = 1 << 1,
    RTC_WUTF = 1 << 2,
    RTC_TSF = 1 << 3,
    RTC_TSOVF = 1 << 4,
    RTC_ITSF = 1 << 5,
    RTC_SSRUF = 1 << 6,
    RTC_MISR = 0x54,
    RTC_SMISR = 0x58,
    RTC_SCR = 0x5c,
    RTC_OR = 0x60,
    RTC_ALRABINR = 0x70,
    RTC_ALRBBINR = 0x74,
};

/* H573RegsClass.granted of the RTC. */
uint32_t rtc_granted(H573Regs* s, H573Access access, unsigned at, bool write);

/* Flags of RTC_SR whose feature belongs to the secure side. */
uint32_t rtc_secure_flags(H573Regs* s);

#endif
