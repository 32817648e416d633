/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TIM1 to TIM8, TIM12 to TIM17: time base and output-compare flags, on QEMU's virtual clock.
 * Facts: ST's SVD (registers and field texts); kernel clock, fact sheet 9.1 and rcc_clock.c.
 * Modelled: the counter up and down, prescaler, auto-reload and compare values with their preload,
 * update events (overflow, UG) with UDIS, URS and repetition, one-pulse mode, UIF in CNT, compare
 * flags of output channels, flags by EGR, interrupts; frequency and clock gate of RCC.
 * Left out: inputs (capture, encoder, triggers, slave modes), outputs and what shapes them (break,
 * dead time, LOCK), center-aligned counting (counts up), dithering, DMA requests.
 * A halted core stops virtual time, so that timers are frozen in debug whatever DBGMCU says.
 */
#include "qemu/osdep.h"

#include "emulator/dev/tim.h"

#include "emulator/dev/rcc.h"
#include "qemu/timer.h"

enum { CHANNELS_MAX = 6 };

typedef struct {
    H573Regs regs;
    uint8_t number;
    const TimKind* kind;
    unsigned apb;
    Notifier clocks;
    QEMUTimer* next;

    /* What counts now: preloaded registers have it only after an update event. */
    uint32_t control; /* CR1 */
    uint32_t prescaler;
    uint32_t reload;
    uint32_t compare[CHANNELS_MAX];
    uint32_t repetition; /* updates to skip */

    uint32_t hz; /* of the kernel clock; 0: gated */
    uint32_t count;
    int64_t base; /* COUNT is that of `ticks` ticks after it */
    uint64_t ticks;
} Tim;

enum {
    CEN = 1 << 0,
    UDIS = 1 << 1,
    URS = 1 << 2,
    OPM = 1 << 3,
    DOWN = 1 << 4,
    CMS = 3 << 5,
    ARPE = 1 << 7,
    UIFREMAP = 1 << 11,
    DITHEN = 1 << 12,
    UIF = 1 << 0,
    CC1IF = 1 << 1,
    CC_FLAGS = 0x1e,
    CC5IF_SHIFT = 16,
    COMIF = 1 << 5,
    TIF = 1 << 6,
    BIF = 1 << 7,
    B2IF = 1 << 8,
    SBIF = 1 << 13,
    EVENTS = 0x1fe, /* bits of EGR that set the flag of the same place */
    UG = 1 << 0,
    BG = 1 << 7,
    MOE = 1 << 15,
    DMA_REQUESTS = 0x7f00,
    SMS = 1 << 16 | 7,
    OCPE = 1 << 3,
    INPUT = 3, /* CCxS: 0 is an output */
};

static uint32_t reg(Tim* t, unsigned at) {
    return *h573_reg(&t->regs, at);
}

