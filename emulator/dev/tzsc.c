/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GTZC1_TZSC: which peripherals are secure or privileged, and the watermarks of BKPSRAM.
 * Facts: fact sheet 8.1.
 * Modelled: SECCFGR1-3, PRIVCFGR1-3 with LCK; MPCWM registers with SRLOCK; MPCWM4A reaches BKPSRAM.
 * Left out: effect of the other watermarks (external memories are not modelled); their reset values
 * are taken as "everything secure and privileged" with TZEN on (U-34).
 */
#include "qemu/osdep.h"

#include "emulator/dev/gtzc.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
} Tzsc;

enum {
    CR = 0x00,
    SECCFGR1 = 0x10,
    PRIVCFGR1 = 0x20,
    MPCWM1 = 0x40,
    MPCWM4A = 0x70,
    MPCWM_END = 0x80,
    SREN = 1 << 0,
    SRLOCK = 1 << 1,
    SEC = 1 << 8,
    PRIV = 1 << 9,
    BKPSRAM_GRANULES = 4096 / 32,
};

/* SREN, SRLOCK, SEC, PRIV; SUBZ_START, SUBZ_LENGTH */
#define WINDOW(at) {MPCWM1 + (at), 1, 0, 0x303}, {MPCWM1 + (at) + 4, 1, 0, 0x0fff07ff}

static const H573Reg table[] = {
    {CR, 1, 0, 1},
    {SECCFGR1, 1, 0, 0xffffffff},
    {SECCFGR1 + 4, 1, 0, 0xff0fff07},
    {SECCFGR1 + 8, 1, 0, 0x05ffff03},
    {PRIVCFGR1, 1, 0, 0xffffffff},
    {PRIVCFGR1 + 4, 1, 0, 0xff0fff07},
    {PRIVCFGR1 + 8, 1, 0, 0x05ffff03},
    WINDOW(0x00),
    WINDOW(0x08),
    WINDOW(0x10),
    WINDOW(0x18),
    WINDOW(0x20),
    WINDOW(0x28),
    WINDOW(0x30),
    WINDOW(0x38),
};

static bool is_window(unsigned at) {
    return at >= MPCWM1 && at < MPCWM_END;
}

static uint32_t tzsc_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    bool secure = access.secure || !h573_tzen(s->chip);

    if (!write) {
        return secure || !is_window(at) ? UINT32_MAX : 0;
    }
    if (!access.privileged) {
        return 0;
    }
    if (at >= PRIVCFGR1 && at < PRIVCFGR1 + 12) {
        return secure ? UINT32_MAX : ~*h573_reg(s, at - PRIVCFGR1 + SECCFGR1);
    }
    return secure ? UINT32_MAX : 0;
}

static uint32_t tzsc_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    if (at == CR) {
        return value;
    }
    if (is_window(at)) {
        return *h573_reg(s, at & ~7) & SRLOCK ? 0 : UINT32_MAX;
    }
    return *h573_reg(s, CR) & 1 ? 0 : UINT32_MAX;
}

static void update_bkpsram(H573Regs* s) {
    H573Watermark* w = h573_bkpsram(s->chip);
    uint32_t config = *h573_reg(s, MPCWM4A);
    uint32_t range = *h573_reg(s, MPCWM4A + 4);

    w->enabled = config & SREN;
    w->secure = config & SEC;
    w->privileged = config & PRIV;
    w->start = MIN(range & 0x7ff, BKPSRAM_GRANULES);
    w->length = MIN(range >> 16 & 0xfff, BKPSRAM_GRANULES - w->start);
    h573_changed(s->chip);
}

static void tell(H573Regs* s, unsigned at) {
    if (at >= SECCFGR1 && at < SECCFGR1 + 12) {
        h573_set_peripheral_secure(s->chip, (at - SECCFGR1) / 4 + 1, *h573_reg(s, at));
    } else if (at >= PRIVCFGR1 && at < PRIVCFGR1 + 12) {
        h573_set_peripheral_privileged(s->chip, (at - PRIVCFGR1) / 4 + 1, *h573_reg(s, at));
    } else if (at == MPCWM4A || at == MPCWM4A + 4) {
        update_bkpsram(s);
    }
}

static void tzsc_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    tell(s, at);
}

static void tzsc_reset(H573Regs* s) {
    for (unsigned at = MPCWM1; h573_tzen(s->chip) && at < MPCWM_END; at += 8) {
        *h573_reg(s, at) = SREN | SEC | PRIV;
        *h573_reg(s, at + 4) = 0x0fff0000;
    }
    for (unsigned i = 0; i < 12; i += 4) {
        tell(s, SECCFGR1 + i);
        tell(s, PRIVCFGR1 + i);
    }
    update_bkpsram(s);
}

static void tzsc_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "tzsc";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->clock_register = RCC_AHB1ENR;
    c->clock_bit = GTZC_CLOCK_BIT;
    c->tzic_bit = H573_TZIC_TZSC;
    c->granted = tzsc_granted;
    c->unlocked = tzsc_unlocked;
    c->write = tzsc_write;
    c->reset = tzsc_reset;
}

H573_REGS_TYPE(TYPE_H573_TZSC, Tzsc, tzsc_class_init)
