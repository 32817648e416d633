/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GTZC1_TZIC: records illegal accesses and raises IRQ 8.
 * Facts: fact sheet 8.2.
 * Modelled: IER, SR and FCR 1-4; answers secure privileged accesses only. A flag is set whether or
 * not its interrupt is enabled. Events arrive even while the registers' clock is off.
 */
#include "qemu/osdep.h"

#include "emulator/dev/gtzc.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
    Notifier illegal;
} Tzic;

enum { IER1 = 0x00, SR1 = 0x10, FCR1 = 0x20, GROUPS = 4 };

static const H573Reg table[] = {
    {IER1, 1, 0, 0xffffffff},      {IER1 + 4, 1, 0, 0xff0fff07}, {IER1 + 8, 1, 0, 0x05ffff03},
    {IER1 + 12, 1, 0, 0x3f1f07ff}, {SR1, GROUPS, 0, 0},          {FCR1, GROUPS, 0, 0},
};

static void update_irq(H573Regs* s) {
    uint32_t pending = 0;

    for (unsigned i = 0; i < 4 * GROUPS; i += 4) {
        pending |= *h573_reg(s, IER1 + i) & *h573_reg(s, SR1 + i);
    }
    qemu_set_irq(s->irq[0], pending != 0);
}

static uint32_t tzic_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    return (access.secure || !h573_tzen(s->chip)) && access.privileged ? UINT32_MAX : 0;
}

static void tzic_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (at >= FCR1) {
        *h573_reg(s, at - FCR1 + SR1) &= ~value;
    }
    update_irq(s);
}

static void on_illegal(Notifier* n, void* data) {
    H573Regs* s = &container_of(n, Tzic, illegal)->regs;
    const H573IllegalAccess* event = data;

    *h573_reg(s, SR1 + 4 * (event->group - 1)) |= 1u << event->bit;
    update_irq(s);
}

static void tzic_realize(H573Regs* s) {
    Tzic* t = (Tzic*)s;

    t->illegal.notify = on_illegal;
    h573_add_illegal_notifier(s->chip, &t->illegal);
}

static void tzic_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "tzic";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 1;
    c->clock_register = RCC_AHB1ENR;
    c->clock_bit = GTZC_CLOCK_BIT;
    c->tzic_bit = H573_TZIC_TZIC;
    c->granted = tzic_granted;
    c->write = tzic_write;
    c->reset = update_irq;
    c->realize = tzic_realize;
}

H573_REGS_TYPE(TYPE_H573_TZIC, Tzic, tzic_class_init)
