/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EXTI: edges of pins and software events.
 * Facts: fact sheet 9.10; configurable lines, masks and access rules of the SVD (lines 0 to 16, 46,
 * 50, 53 are configurable, the others direct).
 * Modelled: both groups' registers; edges of the pins that EXTICR selects and SWIER set RPR and
 * FPR; IRQ 11..26 of lines 0 to 15 through IMR1; security and privilege of each line in every
 * register; LOCKR, which freezes SECCFGR and PRIVCFGR until reset.
 * Decided: a secure pin reaches a secure line only; PRIVCFGR and LOCKR want privilege, LOCKR
 * security too; EXTICR keeps the low four bits of each field; a change of EXTICR is no edge.
 * Left out: sources of lines 16, 46, 50 and 53 (PVD, Ethernet and others) and their interrupts;
 * events (QEMU's WFE never sleeps, so EMR only holds its bits); wake-up by direct lines.
 */
#include "qemu/osdep.h"

#include "emulator/dev/exti.h"

#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
} Exti;

enum {
    RTSR1 = 0x00,
    FTSR1 = 0x04,
    SWIER1 = 0x08,
    RPR1 = 0x0c,
    FPR1 = 0x10,
    SECCFGR1 = 0x14,
    PRIVCFGR1 = 0x18,
    GROUP2 = 0x20, /* the same registers for lines 32 and up */
    EXTICR1 = 0x60,
    LOCKR = 0x70,
    IMR1 = 0x80,
    IMR2 = 0x90,
    LINES = 16, /* of pins */
    CONFIGURABLE1 = 0x0001ffff,
    CONFIGURABLE2 = 0x00244000,
    EXISTING2 = 0x03ffffff,
};

static H573Regs* the_exti;

static const H573Reg table[] = {
    {RTSR1, 2, 0, CONFIGURABLE1},
    {SWIER1, 3, 0, 0},
    {SECCFGR1, 2, 0, UINT32_MAX},
    {GROUP2, 2, 0, CONFIGURABLE2},
    {GROUP2 + SWIER1, 3, 0, 0},
    {GROUP2 + SECCFGR1, 2, 0, EXISTING2},
    {EXTICR1, 4, 0, 0x0f0f0f0f},
    {LOCKR, 1, 0, 1},
    {IMR1, 1, 0xfffe0000, UINT32_MAX},
    {IMR1 + 4, 1, 0, UINT32_MAX},
    {IMR2, 1, EXISTING2 & ~CONFIGURABLE2, EXISTING2},
    {IMR2 + 4, 1, 0, EXISTING2},
};

static void update_irqs(H573Regs* s) {
    uint32_t pending = (*h573_reg(s, RPR1) | *h573_reg(s, FPR1)) & *h573_reg(s, IMR1);
    uint32_t pending2 = *h573_reg(s, GROUP2 + RPR1) & *h573_reg(s, IMR2);

    for (unsigned line = 0; line < LINES; line++) {
        qemu_set_irq(s->irq[line], pending >> line & 1);
    }
    if (pending >> LINES != 0 || pending2 != 0) {
        h573_unimplemented(s, "interrupts of lines 16, 46, 50 and 53");
    }
}

static bool in_group2(unsigned at) {
    return (at >= GROUP2 && at < EXTICR1) || at >= IMR2;
}

static bool is_attribute(unsigned at, unsigned attribute) {
    return at == attribute || at == GROUP2 + attribute;
}

/* Lines of the group of the register at AT that have the attribute. */
static uint32_t lines_with(H573Regs* s, unsigned at, unsigned attribute) {
    return *h573_reg(s, in_group2(at) ? GROUP2 + attribute : attribute);
}

/* Each line's field of EXTICR. */
static uint32_t fields_of(uint32_t lines, unsigned at) {
    uint32_t fields = 0;

    for (unsigned i = 0; i < 4; i++) {
        fields |= lines >> (at - EXTICR1 + i) & 1 ? 0xffu << 8 * i : 0;
    }
    return fields;
}

static uint32_t attribute_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    bool security = is_attribute(at, SECCFGR1);

    if (!write) {
        return UINT32_MAX;
    }
    if (security) {
        return !access.secure ? 0 : access.privileged ? UINT32_MAX : ~lines_with(s, at, PRIVCFGR1);
    }
    return !access.privileged ? 0 : access.secure ? UINT32_MAX : ~lines_with(s, at, SECCFGR1);
}

static uint32_t exti_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    uint32_t kept = 0;

    access.secure |= !h573_tzen(s->chip);
    if (at == LOCKR) {
        return !write || (access.secure && access.privileged) ? UINT32_MAX : 0;
    }
    if (is_attribute(at, SECCFGR1) || is_attribute(at, PRIVCFGR1)) {
        return attribute_granted(s, access, at, write);
    }
    if (!access.secure) {
        kept |= lines_with(s, at, SECCFGR1);
    }
    if (!access.privileged) {
        kept |= lines_with(s, at, PRIVCFGR1);
    }
    return ~(at >= EXTICR1 && at < LOCKR ? fields_of(kept, at) : kept);
}

static uint32_t exti_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    if (!(*h573_reg(s, LOCKR) & 1)) {
        return UINT32_MAX;
    }
    if (at == LOCKR) {
        return value; /* it only ever goes up */
    }
    if (is_attribute(at, SECCFGR1) || is_attribute(at, PRIVCFGR1)) {
        h573_guest_error(s, "register 0x%x is locked until reset", at);
        return 0;
    }
    return UINT32_MAX;
}

static void exti_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    unsigned group = in_group2(at) ? GROUP2 : 0;

    switch (at - group) {
        case SWIER1:
            *h573_reg(s, group + RPR1) |= value & (group ? CONFIGURABLE2 : CONFIGURABLE1);
            break;
        case RPR1:
        case FPR1:
            *h573_reg(s, at) &= ~value;
            break;
        default:
            break;
    }
    update_irqs(s);
}

static unsigned selected_port(H573Regs* s, unsigned line) {
    return *h573_reg(s, EXTICR1 + (line & ~3)) >> 8 * (line % 4) & 0xf;
}

void h573_exti_edge(unsigned port, unsigned pin, bool rising, bool secure) {
    H573Regs* s = the_exti;

    if (s == NULL || selected_port(s, pin) != port) {
        return;
    }
    if (secure && !(*h573_reg(s, SECCFGR1) >> pin & 1)) {
        h573_guest_error(s, "an edge of a secure pin does not reach non-secure line %u", pin);
        return;
    }
    if (*h573_reg(s, rising ? RTSR1 : FTSR1) >> pin & 1) {
        *h573_reg(s, rising ? RPR1 : FPR1) |= 1u << pin;
        update_irqs(s);
    }
}

static void exti_realize(H573Regs* s) {
    the_exti = s;
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
    c->unlocked = exti_unlocked;
    c->write = exti_write;
    c->reset = update_irqs;
    c->realize = exti_realize;
}

H573_REGS_TYPE(TYPE_H573_EXTI, Exti, exti_class_init)
