/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RTC_SECCFGR and RTC_PRIVCFGR: who may touch which bits.
 * Facts: ST's SVD (both registers); what stays readable is as ST's manuals of this RTC generation
 * have it: TR, DR, SSR, PRER, CALR, SECCFGR, PRIVCFGR.
 * Decided: the other registers, where a feature is protected, hide that feature's bits from reads
 * too; SECCFGR is the secure privileged side's, PRIVCFGR any privileged side's.
 */
#include "qemu/osdep.h"

#include "emulator/dev/rtc_security.h"

enum {
    ALRA = 1 << 0,
    ALRB = 1 << 1,
    WUT = 1 << 2,
    TS = 1 << 3,
    CAL = 1 << 13,
    INIT = 1 << 14,
    ALL = 1 << 15,
};

typedef struct {
    uint8_t at;
    uint16_t feature;
    uint32_t bits;
} Field;

static const Field fields[] = {
    {RTC_TR, INIT, UINT32_MAX},
    {RTC_DR, INIT, UINT32_MAX},
    {RTC_PRER, INIT, UINT32_MAX},
    {RTC_ICSR, INIT, 0x1fc0},
    {RTC_ICSR, ALRA, 1 << 0},
    {RTC_ICSR, ALRB, 1 << 1},
    {RTC_ICSR, WUT, 1 << 2},
    {RTC_ICSR, CAL, RTC_ICSR_RECALPF | RTC_ICSR_SHPF},
    {RTC_WUTR, WUT, UINT32_MAX},
    {RTC_CR, WUT, 0x4407},
    {RTC_CR, TS, 0x03008808},
    {RTC_CR, CAL, 0x00870010},
    {RTC_CR, INIT, RTC_CR_FMT},
    {RTC_CR, ALRA, 0x08001180},
    {RTC_CR, ALRB, 0x10002200},
    {RTC_CALR, CAL, UINT32_MAX},
    {RTC_SHIFTR, CAL, UINT32_MAX},
    {RTC_TSTR, TS, UINT32_MAX},
    {RTC_TSDR, TS, UINT32_MAX},
    {RTC_TSSSR, TS, UINT32_MAX},
    {RTC_ALRMAR, ALRA, UINT32_MAX},
    {RTC_ALRMASSR, ALRA, UINT32_MAX},
    {RTC_ALRABINR, ALRA, UINT32_MAX},
    {RTC_ALRMBR, ALRB, UINT32_MAX},
    {RTC_ALRMBSSR, ALRB, UINT32_MAX},
    {RTC_ALRBBINR, ALRB, UINT32_MAX},
    {RTC_SR, ALRA, RTC_ALRAF | RTC_SSRUF},
    {RTC_SR, ALRB, RTC_ALRBF},
    {RTC_SR, WUT, RTC_WUTF},
    {RTC_SR, TS, RTC_TSF | RTC_TSOVF | RTC_ITSF},
};

static uint32_t protected_bits(unsigned at, uint32_t features) {
    uint32_t bits = 0;

    if (features & ALL) {
        return UINT32_MAX;
    }
    if (at == RTC_SCR || at == RTC_MISR || at == RTC_SMISR) {
        at = RTC_SR;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(fields); i++) {
        if (fields[i].at == at && fields[i].feature & features) {
            bits |= fields[i].bits;
        }
    }
    return bits;
}

static bool always_readable(unsigned at) {
    return at <= RTC_SSR || at == RTC_PRER || at == RTC_CALR || at == RTC_PRIVCFGR ||
           at == RTC_SECCFGR;
}

uint32_t rtc_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    bool secure = access.secure || !h573_tzen(s->chip);
    uint32_t security = *h573_reg(s, RTC_SECCFGR);
    uint32_t privilege = *h573_reg(s, RTC_PRIVCFGR);
    uint32_t denied = (secure ? 0 : security) | (access.privileged ? 0 : privilege);

    if (!write && always_readable(at)) {
        return UINT32_MAX;
    }
    if (at == RTC_SECCFGR) {
        return secure && access.privileged ? UINT32_MAX : 0;
    }
    if (at == RTC_PRIVCFGR) {
        return access.privileged && !(denied & ALL) ? UINT32_MAX : 0;
    }
    if (at == RTC_SMISR && !secure) {
        return 0;
    }
    return ~protected_bits(at, denied);
}

uint32_t rtc_secure_flags(H573Regs* s) {
    return h573_tzen(s->chip) ? protected_bits(RTC_SR, *h573_reg(s, RTC_SECCFGR)) : 0;
}
