/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EXTI: software events of lines 0 to 15.
 * Facts: fact sheet 9.10.
 * Modelled: registers; SWIER1 raises RPR1 and IRQ 11..26 through IMR1; security and privilege of
 * each line.
 * Left out: edges of pins (no input ever changes), group 2 but for its registers, events, LOCKR.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
} Exti;

enum {
    SWIER1 = 0x08,
    RPR1 = 0x0c,
    FPR1 = 0x10,
    SECCFGR1 = 0x14,
    PRIVCFGR1 = 0x18,
    GROUP2 = 0x20,
    EXTICR1 = 0x60,
    LOCKR = 0x70,
    IMR1 = 0x80,
    IMR2 = 0x90,
    LINES = 16,
};

static const H573Reg table[] = {
    {0x00, 2, 0, 0xffff},
    {SWIER1, 1, 0, 0},
    {RPR1, 2, 0, 0},
    {SECCFGR1, 2, 0, UINT32_MAX},
    {GROUP2, 2, 0, UINT32_MAX},
    {GROUP2 + 8, 3, 0, 0},
    {GROUP2 + 0x14, 2, 0, UINT32_MAX},
    {EXTICR1, 4, 0, 0x0f0f0f0f},
    {LOCKR, 1, 0, 0},
    {IMR1, 2, 0xfffe0000, UINT32_MAX},
    {IMR2, 2, 0, UINT32_MAX},
};

static void update_irqs(H573Regs* s) {
    uint32_t pending = (*h573_reg(s, RPR1) | *h573_reg(s, FPR1)) & *h573_reg(s, IMR1);

    for (unsigned line = 0; line < LINES; line++) {
        qemu_set_irq(s->irq[line], pending >> line & 1);
    }
}

/* Lines of group 1 or 2 with the attribute in the given register of that group. */
static uint32_t lines_with(H573Regs* s, unsigned at, unsigned attribute) {
    bool group2 = (at >= GROUP2 && at < EXTICR1) || at >= IMR2;

    return *h573_reg(s, group2 ? GROUP2 + attribute : attribute);
}

static uint32_t exti_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    uint32_t kept = 0;
    uint32_t fields = 0;

    if (!access.secure && h573_tzen(s->chip)) {
        kept |= lines_with(s, at, SECCFGR1);
    }
    if (!access.privileged) {
        kept |= lines_with(s, at, PRIVCFGR1);
    }
    if (write && (at & 0x1f) == SECCFGR1 && at < EXTICR1) {
        return access.secure && access.privileged ? UINT32_MAX : 0;
    }
    if (at < EXTICR1 || at > LOCKR) {
        return ~kept;
    }
    for (unsigned i = 0; i < 4; i++) {
        fields |= kept >> (at - EXTICR1 + i) & 1 ? 0xffu << 8 * i : 0;
    }
    return ~fields;
}

static void exti_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (at == SWIER1) {
        *h573_reg(s, RPR1) |= value & 0xffff;
    } else if (at == RPR1 || at == FPR1) {
        *h573_reg(s, at) &= ~value;
    } else if (at == LOCKR) {
        h573_unimplemented(s, "the configuration lock");
    }
    update_irqs(s);
}

static void exti_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "exti";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = LINES;
    c->tzic_bit = H573_TZIC_EXTI;
    c->granted = exti_granted;
    c->write = exti_write;
    c->reset = update_irqs;
}

H573_REGS_TYPE(TYPE_H573_EXTI, Exti, exti_class_init)
