/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IWDG: the independent watchdog, on QEMU's virtual clock.
 * Facts: fact sheet 9.7; option bit IWDG_SW, 2.4.
 * Modelled: keys, prescaler, reload, window, early wake-up (IRQ 35), reset with IWDGRSTF, start by
 * hardware; once started only a reset stops it; PVU, RVU, WVU, EWU for 5 LSI cycles after a write,
 * while the same register takes no other.
 * Decided: a value written counts at once. A halted core stops virtual time, so that the watchdog
 * is frozen in debug whatever DBGMCU says.
 * Left out: Stop, Standby.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/regs.h"
#include "emulator/dev/tamp.h"
#include "qemu/timer.h"

enum { PVU, RVU, WVU, EWU, UPDATES };

typedef struct {
    H573Regs regs;
    QEMUTimer* timer;
    QEMUTimer* early;
    bool running;
    bool unlocked;
    int64_t deadline;
    int64_t updated[UPDATES]; /* when PVU, RVU, WVU, EWU fall */
} Iwdg;

enum {
    KR = 0x00,
    PR = 0x04,
    RLR = 0x08,
    SR = 0x0c,
    EWIF = 1 << 14,
    WINR = 0x10,
    EWCR = 0x14,
    EWIC = 1 << 14,
    EWIE = 1 << 15,
    KEY_START = 0xcccc,
    KEY_UNLOCK = 0x5555,
    KEY_RELOAD = 0xaaaa,
    LSI_HZ = 32000,
    UPDATE_CYCLES = 5,
    OPTSR_IWDG_SW = 1 << 3,
};

static const H573Reg table[] = {
    {KR, 1, 0, 0}, {PR, 1, 0, 0xf},         {RLR, 1, 0xfff, 0xfff},
    {SR, 1, 0, 0}, {WINR, 1, 0xfff, 0xfff}, {EWCR, 1, 0, 0x8fff},
};

static int64_t now(void) {
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static int64_t ticks_to_ns(H573Regs* s, uint32_t ticks) {
    uint32_t divider = 4u << MIN(*h573_reg(s, PR), 8);

    return muldiv64(NANOSECONDS_PER_SECOND, ticks * divider, LSI_HZ);
}

static void update_irq(H573Regs* s) {
    qemu_set_irq(s->irq[0], (*h573_reg(s, SR) & EWIF) && (*h573_reg(s, EWCR) & EWIE));
}

static void reload(H573Regs* s) {
    Iwdg* w = (Iwdg*)s;
    uint32_t early = *h573_reg(s, EWCR) & 0xfff;

    w->deadline = now() + ticks_to_ns(s, *h573_reg(s, RLR) + 1);
    timer_mod(w->timer, w->deadline);
    if (early != 0) {
        timer_mod(w->early, w->deadline - ticks_to_ns(s, early));
    }
}

static void start(H573Regs* s) {
    ((Iwdg*)s)->running = true;
    reload(s);
}

static void refresh(H573Regs* s) {
    Iwdg* w = (Iwdg*)s;

    if (!w->running) {
        return;
    }
    if (w->deadline - now() > ticks_to_ns(s, *h573_reg(s, WINR) + 1)) {
        h573_guest_error(s, "refreshed before the window opened");
        h573_system_reset(s->chip, H573_RESET_IWDG);
    } else {
        reload(s);
    }
}

static void expired(void* opaque) {
    H573Regs* s = opaque;

    h573_tamp_watchdog_bites();
    h573_system_reset(s->chip, H573_RESET_IWDG);
}

static void soon(void* opaque) {
    *h573_reg(opaque, SR) |= EWIF;
    update_irq(opaque);
}

/* The flag of SR that a write of the register sets; UPDATES: none. */
static unsigned update_of(unsigned at) {
    switch (at) {
        case PR:
            return PVU;
        case RLR:
            return RVU;
        case WINR:
            return WVU;
        case EWCR:
            return EWU;
        default:
            return UPDATES;
    }
}

static uint32_t iwdg_read(H573Regs* s, unsigned at, uint32_t value) {
    for (unsigned i = 0; at == SR && i < UPDATES; i++) {
        value |= (uint32_t)(now() < ((Iwdg*)s)->updated[i]) << i;
    }
    return value;
}

static bool writable(H573Regs* s, unsigned at) {
    Iwdg* w = (Iwdg*)s;
    unsigned update = update_of(at);

    return at == KR || (w->unlocked && (update == UPDATES || now() >= w->updated[update]));
}

static uint32_t iwdg_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    if (writable(s, at)) {
        return UINT32_MAX;
    }
    h573_guest_error(s, "register 0x%x written without the key 0x5555, or during its update", at);
    return 0;
}

static void iwdg_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    Iwdg* w = (Iwdg*)s;
    bool taken = writable(s, at);

    if (taken && update_of(at) != UPDATES) {
        w->updated[update_of(at)] = now() + muldiv64(UPDATE_CYCLES, NANOSECONDS_PER_SECOND, LSI_HZ);
    }
    if (at == KR) {
        w->unlocked = (value & 0xffff) == KEY_UNLOCK;
        if ((value & 0xffff) == KEY_START) {
            start(s);
        } else if ((value & 0xffff) == KEY_RELOAD) {
            refresh(s);
        }
    } else if (at == EWCR && (value & EWIC) && taken) {
        *h573_reg(s, SR) &= ~EWIF;
    } else if (at == WINR && w->running && taken) {
        reload(s);
    }
    update_irq(s);
}

static void iwdg_reset(H573Regs* s) {
    Iwdg* w = (Iwdg*)s;

    timer_del(w->timer);
    timer_del(w->early);
    w->running = w->unlocked = false;
    memset(w->updated, 0, sizeof(w->updated));
    if (!(h573_options(s->chip)->optsr & OPTSR_IWDG_SW)) {
        start(s);
    }
    update_irq(s);
}

static void iwdg_init(H573Regs* s) {
    Iwdg* w = (Iwdg*)s;

    w->timer = h573_state_timer(expired, s);
    w->early = h573_state_timer(soon, s);
}

static void iwdg_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "iwdg";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 1;
    c->unlocked = iwdg_unlocked;
    c->read = iwdg_read;
    c->write = iwdg_write;
    c->reset = iwdg_reset;
    c->init = iwdg_init;
}

H573_REGS_TYPE(TYPE_H573_IWDG, Iwdg, iwdg_class_init)
