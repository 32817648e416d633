/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ICACHE: enable and invalidate sequence.
 * Facts: fact sheet 9.8.
 * Modelled: busy for a moment after reset and after CACHEINV, then BSYENDF (IRQ 104 with its
 * enable); CACHEINV while busy is a guest error; WAYSEL and the remap regions change only while EN
 * is 0. Left out: the cache itself (stale lines are never seen), hit and miss monitors (they read
 * 0), remap regions.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/regs.h"
#include "qemu/timer.h"

typedef struct {
    H573Regs regs;
    QEMUTimer* timer;
} Icache;

enum {
    CR = 0x00,
    EN = 1 << 0,
    WAYSEL = 1 << 2,
    MONITORS = 3 << 16,
    CACHEINV = 1 << 1,
    SR = 0x04,
    BUSYF = 1 << 0,
    BSYENDF = 1 << 1,
    IER = 0x08,
    FCR = 0x0c,
    CRR0 = 0x20,
    BUSY_NS = 4000,
};

static const H573Reg table[] = {
    {CR, 1, 0x4, 0x000f0005}, {SR, 1, BUSYF, 0}, {IER, 1, 0, 0x6},
    {FCR, 1, 0, 0},           {0x10, 2, 0, 0},   {CRR0, 4, 0x200, 0x97ff8eff},
};

static void update_irq(H573Regs* s) {
    qemu_set_irq(s->irq[0], (*h573_reg(s, SR) & *h573_reg(s, IER)) != 0);
}

static void be_busy(H573Regs* s) {
    *h573_reg(s, SR) |= BUSYF;
    timer_mod(((Icache*)s)->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + BUSY_NS);
}

static void done(void* opaque) {
    *h573_reg(opaque, SR) = (*h573_reg(opaque, SR) & ~BUSYF) | BSYENDF;
    update_irq(opaque);
}

static uint32_t icache_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    bool enabled = *h573_reg(s, CR) & EN;

    if (at == CR) {
        return enabled ? ~(uint32_t)WAYSEL : UINT32_MAX;
    }
    return enabled && at >= CRR0 ? 0 : UINT32_MAX;
}

static void icache_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (at == CR && (value & CACHEINV)) {
        if (*h573_reg(s, SR) & BUSYF) {
            h573_guest_error(s, "CACHEINV while busy");
        }
        be_busy(s);
    } else if (at == FCR) {
        *h573_reg(s, SR) &= ~(value & 0x6);
    } else if (at == CR && (value & MONITORS)) {
        h573_unimplemented(s, "hit and miss monitors");
    } else if (at >= CRR0 && (value & 1 << 15)) {
        h573_unimplemented(s, "remap regions");
    }
    update_irq(s);
}

static void icache_reset(H573Regs* s) {
    be_busy(s);
    update_irq(s);
}

static void icache_init(H573Regs* s) {
    ((Icache*)s)->timer = h573_state_timer(done, s);
}

static void icache_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "icache";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 1;
    c->unlocked = icache_unlocked;
    c->write = icache_write;
    c->reset = icache_reset;
    c->init = icache_init;
}

H573_REGS_TYPE(TYPE_H573_ICACHE, Icache, icache_class_init)
