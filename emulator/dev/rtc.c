/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RTC: calendar, alarms, wake-up timer, on QEMU's virtual clock.
 * Facts: fact sheet 9.6; ST's SVD (all field texts); which bits WPR protects and what the system
 * reset clears: as ST's manuals of this RTC generation have it.
 * Modelled: RTCCLK from BDCR (none: nothing counts, INITF and RSF stay 0); prescalers; BCD calendar
 * with AM/PM and leap years; shadow registers with RSF and their lock from SSR or TR to DR;
 * initialization mode with its delay; WPR; write windows of WUTR and alarms; alarms A and B with
 * sub-seconds and automatic clear; wake-up timer with WUTOCLR; shift; summer time; timestamps
 * (tamper; property "timestamp" for the pin); security and privilege per feature (rtc_security.c);
 * interrupts RTC and RTC_S; DBP and VSWRST; kept over system reset, starts at the reset value with
 * each power-on.
 * Left out: binary and mixed mode (BIN), smooth calibration's and the reference clock's effect,
 * outputs, the timestamp of a switch to VBAT.
 */
#include "qemu/osdep.h"

#include "emulator/dev/rtc.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/rtc_state.h"
#include "emulator/dev/tamp.h"

enum {
    RSF_CYCLES = 2,
    INITF_CYCLES = 2,
    START_CYCLES = 4, /* from the end of initialization to the first synchronization */
    WUTWF_CYCLES = 2,
    KEY1 = 0xca,
    KEY2 = 0x53,
    UNLOCKED = 2,
};

static Rtc* the_rtc;

static const H573Reg table[] = {
    {RTC_TR, 1, 0, 0},
    {RTC_DR, 1, 0, 0},
    {RTC_SSR, 1, 0, 0},
    {RTC_ICSR, 1, 0, 0x1f80, .kept = true},
    {RTC_PRER, 1, 0x007f00ff, 0x007f7fff, .kept = true},
    {RTC_WUTR, 1, 0xffff, UINT32_MAX, .kept = true},
    {RTC_CR, 1, 0, 0xfffcffff, .kept = true},
    {RTC_PRIVCFGR, 2, 0, 0xe00f, .kept = true},
    {RTC_WPR, 1, 0, 0},
    {RTC_CALR, 1, 0, 0xf1ff, .kept = true},
    {RTC_SHIFTR, 1, 0, 0},
    {RTC_TSTR, 3, 0, 0, .kept = true},
    {RTC_ALRMAR, 1, 0, UINT32_MAX, .kept = true},
    {RTC_ALRMASSR, 1, 0, 0xbf007fff, .kept = true},
    {RTC_ALRMBR, 1, 0, UINT32_MAX, .kept = true},
    {RTC_ALRMBSSR, 1, 0, 0xbf007fff, .kept = true},
    {RTC_SR, 1, 0, 0, .kept = true},
    {RTC_MISR, 3, 0, 0},
    {RTC_OR, 1, 0, 1, .kept = true},
    {RTC_ALRABINR, 2, 0, UINT32_MAX, .kept = true},
};

/* --- alarms ---------------------------------------------------------------------------------- */

static bool alarm_on(Rtc* r, unsigned i) {
    return reg(r, RTC_CR) & RTC_CR_ALRAE << i;
}

static bool alarm_matches(Rtc* r, unsigned i) {
    return alarm_on(r, i) &&
           rtc_alarm_matches(&r->calendar, reg(r, RTC_ALRMAR + 8 * i), reg(r, RTC_CR) & RTC_CR_FMT);
}

static void ring(Rtc* r, unsigned i) {
    set_flag(r, RTC_ALRAF << i);
    if (reg(r, RTC_CR) & RTC_CR_ALRAFCLR << i) {
        timer_mod(r->alarm_clear, now() + ticks_ns(r, 1));
    }
}

/* The first tick from FROM on whose counter matches the sub-second field, in this second. */
static void await_sub_second(Rtc* r, unsigned i, int64_t from) {
    uint32_t assr = reg(r, RTC_ALRMASSR + 8 * i);
    unsigned bits = MIN(assr >> 24 & 0x3f, 15);
    int64_t modulus = 1 << bits;
    int64_t wanted = (prediv_s(r) - 1 - (assr & 0x7fff)) & (modulus - 1);
    int64_t tick = from + ((wanted - from) & (modulus - 1));

    if (bits != 0 && tick < prediv_s(r) && alarm_matches(r, i) && !r->paused) {
        timer_mod(r->alarm[i], r->edge + ticks_ns(r, tick));
    } else {
        timer_del(r->alarm[i]);
    }
}

