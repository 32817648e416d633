/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LPTIM1 to LPTIM6: the counter and its flags, on QEMU's virtual clock.
 * Facts: ST's SVD (registers and field texts; RCC_CCIPR2 for the kernel clock).
 * Modelled: continuous and single mode by software, prescaler, auto-reload with PRELOAD,
 * repetition, compare and auto-reload match, update events, COUNTRST, RSTARE, the "update OK" flags
 * two kernel cycles after a write, interrupts; what may be written only while enabled (CR's start
 * bits, ARR, CCRx, RCR, DIER) or only while disabled (CFGR, CFGR2).
 * Left out: inputs and everything on them (external clock and trigger, encoder, capture), outputs,
 * kernel clocks by PLL2, PLL3 and per_ck (the timer stands).
 * A halted core stops virtual time: frozen in debug whatever DBGMCU says.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"
#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"
#include "qemu/timer.h"

enum { CHANNELS = 2 };

typedef struct {
    H573Regs regs;
    uint8_t number;
    Notifier clocks;
    QEMUTimer* next;
    QEMUTimer* updated;
    uint32_t updating; /* flags of ISR that come with `updated` */

    uint32_t hz; /* of the kernel clock; 0: none */
    bool counting;
    bool single;
    uint32_t reload;
    uint32_t compare[CHANNELS];
    uint32_t repetition;
    uint32_t count;
    int64_t base; /* COUNT is that of `ticks` ticks after it */
    uint64_t ticks;
} Lptim;

enum {
    ISR = 0x00,
    CC1IF = 1 << 0,
    ARRM = 1 << 1,
    CMP1OK = 1 << 3,
    ARROK = 1 << 4,
    UE = 1 << 7,
    REPOK = 1 << 8,
    CC2IF = 1 << 9,
    CMP2OK = 1 << 19,
    DIEROK = 1 << 24,
    FLAGS = CC1IF | ARRM | CMP1OK | ARROK | UE | REPOK | CC2IF | CMP2OK | DIEROK,
    ICR = 0x04,
    DIER = 0x08,
    CFGR = 0x0c,
    INPUTS = 1u << 24 | 1 << 23 | 3 << 17 | 1, /* ENC, COUNTMODE, TRIGEN, CKSEL */
    PRELOAD = 1 << 22,
    CR = 0x10,
    ENABLE = 1 << 0,
    SNGSTRT = 1 << 1,
    CNTSTRT = 1 << 2,
    COUNTRST = 1 << 3,
    RSTARE = 1 << 4,
    CCR1 = 0x14,
    ARR = 0x18,
    CNT = 0x1c,
    CFGR2 = 0x24,
    RCR = 0x28,
    CCMR1 = 0x2c,
    CCR2 = 0x34,
    LAST = 0xffff,
    UPDATE_CYCLES = 2,
};

static const H573Reg table[] = {
    {ISR, 2, 0, 0},           {DIER, 1, 0, 0x028933ff},
    {CFGR, 1, 0, 0x01feeedf}, {CR, 1, 0, ENABLE | RSTARE},
    {CCR1, 1, 0, LAST},       {ARR, 1, 1, LAST},
    {CNT, 1, 0, 0},           {CFGR2, 1, 0, 0x00330033},
    {RCR, 1, 0, 0xff},        {CCMR1, 1, 0, 0x330f330f},
    {CCR2, 1, 0, LAST},
};

static uint32_t reg(Lptim* t, unsigned at) {
    return *h573_reg(&t->regs, at);
}

