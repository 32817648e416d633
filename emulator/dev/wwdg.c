/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * WWDG: the window watchdog, on QEMU's virtual clock.
 * Facts: ST's SVD (CR, CFR, SR); option bit WWDG_SW, fact sheet 2.4; WWDGRSTF, 9.1.
 * Modelled: the counter at PCLK1 / 4096 / 2^WDGTB, window, early wake-up (IRQ 0), reset with
 * WWDGRSTF when the counter falls to 0x3F, is written below 0x40, or is written above the window;
 * WDGA and EWI set for good; start by hardware.
 * Decided: the counter stands while WDGA is 0. A halted core stops virtual time, so that the
 * watchdog is frozen in debug whatever DBGMCU says.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"
#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"
#include "qemu/timer.h"

typedef struct {
    H573Regs regs;
    QEMUTimer* early;
    QEMUTimer* end;
    Notifier clocks;
    uint32_t hz;  /* PCLK1 that `base` was reckoned with */
    int64_t base; /* when the counter was `from` */
    unsigned from;
} Wwdg;

enum {
    CR = 0x00,
    COUNTER = 0x7f,
    WDGA = 1 << 7,
    CFR = 0x04,
    WINDOW = 0x7f,
    EWI = 1 << 9,
    WDGTB_SHIFT = 11,
    SR = 0x08,
    EWIF = 1 << 0,
    EARLY = 0x40,
    STEP = 4096,
    OPTSR_WWDG_SW = 1 << 4,
};

static const H573Reg table[] = {
    {CR, 1, 0x7f, COUNTER | WDGA},
    {CFR, 1, 0x7f, WINDOW | EWI | 7 << WDGTB_SHIFT},
    {SR, 1, 0, 0},
};

static int64_t now(void) {
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static bool running(H573Regs* s) {
    return *h573_reg(s, CR) & WDGA;
}

static uint64_t step(H573Regs* s) {
    return (uint64_t)STEP << (*h573_reg(s, CFR) >> WDGTB_SHIFT & 7);
}

static unsigned count(H573Regs* s) {
    Wwdg* w = (Wwdg*)s;
    uint64_t steps;

    if (!running(s)) {
        return w->from;
    }
    steps = muldiv64(now() - w->base, w->hz, NANOSECONDS_PER_SECOND) / step(s);
    return w->from - MIN(steps, w->from);
}

static int64_t when(H573Regs* s, unsigned value) {
    Wwdg* w = (Wwdg*)s;

    return w->base + muldiv64((w->from - value) * step(s), NANOSECONDS_PER_SECOND, w->hz) + 1;
}

static void update_irq(H573Regs* s) {
    qemu_set_irq(s->irq[0], (*h573_reg(s, SR) & EWIF) && (*h573_reg(s, CFR) & EWI));
}

static void bite(H573Regs* s, const char* why) {
    h573_guest_error(s, "reset: %s", why);
    h573_system_reset(s->chip, H573_RESET_WWDG);
}

/* From now on the counter runs down from VALUE. */
static void run_from(H573Regs* s, unsigned value) {
    Wwdg* w = (Wwdg*)s;

    w->from = value;
    w->base = now();
    w->hz = h573_pclk_hz(1);
    if (!running(s) || value < EARLY) {
        timer_del(w->early);
        timer_del(w->end);
        return;
    }
    if (value > EARLY) {
        timer_mod(w->early, when(s, EARLY));
    }
    timer_mod(w->end, when(s, EARLY - 1));
}

static void on_early(void* opaque) {
    *h573_reg(opaque, SR) |= EWIF;
    update_irq(opaque);
}

static void on_end(void* opaque) {
    bite(opaque, "the counter fell to 0x3f");
}

static void on_clocks(Notifier* notifier, void* data) {
    Wwdg* w = container_of(notifier, Wwdg, clocks);

    if (w->hz != 0 && h573_pclk_hz(1) != w->hz) {
        run_from(&w->regs, count(&w->regs));
    }
}

static uint32_t wwdg_read(H573Regs* s, unsigned at, uint32_t value) {
    return at == CR ? (value & WDGA) | count(s) : value;
}

/* COUNTED is the counter before the write, WAS says whether the watchdog ran. */
static void refresh(H573Regs* s, uint32_t value, unsigned counted, bool was) {
    unsigned fresh = value & COUNTER;

    if (was && counted > (*h573_reg(s, CFR) & WINDOW)) {
        bite(s, "refreshed before the window opened");
    } else if (running(s) && fresh < EARLY) {
        bite(s, "a counter below 0x40 was written");
    }
    run_from(s, fresh);
}

static void wwdg_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    uint32_t* stored = h573_reg(s, at);
    uint32_t fresh = *stored;
    unsigned counted;

    *stored = old;
    counted = count(s); /* as it was until now */
    *stored = fresh;
    if (at == CR) {
        *stored |= old & WDGA;
        refresh(s, value, counted, old & WDGA);
    } else if (at == CFR) {
        *stored |= old & EWI;
        run_from(s, counted);
    } else if (!(value & EWIF)) {
        *stored = 0;
    }
    update_irq(s);
}

static void wwdg_reset(H573Regs* s) {
    if (!(h573_options(s->chip)->optsr & OPTSR_WWDG_SW)) {
        *h573_reg(s, CR) |= WDGA;
    }
    run_from(s, COUNTER);
    update_irq(s);
}

static void wwdg_init(H573Regs* s) {
    Wwdg* w = (Wwdg*)s;

    w->early = h573_state_timer(on_early, s);
    w->end = h573_state_timer(on_end, s);
    w->clocks.notify = on_clocks;
}

static void wwdg_realize(H573Regs* s) {
    h573_rcc_add_clock_notifier(&((Wwdg*)s)->clocks);
}

static void wwdg_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "wwdg";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 1;
    c->clock_register = RCC_APB1LENR;
    c->clock_bit = 11;
    c->read = wwdg_read;
    c->write = wwdg_write;
    c->reset = wwdg_reset;
    c->init = wwdg_init;
    c->realize = wwdg_realize;
}

H573_REGS_TYPE(TYPE_H573_WWDG, Wwdg, wwdg_class_init)