static void alarms_of_new_second(Rtc* r) {
    for (unsigned i = 0; i < ALARMS; i++) {
        if (reg(r, RTC_ALRMASSR + 8 * i) >> 24 & 0x3f) {
            await_sub_second(r, i, 0);
        } else if (alarm_matches(r, i)) {
            ring(r, i);
        }
    }
}

static void on_alarm_a(void* opaque) {
    ring(opaque, ALARM_A);
    await_sub_second(opaque, ALARM_A, ticks(opaque) + 1);
}

static void on_alarm_b(void* opaque) {
    ring(opaque, ALARM_B);
    await_sub_second(opaque, ALARM_B, ticks(opaque) + 1);
}

static void on_alarm_clear(void* opaque) {
    Rtc* r = opaque;
    uint32_t cr = reg(r, RTC_CR);

    *h573_reg(&r->regs, RTC_SR) &=
        ~((cr & RTC_CR_ALRAFCLR ? RTC_ALRAF : 0) | (cr & RTC_CR_ALRBFCLR ? RTC_ALRBF : 0));
    update_irq(r);
}

/* --- the calendar runs ------------------------------------------------------------------------ */

static void new_second(Rtc* r) {
    if (rtc_advance(&r->calendar)) {
        h573_tamp_internal(TAMP_RTC_OVERFLOW);
    }
    alarms_of_new_second(r);
}

static void catch_up(void* opaque) {
    Rtc* r = opaque;
    int64_t length;

    if (r->paused) {
        timer_del(r->second);
        return;
    }
    length = ticks_ns(r, prediv_s(r));
    while (now() - r->edge >= length) {
        r->edge += length;
        new_second(r);
    }
    timer_mod(r->second, r->edge + length);
}

static void pause_calendar(Rtc* r) {
    catch_up(r);
    r->phase = ticks(r);
    r->paused = true;
    catch_up(r);
}

static void resume(Rtc* r) {
    if (r->hz != 0 && !(reg(r, RTC_ICSR) & RTC_ICSR_INIT)) {
        r->edge = now() - ticks_ns(r, r->phase);
        r->paused = false;
    }
    catch_up(r);
}

static bool in_initialization(Rtc* r) {
    return reg(r, RTC_ICSR) & RTC_ICSR_INIT && now() >= r->initialized;
}

static bool synchronized(Rtc* r) {
    return !r->paused && now() >= r->shifted && !(reg(r, RTC_CR) & RTC_CR_BYPSHAD) &&
           now() >= r->synchronized;
}

/* --- wake-up timer -------------------------------------------------------------------------------
 */

static uint64_t wakeup_cycles(Rtc* r, uint64_t count) {
    unsigned choice = reg(r, RTC_CR) & RTC_CR_WUCKSEL;

    if (choice < 4) {
        return count * (16 >> choice);
    }
    return count * prediv_a(r) * prediv_s(r);
}

static uint64_t wakeup_count(Rtc* r) {
    return (reg(r, RTC_WUTR) & 0xffff) + 1 + ((reg(r, RTC_CR) & RTC_CR_WUCKSEL) >= 6 ? 0x10000 : 0);
}

static void start_wakeup(Rtc* r) {
    if (reg(r, RTC_CR) & RTC_CR_WUTE && r->hz != 0) {
        timer_mod(r->wakeup, now() + cycles_ns(r, wakeup_cycles(r, wakeup_count(r))));
    } else {
        timer_del(r->wakeup);
        timer_del(r->wakeup_clear);
    }
}

static void on_wakeup(void* opaque) {
    Rtc* r = opaque;
    unsigned clear_at = reg(r, RTC_WUTR) >> 16;

    set_flag(r, RTC_WUTF);
    start_wakeup(r);
    if (clear_at != 0) {
        uint64_t passed = wakeup_count(r) - MIN(clear_at + 1u, wakeup_count(r) - 1);

        timer_mod(r->wakeup_clear, now() + cycles_ns(r, wakeup_cycles(r, passed)));
    }
}

static void on_wakeup_clear(void* opaque) {
    Rtc* r = opaque;

    *h573_reg(&r->regs, RTC_SR) &= ~RTC_WUTF;
    update_irq(r);
}

/* --- timestamps
 * ------------------------------------------------------------------------------------ */