static int64_t now(void) {
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

/* --- channels ---------------------------------------------------------------------------- */

static unsigned compare_register(unsigned channel) {
    return channel < 4 ? TIM_CCR1 + 4 * channel : TIM_CCR5 + 4 * (channel - 4);
}

/* The channel's byte of CCMR1, CCMR2 or CCMR3. */
static uint32_t mode(Tim* t, unsigned channel) {
    unsigned at = channel < 4 ? TIM_CCMR1 + 4 * (channel / 2) : TIM_CCMR3;

    return reg(t, at) >> (8 * (channel % 2)) & 0xff;
}

static uint32_t compare_flag(unsigned channel) {
    return channel < 4 ? CC1IF << channel : 1u << (CC5IF_SHIFT + channel - 4);
}

static bool compares(Tim* t, unsigned channel) {
    return channel >= 4 || !(mode(t, channel) & INPUT);
}

/* --- interrupts --------------------------------------------------------------------------- */

static void update_irq(Tim* t) {
    uint32_t enabled = reg(t, TIM_DIER);
    uint32_t flags = reg(t, TIM_SR);
    uint32_t breaks = flags & (BIF | B2IF | SBIF) && enabled & BIF ? 1 : 0;
    uint32_t pending = flags & enabled & (UIF | CC_FLAGS | COMIF | TIF);

    if (t->kind->irqs == 1) {
        qemu_set_irq(t->regs.irq[0], breaks || pending);
        return;
    }
    qemu_set_irq(t->regs.irq[0], breaks);
    qemu_set_irq(t->regs.irq[1], (pending & UIF) != 0);
    qemu_set_irq(t->regs.irq[2], (pending & (COMIF | TIF)) != 0);
    qemu_set_irq(t->regs.irq[3], (pending & CC_FLAGS) != 0);
}

static void set_flags(Tim* t, uint32_t flags) {
    *h573_reg(&t->regs, TIM_SR) |= flags & t->kind->flags;
}

/* --- counting ----------------------------------------------------------------------------- */

static uint64_t ticks_since_base(Tim* t) {
    return muldiv64(now() - t->base, t->hz, NANOSECONDS_PER_SECOND) / (t->prescaler + 1);
}

/* From now on, COUNT is reckoned from this moment. */
static void rebase(Tim* t) {
    t->base = now();
    t->ticks = 0;
}

static void load_preloaded(Tim* t) {
    t->prescaler = reg(t, TIM_PSC);
    t->reload = reg(t, TIM_ARR);
    for (unsigned i = 0; i < t->kind->channels; i++) {
        t->compare[i] = reg(t, compare_register(i)) & t->kind->range;
    }
}

static void update_event(Tim* t, bool by_counter) {
    if (t->control & UDIS) {
        return;
    }
    if (by_counter && t->repetition > 0) {
        t->repetition--;
        return;
    }
    t->repetition = t->kind->repeats ? reg(t, TIM_RCR) : 0;
    load_preloaded(t);
    if (by_counter || !(t->control & URS)) {
        set_flags(t, UIF);
    }
    if (by_counter && t->control & OPM) {
        t->control &= ~CEN;
        *h573_reg(&t->regs, TIM_CR1) &= ~CEN;
    }
}

static bool downwards(Tim* t) {
    return (t->control & (DOWN | CMS)) == DOWN;
}

/* Ticks from COUNT to the overflow or underflow, which is the last of them. */
static uint64_t ticks_to_wrap(Tim* t) {
    if (downwards(t)) {
        return (uint64_t)t->count + 1;
    }
    return (t->count <= t->reload ? t->reload : t->kind->range) - (uint64_t)t->count + 1;
}

/* Ticks from COUNT to channel I's value; 0: not before the wrap. */
static uint64_t ticks_to_match(Tim* t, unsigned i) {
    uint32_t value = t->compare[i];

    if (downwards(t)) {
        return value < t->count ? t->count - value : value == t->reload ? ticks_to_wrap(t) : 0;
    }
    if (value > t->count && value <= t->reload) {
        return value - t->count;
    }
    return value == 0 || value > t->reload ? ticks_to_wrap(t) : 0;
}

static void match(Tim* t, uint64_t ticks) {
    for (unsigned i = 0; i < t->kind->channels; i++) {
        uint64_t distance = ticks_to_match(t, i);

        if (compares(t, i) && distance != 0 && distance <= ticks) {
            set_flags(t, compare_flag(i));
        }
    }
}

static bool counting(Tim* t) {
    return t->control & CEN && t->hz != 0 && t->reload != 0;
}

/* One stretch without a wrap, or up to and with the next one; ticks that are left. */
static uint64_t step(Tim* t, uint64_t ticks) {
    uint64_t wrap = ticks_to_wrap(t);
    bool in_range = t->count <= t->reload;

    match(t, MIN(ticks, wrap));
    if (ticks < wrap) {
        t->count = downwards(t) ? t->count - ticks : t->count + ticks;
        return 0;
    }
    t->count = downwards(t) ? t->reload : 0;
    if (in_range || downwards(t)) {
        update_event(t, true);
    }
    return ticks - wrap;
}

/* Whole periods in which nothing changes but flags are skipped. */
static uint64_t skip_periods(Tim* t, uint64_t ticks) {
    uint64_t period = (uint64_t)t->reload + 1;

    return ticks > 4 * period && t->repetition == 0 && !(t->kind->repeats && reg(t, TIM_RCR))
               ? ticks % period + period
               : ticks;
}

static void advance(Tim* t) {
    uint64_t total, left;

    if (!counting(t)) {
        rebase(t);
        return;
    }
    total = ticks_since_base(t);
    left = total - t->ticks;
    t->ticks = total;
    while (left > 0 && counting(t)) {
        uint32_t prescaler = t->prescaler;

        left = step(t, left);
        if (t->prescaler != prescaler) { /* the rest was reckoned with the old one */
            t->base = now() - muldiv64(left * (prescaler + 1), NANOSECONDS_PER_SECOND, t->hz);
            t->ticks = 0;
            left = ticks_since_base(t);
            t->ticks = left;
        }
        left = skip_periods(t, left);
    }
}

/* The next moment at which an interrupt may come. */
static void schedule(Tim* t) {
    uint32_t wanted = reg(t, TIM_DIER) & ~reg(t, TIM_SR) & (UIF | CC_FLAGS);
    uint64_t ticks = wanted & UIF ? ticks_to_wrap(t) : UINT64_MAX;

    for (unsigned i = 0; i < MIN(t->kind->channels, 4); i++) {
        uint64_t distance = wanted & CC1IF << i ? ticks_to_match(t, i) : UINT64_MAX;

        ticks = MIN(ticks, distance != 0 ? distance : ticks_to_wrap(t));
    }
    if (ticks == UINT64_MAX || !counting(t)) {
        timer_del(t->next);
        return;
    }
    timer_mod(t->next,
              t->base + 1 +
                  muldiv64((t->ticks + ticks) * (t->prescaler + 1), NANOSECONDS_PER_SECOND, t->hz));
}

static void settle(Tim* t) {
    schedule(t);
    update_irq(t);
}

static void on_next(void* opaque) {
    advance(opaque);
    settle(opaque);
}

static void on_clocks(Notifier* notifier, void* data) {
    Tim* t = container_of(notifier, Tim, clocks);
    bool on = h573_clock_on(t->regs.clock_register, t->regs.clock_bit);
    uint32_t hz = on ? h573_timer_hz(t->apb) : 0;

    if (hz != t->hz) {
        advance(t);
        t->hz = hz;
        rebase(t);
        settle(t);
    }
}

/* --- registers ------------------------------------------------------------------------------ */

static uint32_t tim_read(H573Regs* s, unsigned at, uint32_t value) {
    Tim* t = (Tim*)s;

    advance(t);
    settle(t);
    switch (at) {
        case TIM_CNT:
            return t->control & UIFREMAP ? (t->count & ~(1u << 31)) | (reg(t, TIM_SR) & UIF) << 31
                                         : t->count;
        case TIM_CR1:
        case TIM_SR:
            return *h573_reg(s, at);
        default:
            return value;
    }
}

static void set_control(Tim* t, uint32_t fresh) {
    if ((fresh ^ t->control) & CEN) {
        rebase(t);
    }
    t->control = fresh;
    if (fresh & (CMS | DITHEN)) {
        h573_unimplemented(&t->regs, "center-aligned counting, dithering");
    }
}

static void generate(Tim* t, uint32_t events) {
    if (events & UG) {
        t->count = downwards(t) ? reg(t, TIM_ARR) : 0;
        update_event(t, false);
        rebase(t);
    }
    set_flags(t, events & EVENTS);
    if (events & BG && t->kind->flags & BIF) {
        *h573_reg(&t->regs, TIM_BDTR) &= ~MOE;
    }
}

static void set_compare(Tim* t, unsigned at) {
    for (unsigned i = 0; i < t->kind->channels; i++) {
        if (compare_register(i) == at && !(mode(t, i) & OCPE)) {
            t->compare[i] = reg(t, at) & t->kind->range;
        }
    }
}

static void report_gaps(Tim* t, unsigned at) {
    if (at == TIM_SMCR && reg(t, at) & SMS) {
        h573_unimplemented(&t->regs, "slave modes");
    } else if (at == TIM_DIER && reg(t, at) & DMA_REQUESTS) {
        h573_unimplemented(&t->regs, "DMA requests");
    }
}

static void tim_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    Tim* t = (Tim*)s;
    uint32_t fresh = *h573_reg(s, at);

    *h573_reg(s, at) = old; /* until now the old value was in force */
    advance(t);
    if (at != TIM_SR) {
        *h573_reg(s, at) = fresh;
    }
    switch (at) {
        case TIM_CR1:
            set_control(t, fresh);
            break;
        case TIM_SR:
            *h573_reg(s, at) &= value;
            break;
        case TIM_EGR:
            generate(t, value);
            break;
        case TIM_CNT:
            t->count = fresh & t->kind->range;
            rebase(t);
            break;
        case TIM_ARR:
            t->reload = t->control & ARPE ? t->reload : fresh;
            break;
        default:
            set_compare(t, at);
            report_gaps(t, at);
            break;
    }
    settle(t);
}