static int64_t now(void) {
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static bool enabled(Lptim* t) {
    return reg(t, CR) & ENABLE;
}

/* --- flags ---------------------------------------------------------------------------------- */

static void update_irq(Lptim* t) {
    qemu_set_irq(t->regs.irq[0], (reg(t, ISR) & reg(t, DIER) & FLAGS) != 0);
}

static void set_flags(Lptim* t, uint32_t flags) {
    *h573_reg(&t->regs, ISR) |= flags;
}

static void promise(Lptim* t, uint32_t flag) {
    t->updating |= flag;
    if (t->hz != 0) {
        timer_mod(t->updated, now() + muldiv64(UPDATE_CYCLES, NANOSECONDS_PER_SECOND, t->hz));
    }
}

static void on_updated(void* opaque) {
    Lptim* t = opaque;

    set_flags(t, t->updating);
    t->updating = 0;
    update_irq(t);
}

/* --- counting --------------------------------------------------------------------------------- */

static uint32_t divider(Lptim* t) {
    return 1u << (reg(t, CFGR) >> 9 & 7);
}

static void rebase(Lptim* t) {
    t->base = now();
    t->ticks = 0;
}

static bool runs(Lptim* t) {
    return t->counting && t->hz != 0;
}

static void load_preloaded(Lptim* t) {
    t->reload = reg(t, ARR);
    t->compare[0] = reg(t, CCR1);
    t->compare[1] = reg(t, CCR2);
}

/* The counter has passed ARR. */
static void wrap(Lptim* t) {
    t->count = 0;
    if (t->single) {
        t->counting = false;
    }
    if (t->repetition > 0) {
        t->repetition--;
        return;
    }
    t->repetition = reg(t, RCR);
    set_flags(t, UE);
    load_preloaded(t);
}

static void pass(Lptim* t, uint32_t to) {
    static const uint32_t flags[] = {CC1IF, CC2IF};

    for (unsigned i = 0; i < CHANNELS; i++) {
        if (t->compare[i] > t->count && t->compare[i] <= to) {
            set_flags(t, flags[i]);
        }
    }
    if (to >= t->reload && t->count < t->reload) {
        set_flags(t, ARRM);
    }
    t->count = to;
}

static uint64_t ticks_to_wrap(Lptim* t) {
    return MAX(t->reload, t->count) - (uint64_t)t->count + 1;
}

static void advance(Lptim* t) {
    uint64_t total, left;

    if (!runs(t)) {
        rebase(t);
        return;
    }
    total = muldiv64(now() - t->base, t->hz, NANOSECONDS_PER_SECOND) / divider(t);
    left = total - t->ticks;
    t->ticks = total;
    while (left > 0 && t->counting) {
        uint64_t stretch = MIN(left, ticks_to_wrap(t) - 1);

        pass(t, t->count + stretch);
        left -= stretch;
        if (left > 0) {
            wrap(t);
            left--;
        }
    }
}

/* The next moment at which a flag may come. */
static void settle(Lptim* t) {
    uint64_t ticks = ticks_to_wrap(t);

    update_irq(t);
    if (!runs(t) || !(reg(t, DIER) & (CC1IF | CC2IF | ARRM | UE))) {
        timer_del(t->next);
        return;
    }
    for (unsigned i = 0; i < CHANNELS; i++) {
        if (t->compare[i] > t->count) {
            ticks = MIN(ticks, t->compare[i] - t->count);
        }
    }
    if (t->reload > t->count) {
        ticks = MIN(ticks, t->reload - t->count);
    }
    timer_mod(
        t->next,
        t->base + 1 + muldiv64((t->ticks + ticks) * divider(t), NANOSECONDS_PER_SECOND, t->hz));
}

static void on_next(void* opaque) {
    advance(opaque);
    settle(opaque);
}

/* --- the kernel clock
 * ----------------------------------------------------------------------------- */

static uint32_t kernel_hz(Lptim* t) {
    static const uint8_t shift[] = {8, 12, 16, 20, 24, 28};
    uint32_t bdcr = h573_rcc_word(RCC_BDCR);

    if (!h573_clock_on(t->regs.clock_register, t->regs.clock_bit)) {
        return 0;
    }
    switch (h573_rcc_word(RCC_CCIPR2) >> shift[t->number - 1] & 7) {
        case 0:
            return h573_pclk_hz(t->number == 2 ? 1 : 3);
        case 3:
            return bdcr >> 1 & 1 ? 32768 : 0;
        case 4:
            return bdcr >> 27 & 1 ? 32000 : 0;
        default:
            return 0;
    }
}

static void on_clocks(Notifier* notifier, void* data) {
    Lptim* t = container_of(notifier, Lptim, clocks);
    uint32_t hz = kernel_hz(t);

    if (hz != t->hz) {
        advance(t);
        t->hz = hz;
        rebase(t);
        settle(t);
        if (t->updating != 0) {
            promise(t, 0);
        }
    }
}

/* --- registers
 * -------------------------------------------------------------------------------------- */

static bool open_now(Lptim* t, unsigned at) {
    switch (at) {
        case CFGR:
        case CFGR2:
            return !enabled(t);
        case ARR:
        case CCR1:
        case CCR2:
        case RCR:
        case DIER:
            return enabled(t);
        default:
            return true;
    }
}

static uint32_t lptim_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    if (open_now((Lptim*)s, at)) {
        return UINT32_MAX;
    }
    h573_guest_error(s, "write of 0x%x while %s", at,
                     at == CFGR || at == CFGR2 ? "enabled" : "off");
    return 0;
}