static void timestamp(Rtc* r) {
    catch_up(r);
    if (reg(r, RTC_SR) & RTC_TSF) {
        set_flag(r, RTC_TSOVF);
        return;
    }
    *h573_reg(&r->regs, RTC_TSTR) = rtc_time(&r->calendar, reg(r, RTC_CR) & RTC_CR_FMT);
    *h573_reg(&r->regs, RTC_TSDR) = rtc_date(&r->calendar) & 0xffff;
    *h573_reg(&r->regs, RTC_TSSSR) = sub_second(r);
    set_flag(r, RTC_TSF);
}

void h573_rtc_tamper(void) {
    if (the_rtc != NULL && reg(the_rtc, RTC_CR) & RTC_CR_TAMPTS) {
        timestamp(the_rtc);
    }
}

/* --- reads
 * ------------------------------------------------------------------------------------------ */

static void refresh_shadow(Rtc* r) {
    if (synchronized(r) && !r->shadow_locked) {
        r->shadow_ssr = sub_second(r);
        r->shadow_tr = rtc_time(&r->calendar, reg(r, RTC_CR) & RTC_CR_FMT);
        r->shadow_dr = rtc_date(&r->calendar);
    }
}

static uint32_t calendar_register(Rtc* r, unsigned at) {
    bool bypass = reg(r, RTC_CR) & RTC_CR_BYPSHAD;

    if (!bypass) {
        refresh_shadow(r);
        r->shadow_locked = at != RTC_DR;
    }
    switch (at) {
        case RTC_TR:
            return bypass ? rtc_time(&r->calendar, reg(r, RTC_CR) & RTC_CR_FMT) : r->shadow_tr;
        case RTC_DR:
            return bypass ? rtc_date(&r->calendar) : r->shadow_dr;
        default:
            return bypass ? sub_second(r) : r->shadow_ssr;
    }
}

static bool wakeup_open(Rtc* r) {
    return !(reg(r, RTC_CR) & RTC_CR_WUTE) && now() >= r->wakeup_open;
}

static uint32_t status(Rtc* r, uint32_t icsr) {
    return icsr | !alarm_on(r, ALARM_A) << 0 | !alarm_on(r, ALARM_B) << 1 | wakeup_open(r) << 2 |
           (now() < r->shifted ? RTC_ICSR_SHPF : 0) | (r->calendar.year != 0) << 4 |
           (synchronized(r) ? RTC_ICSR_RSF : 0) | (in_initialization(r) ? RTC_ICSR_INITF : 0) |
           (now() < r->calibrated ? RTC_ICSR_RECALPF : 0);
}

static uint32_t rtc_read(H573Regs* s, unsigned at, uint32_t value) {
    Rtc* r = (Rtc*)s;

    catch_up(r);
    switch (at) {
        case RTC_TR:
        case RTC_DR:
        case RTC_SSR:
            return calendar_register(r, at);
        case RTC_ICSR:
            return status(r, value);
        case RTC_MISR:
            return pending(r) & ~rtc_secure_flags(s);
        case RTC_SMISR:
            return pending(r) & rtc_secure_flags(s);
        default:
            return value;
    }
}

/* --- writes
 * ------------------------------------------------------------------------------------------- */

/* Bits of CR that may change now. */
static uint32_t open_control_bits(Rtc* r) {
    uint32_t open = ~(uint32_t)(RTC_CR_WUCKSEL | RTC_CR_FMT | RTC_CR_REFCKON);

    if (wakeup_open(r) || in_initialization(r)) {
        open |= RTC_CR_WUCKSEL;
    }
    if (r->keys == UNLOCKED && in_initialization(r)) {
        open |= RTC_CR_FMT | RTC_CR_REFCKON;
    }
    return open;
}

static bool window_open(Rtc* r, unsigned at) {
    switch (at) {
        case RTC_WUTR:
            return wakeup_open(r) || in_initialization(r);
        case RTC_ALRMAR:
        case RTC_ALRMASSR:
        case RTC_ALRABINR:
            return !alarm_on(r, ALARM_A) || in_initialization(r);
        case RTC_ALRMBR:
        case RTC_ALRMBSSR:
        case RTC_ALRBBINR:
            return !alarm_on(r, ALARM_B) || in_initialization(r);
        case RTC_TR:
        case RTC_DR:
        case RTC_PRER:
            return r->keys == UNLOCKED && in_initialization(r);
        case RTC_CALR:
            return r->keys == UNLOCKED && now() >= r->calibrated;
        case RTC_SHIFTR:
            return r->keys == UNLOCKED && now() >= r->shifted && !r->paused;
        default:
            return true;
    }
}