static void tim_reset(H573Regs* s) {
    Tim* t = (Tim*)s;

    t->control = t->count = t->repetition = 0;
    load_preloaded(t);
    rebase(t);
    settle(t);
}

/* --- life ---------------------------------------------------------------------------------------
 */

static void wire(Tim* t) {
    static const struct {
        uint8_t number, bit;
        uint16_t enable;
        uint8_t apb;
    } wiring[] = {
        {1, 11, RCC_APB2ENR, 2},  {2, 0, RCC_APB1LENR, 1},  {3, 1, RCC_APB1LENR, 1},
        {4, 2, RCC_APB1LENR, 1},  {5, 3, RCC_APB1LENR, 1},  {6, 4, RCC_APB1LENR, 1},
        {7, 5, RCC_APB1LENR, 1},  {8, 13, RCC_APB2ENR, 2},  {12, 6, RCC_APB1LENR, 1},
        {13, 7, RCC_APB1LENR, 1}, {14, 8, RCC_APB1LENR, 1}, {15, 16, RCC_APB2ENR, 2},
        {16, 17, RCC_APB2ENR, 2}, {17, 18, RCC_APB2ENR, 2},
    };

    for (unsigned i = 0; i < ARRAY_SIZE(wiring); i++) {
        if (wiring[i].number == t->number) {
            t->regs.clock_register = wiring[i].enable;
            t->regs.clock_bit = wiring[i].bit;
            t->apb = wiring[i].apb;
        }
    }
}