static uint32_t lptim_read(H573Regs* s, unsigned at, uint32_t value) {
    Lptim* t = (Lptim*)s;

    advance(t);
    settle(t);
    if (at == ISR) {
        return reg(t, ISR);
    }
    if (at == CNT) {
        value = t->count;
        if (reg(t, CR) & RSTARE) {
            t->count = 0;
            rebase(t);
        }
    }
    return value;
}

static void control(Lptim* t, uint32_t value) {
    if (!enabled(t)) {
        t->counting = false;
        t->count = 0;
        *h573_reg(&t->regs, CR) = 0;
        return;
    }
    if (value & COUNTRST) {
        t->count = 0;
        rebase(t);
    }
    if (value & (SNGSTRT | CNTSTRT)) {
        t->single = !(value & CNTSTRT);
        if (!t->counting) {
            load_preloaded(t);
            t->repetition = reg(t, RCR);
            t->counting = true;
            rebase(t);
        }
        if (reg(t, CFGR) & INPUTS) {
            h573_unimplemented(&t->regs, "external clock, trigger, encoder");
        }
    }
}

static uint32_t acknowledgement(unsigned at) {
    switch (at) {
        case ARR:
            return ARROK;
        case CCR1:
            return CMP1OK;
        case CCR2:
            return CMP2OK;
        case RCR:
            return REPOK;
        case DIER:
            return DIEROK;
        default:
            return 0;
    }
}

static void lptim_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    Lptim* t = (Lptim*)s;
    uint32_t fresh = *h573_reg(s, at);

    *h573_reg(s, at) = old;
    advance(t);
    *h573_reg(s, at) = at == ISR ? reg(t, ISR) : fresh;
    if (at == ICR) {
        *h573_reg(s, ISR) &= ~value;
    } else if (at == CR) {
        control(t, value);
    } else if (acknowledgement(at) != 0 && open_now(t, at)) {
        promise(t, acknowledgement(at));
        if (!(reg(t, CFGR) & PRELOAD)) {
            load_preloaded(t);
        }
    }
    settle(t);
}

static void lptim_reset(H573Regs* s) {
    Lptim* t = (Lptim*)s;

    t->counting = t->single = false;
    t->count = t->repetition = t->updating = 0;
    timer_del(t->updated);
    load_preloaded(t);
    rebase(t);
    settle(t);
}

static void lptim_realize(H573Regs* s) {
    static const struct {
        uint16_t enable;
        uint8_t bit;
    } wiring[] = {{RCC_APB3ENR, 11}, {RCC_APB1HENR, 5}, {RCC_APB3ENR, 12},
                  {RCC_APB3ENR, 13}, {RCC_APB3ENR, 14}, {RCC_APB3ENR, 15}};
    Lptim* t = (Lptim*)s;

    s->clock_register = wiring[t->number - 1].enable;
    s->clock_bit = wiring[t->number - 1].bit;
    h573_rcc_add_clock_notifier(&t->clocks);
}

static void lptim_init(H573Regs* s) {
    Lptim* t = (Lptim*)s;

    t->next = h573_state_timer(on_next, t);
    t->updated = h573_state_timer(on_updated, t);
    t->clocks.notify = on_clocks;
}

static const Property lptim_properties[] = {
    DEFINE_PROP_UINT8("number", Lptim, number, 1),
};

static void lptim_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "lptim";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 1;
    c->clock_register = RCC_APB3ENR;
    c->unlocked = lptim_unlocked;
    c->read = lptim_read;
    c->write = lptim_write;
    c->reset = lptim_reset;
    c->init = lptim_init;
    c->realize = lptim_realize;
    device_class_set_props(DEVICE_CLASS(class), lptim_properties);
}

H573_REGS_TYPE(TYPE_H573_LPTIM, Lptim, lptim_class_init)