static uint32_t open_bits(Rtc* r, unsigned at) {
    if (at == RTC_CR) {
        return open_control_bits(r);
    }
    if (at == RTC_ICSR) {
        return r->keys != UNLOCKED ? 0 : in_initialization(r) ? UINT32_MAX : RTC_ICSR_INIT;
    }
    return window_open(r, at) ? UINT32_MAX : 0;
}

static bool protected_domain(H573Regs* s) {
    return !h573_backup_writable(s->chip) || h573_backup_domain_held();
}

static uint32_t rtc_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    uint32_t open;

    if (protected_domain(s)) {
        h573_guest_error(s, "write of 0x%x while DBP is 0 or VSWRST 1", at);
        return 0;
    }
    open = open_bits((Rtc*)s, at);
    if (open == 0) {
        h573_guest_error(s, "write of 0x%x while it is locked (WPR, INITF, WUTWF, alarm on)", at);
    }
    return open;
}

static void take_key(Rtc* r, uint32_t key) {
    if ((key & 0xff) == KEY1) { /* also while open: ST's LL driver unlocks twice */
        r->keys = 1;
    } else {
        r->keys = r->keys == 1 && (key & 0xff) == KEY2 ? UNLOCKED : 0;
    }
}

static void set_initialization(Rtc* r, uint32_t old) {
    uint32_t icsr = reg(r, RTC_ICSR);

    if ((icsr ^ old) & RTC_ICSR_INIT) {
        if (icsr & RTC_ICSR_INIT) {
            pause_calendar(r);
            r->phase = 0;
            r->initialized = after(r, INITF_CYCLES);
        } else {
            resume(r);
            r->synchronized = after(r, START_CYCLES);
        }
    }
    if (icsr & RTC_ICSR_BIN) {
        h573_unimplemented(&r->regs, "binary and mixed mode");
    }
}

static void set_calendar(Rtc* r, unsigned at, uint32_t value) {
    if (at == RTC_TR) {
        rtc_set_time(&r->calendar, value, reg(r, RTC_CR) & RTC_CR_FMT);
    } else {
        rtc_set_date(&r->calendar, value);
    }
    if (!rtc_valid(&r->calendar)) {
        h573_guest_error(&r->regs, "no such time or date (yet)");
    }
}

static void shift(Rtc* r, uint32_t value) {
    r->edge += ticks_ns(r, value & 0x7fff);
    if (value >> 31) {
        new_second(r);
    }
    r->shifted = after(r, RSF_CYCLES);
    catch_up(r);
}

static void control(Rtc* r, uint32_t old, uint32_t value) {
    uint32_t cr = reg(r, RTC_CR);

    if (r->keys == UNLOCKED && value & RTC_CR_ADD1H && !r->paused) {
        rtc_add_hour(&r->calendar);
    } else if (r->keys == UNLOCKED && value & RTC_CR_SUB1H && !r->paused) {
        rtc_subtract_hour(&r->calendar);
    }
    if ((cr ^ old) & RTC_CR_WUTE) {
        r->wakeup_open = after(r, WUTWF_CYCLES);
        start_wakeup(r);
    }
    for (unsigned i = 0; i < ALARMS; i++) {
        if ((cr ^ old) & RTC_CR_ALRAE << i) {
            await_sub_second(r, i, ticks(r) + 1);
        }
    }
    if ((old & RTC_CR_BYPSHAD) && !(cr & RTC_CR_BYPSHAD)) {
        r->synchronized = after(r, RSF_CYCLES);
    }
    if (cr & RTC_CR_REFCKON) {
        h573_unimplemented(&r->regs, "reference clock");
    }
}

static void clear_flags(Rtc* r, uint32_t flags) {
    *h573_reg(&r->regs, RTC_SR) &= ~flags;
    if (flags & RTC_TSF) {
        memset(h573_reg(&r->regs, RTC_TSTR), 0, 12);
    }
}

/* The sub-second field is in two registers: bits 14 to 0 of either. */
static void mirror_sub_seconds(Rtc* r, unsigned from, unsigned to) {
    uint32_t* target = h573_reg(&r->regs, to);

    *target = (*target & ~0x7fffu) | (reg(r, from) & 0x7fff);
}

static void mirror(Rtc* r, unsigned at) {
    for (unsigned i = 0; i < ALARMS; i++) {
        unsigned assr = RTC_ALRMASSR + 8 * i;
        unsigned binr = RTC_ALRABINR + 4 * i;

        if (at == assr) {
            mirror_sub_seconds(r, assr, binr);
        } else if (at == binr) {
            mirror_sub_seconds(r, binr, assr);
        }
    }
}