static void tim_realize(H573Regs* s) {
    Tim* t = (Tim*)s;

    wire(t);
    h573_rcc_add_clock_notifier(&t->clocks);
}

static void tim_init(H573Regs* s) {
    Tim* t = (Tim*)s;

    for (unsigned i = 0; i < TIM_KINDS; i++) {
        if (strcmp(object_get_typename(OBJECT(s)), tim_kinds[i].type) == 0) {
            t->kind = &tim_kinds[i];
        }
    }
    t->next = h573_state_timer(on_next, t);
    t->clocks.notify = on_clocks;
}

static const Property tim_properties[] = {
    DEFINE_PROP_UINT8("number", Tim, number, 1),
};

static void tim_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);
    const TimKind* kind = data;

    c->state_size = sizeof(Tim);
    c->name = "tim";
    c->table = kind->table;
    c->table_size = kind->table_size;
    c->size = 0x400;
    c->irqs = kind->irqs;
    c->clock_register = RCC_APB1LENR;
    c->read = tim_read;
    c->write = tim_write;
    c->reset = tim_reset;
    c->init = tim_init;
    c->realize = tim_realize;
    device_class_set_props(DEVICE_CLASS(class), tim_properties);
}

static void register_types(void) {
    for (unsigned i = 0; i < TIM_KINDS; i++) {
        const TypeInfo info = {
            .name = tim_kinds[i].type,
            .parent = TYPE_H573_REGS,
            .instance_size = sizeof(Tim),
            .class_init = tim_class_init,
            .class_data = (void*)&tim_kinds[i],
        };

        type_register_static(&info);
    }
}
type_init(register_types)
