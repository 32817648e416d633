/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The RTC's state, its sense of time and its interrupts, for rtc.c. */
#ifndef EMULATOR_DEV_RTC_STATE_H
#define EMULATOR_DEV_RTC_STATE_H

#include "emulator/dev/rtc_calendar.h"
#include "emulator/dev/rtc_security.h"
#include "hw/irq.h"
#include "qemu/timer.h"

enum { ALARM_A, ALARM_B, ALARMS };

typedef struct {
    H573Regs regs;
    uint32_t hz; /* RTCCLK; 0: none */

    RtcCalendar calendar; /* in the second that began at `edge` */
    int64_t edge;
    bool paused;   /* no clock, or initialization mode: `phase` instead of `edge` */
    int64_t phase; /* ck_apre ticks into the second */

    uint32_t shadow_tr, shadow_dr, shadow_ssr;
    bool shadow_locked;
    int64_t synchronized; /* when RSF is set */
    int64_t initialized;  /* when INITF is */
    int64_t wakeup_open;  /* when WUTWF is */
    int64_t shifted;      /* when SHPF falls */
    int64_t calibrated;   /* when RECALPF falls */
    unsigned keys;        /* 2: registers unlocked */

    QEMUTimer* second;
    QEMUTimer* alarm[ALARMS];
    QEMUTimer* alarm_clear;
    QEMUTimer* wakeup;
    QEMUTimer* wakeup_clear;
} Rtc;

static inline int64_t now(void) {
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static inline uint32_t reg(Rtc* r, unsigned at) {
    return *h573_reg(&r->regs, at);
}

static inline unsigned prediv_a(Rtc* r) {
    return (reg(r, RTC_PRER) >> 16) + 1;
}

static inline unsigned prediv_s(Rtc* r) {
    return (reg(r, RTC_PRER) & 0x7fff) + 1;
}

static inline int64_t cycles_ns(Rtc* r, uint64_t cycles) {
    return r->hz == 0 ? INT64_MAX / 2 : muldiv64(cycles, NANOSECONDS_PER_SECOND, r->hz);
}

static inline int64_t ticks_ns(Rtc* r, int64_t ticks) {
    int64_t ns = cycles_ns(r, ABS(ticks) * prediv_a(r));

    return ticks < 0 ? -ns : ns;
}

static inline int64_t after(Rtc* r, unsigned cycles) {
    return now() + cycles_ns(r, cycles);
}

/* ck_apre ticks into the second; negative after a shift. */
static inline int64_t ticks(Rtc* r) {
    int64_t ns = now() - r->edge;

    if (r->paused) {
        return r->phase;
    }
    if (ns < 0) {
        return -(int64_t)(muldiv64(-ns, r->hz, NANOSECONDS_PER_SECOND) / prediv_a(r));
    }
    return MIN(muldiv64(ns, r->hz, NANOSECONDS_PER_SECOND) / prediv_a(r), prediv_s(r) - 1);
}

static inline uint32_t sub_second(Rtc* r) {
    return prediv_s(r) - 1 - ticks(r);
}

static inline uint32_t pending(Rtc* r) {
    uint32_t cr = reg(r, RTC_CR);

    return reg(r, RTC_SR) &
           ((cr & RTC_CR_ALRAIE ? RTC_ALRAF : 0) | (cr & RTC_CR_ALRBIE ? RTC_ALRBF : 0) |
            (cr & RTC_CR_WUTIE ? RTC_WUTF : 0) |
            (cr & RTC_CR_TSIE ? RTC_TSF | RTC_TSOVF | RTC_ITSF : 0));
}

static inline void update_irq(Rtc* r) {
    uint32_t secure = rtc_secure_flags(&r->regs);

    qemu_set_irq(r->regs.irq[0], (pending(r) & ~secure) != 0);
    qemu_set_irq(r->regs.irq[1], (pending(r) & secure) != 0);
}

static inline void set_flag(Rtc* r, uint32_t flag) {
    *h573_reg(&r->regs, RTC_SR) |= flag;
    update_irq(r);
}

#endif