static void rtc_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    Rtc* r = (Rtc*)s;

    if (protected_domain(s)) {
        return;
    }
    catch_up(r);
    if (at == RTC_WPR) {
        take_key(r, value);
    } else if (at == RTC_ICSR) {
        if (!(value & RTC_ICSR_RSF)) {
            r->synchronized = MAX(r->synchronized, after(r, RSF_CYCLES));
        }
        set_initialization(r, old);
    } else if (at == RTC_CR) {
        control(r, old, value);
    } else if (at == RTC_SCR) {
        clear_flags(r, value);
    } else if (!window_open(r, at)) {
        return;
    } else if (at == RTC_TR || at == RTC_DR) {
        set_calendar(r, at, value);
    } else if (at == RTC_SHIFTR) {
        shift(r, value);
    } else if (at == RTC_CALR) {
        r->calibrated = now() + ticks_ns(r, 3);
    } else {
        mirror(r, at);
    }
    update_irq(r);
}

/* --- life
 * ------------------------------------------------------------------------------------------------
 */

void h573_rtc_clock_changed(void) {
    Rtc* r = the_rtc;
    uint32_t hz = h573_rtc_hz();

    if (r == NULL || hz == r->hz) {
        return;
    }
    if (!r->paused) {
        pause_calendar(r);
    }
    r->hz = hz;
    resume(r);
    r->synchronized = after(r, RSF_CYCLES);
    if (reg(r, RTC_ICSR) & RTC_ICSR_INIT) {
        r->initialized = after(r, INITF_CYCLES);
    }
    start_wakeup(r);
}

/* The calendar goes on; INIT, INITF, RSF and the shadow registers do not survive. */
static void rtc_reset(H573Regs* s) {
    Rtc* r = (Rtc*)s;
    uint32_t icsr = *h573_reg(s, RTC_ICSR);

    *h573_reg(s, RTC_ICSR) = icsr & ~RTC_ICSR_INIT;
    if (icsr & RTC_ICSR_INIT) {
        resume(r);
    }
    r->shadow_tr = r->shadow_ssr = 0;
    r->shadow_dr = 0x2101;
    r->shadow_locked = false;
    r->synchronized = after(r, RSF_CYCLES);
    update_irq(r);
}

void h573_rtc_power_on(void) {
    Rtc* r = the_rtc;

    pause_calendar(r);
    r->calendar = (RtcCalendar){.day = 1, .month = 1, .weekday = 1};
    r->phase = 0;
    r->keys = 0;
    r->initialized = r->shifted = r->calibrated = r->wakeup_open = 0;
    h573_regs_power_on(&r->regs);
    start_wakeup(r);
    timer_del(r->alarm[ALARM_A]);
    timer_del(r->alarm[ALARM_B]);
    resume(r);
}

static void rtc_init(H573Regs* s) {
    Rtc* r = (Rtc*)s;

    r->second = h573_state_timer(catch_up, r);
    r->alarm[ALARM_A] = h573_state_timer(on_alarm_a, r);
    r->alarm[ALARM_B] = h573_state_timer(on_alarm_b, r);
    r->alarm_clear = h573_state_timer(on_alarm_clear, r);
    r->wakeup = h573_state_timer(on_wakeup, r);
    r->wakeup_clear = h573_state_timer(on_wakeup_clear, r);
    r->calendar = (RtcCalendar){.day = 1, .month = 1, .weekday = 1};
    r->paused = true;
}

static void rtc_realize(H573Regs* s) {
    the_rtc = (Rtc*)s;
}

static bool get_no(Object* object, Error** errp) {
    return false;
}

static void set_timestamp(Object* object, bool value, Error** errp) {
    Rtc* r = (Rtc*)H573_REGS(object);

    if (value && reg(r, RTC_CR) & RTC_CR_TSE) {
        timestamp(r);
    }
}

static void rtc_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "rtc";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 2;
    c->clock_register = RCC_APB3ENR;
    c->clock_bit = 21;
    c->tzic_bit = H573_TZIC_RTC;
    c->granted = rtc_granted;
    c->unlocked = rtc_unlocked;
    c->read = rtc_read;
    c->write = rtc_write;
    c->init = rtc_init;
    c->reset = rtc_reset;
    c->realize = rtc_realize;
    object_class_property_add_bool(class, "timestamp", get_no, set_timestamp);
}

H573_REGS_TYPE(TYPE_H573_RTC, Rtc, rtc_class_init)
