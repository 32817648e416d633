/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GTZC1_MPCBB1 to 3: attributes of the 512-byte blocks of SRAM1 to SRAM3.
 * Facts: fact sheet 8.3. The gates in emulator/memory apply what is set here.
 * Modelled: all registers; reset values by TZEN; GLOCK freezes the block, SPLCK one super-block.
 * Rules: SECCFGR by secure code; bits of privileged blocks by privileged code; PRIVCFGR by
 * privileged code, the non-secure side for its own blocks; CR and CFGLOCK by secure privileged
 * code. The non-secure side reads nothing but the PRIVCFGR bits of its blocks.
 */
#include "qemu/osdep.h"

#include "emulator/dev/gtzc.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"
#include "hw/qdev-properties.h"

typedef struct {
    H573Regs regs;
    uint8_t sram; /* 0..2 */
} Mpcbb;

enum {
    CR = 0x00,
    GLOCK = 1 << 0,
    INVSECSTATE = 1 << 30,
    CFGLOCK1 = 0x10,
    SECCFGR0 = 0x100,
    PRIVCFGR0 = 0x200,
};

static const uint8_t super_blocks[H573_SRAMS] = {16, 4, 20};

static const H573Reg table[] = {
    {CR, 1, 0, 0xc0000001},
    {CFGLOCK1, 1, 0, UINT32_MAX},
    {SECCFGR0, H573_SUPER_BLOCKS_MAX, 0, UINT32_MAX},
    {PRIVCFGR0, H573_SUPER_BLOCKS_MAX, 0, UINT32_MAX},
};

static bool exists(H573Regs* s, unsigned at) {
    return at < SECCFGR0 || (at & 0xff) / 4 < super_blocks[((Mpcbb*)s)->sram];
}

static uint32_t granted_bits(H573Regs* s, H573Access access, unsigned at, bool write) {
    unsigned n = at & 0xff;

    if (at >= PRIVCFGR0) {
        return write && !access.privileged ? 0
               : access.secure             ? UINT32_MAX
                                           : ~*h573_reg(s, SECCFGR0 + n);
    }
    if (!access.secure) {
        return 0;
    }
    if (at >= SECCFGR0 && write && !access.privileged) {
        return ~*h573_reg(s, PRIVCFGR0 + n);
    }
    return access.privileged || at >= SECCFGR0 ? UINT32_MAX : 0;
}

static uint32_t mpcbb_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    access.secure |= !h573_tzen(s->chip);
    return exists(s, at) ? granted_bits(s, access, at, write) : 0;
}

static uint32_t mpcbb_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    if (*h573_reg(s, CR) & GLOCK) {
        h573_guest_error(s, "write of 0x%x after GLOCK", at);
        return 0;
    }
    if (at == CFGLOCK1) {
        return value & ((1u << super_blocks[((Mpcbb*)s)->sram]) - 1);
    }
    if (at >= SECCFGR0 && (*h573_reg(s, CFGLOCK1) >> ((at & 0xff) / 4) & 1)) {
        h573_guest_error(s, "write of 0x%x, whose super-block is locked", at);
        return 0;
    }
    return UINT32_MAX;
}

static void tell(H573Regs* s) {
    H573Mpcbb* m = h573_mpcbb(s->chip, ((Mpcbb*)s)->sram);

    memcpy(m->secure, h573_reg(s, SECCFGR0), sizeof(m->secure));
    memcpy(m->privileged, h573_reg(s, PRIVCFGR0), sizeof(m->privileged));
    m->srwiladis = *h573_reg(s, CR) >> 31;
    m->invsecstate = *h573_reg(s, CR) & INVSECSTATE;
    h573_changed(s->chip);
}

static void mpcbb_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (*h573_reg(s, at) != old) {
        tell(s);
    }
}

static void mpcbb_reset(H573Regs* s) {
    for (unsigned n = 0; n < super_blocks[((Mpcbb*)s)->sram] && h573_tzen(s->chip); n++) {
        *h573_reg(s, SECCFGR0 + 4 * n) = UINT32_MAX;
        *h573_reg(s, PRIVCFGR0 + 4 * n) = UINT32_MAX;
    }
    tell(s);
}

static void mpcbb_realize(H573Regs* s) {
    s->tzic_bit = H573_TZIC_MPCBB1 + 2 * ((Mpcbb*)s)->sram;
}

static const Property mpcbb_properties[] = {
    DEFINE_PROP_UINT8("sram", Mpcbb, sram, 0),
};

static void mpcbb_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "mpcbb";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->clock_register = RCC_AHB1ENR;
    c->clock_bit = GTZC_CLOCK_BIT;
    c->granted = mpcbb_granted;
    c->unlocked = mpcbb_unlocked;
    c->write = mpcbb_write;
    c->reset = mpcbb_reset;
    c->realize = mpcbb_realize;
    device_class_set_props(DEVICE_CLASS(class), mpcbb_properties);
}

H573_REGS_TYPE(TYPE_H573_MPCBB, Mpcbb, mpcbb_class_init)
