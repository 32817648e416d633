/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TAMP: backup registers and the monotonic counter.
 * Facts: fact sheet 9.6.
 * Modelled: BKP0R..BKP31R with their zones, privilege, BHKLOCK and BKERASE; COUNT1R; DBP's write
 * protection; contents survive system reset. They do not survive the end of the emulator: the board
 * has no battery.
 * Left out: tamper detection of any kind, active tampers, interrupts; the registers just hold bits.
 */
#include "qemu/osdep.h"

#include "emulator/dev/tamp.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
} Tamp;

enum {
    CR1 = 0x00,
    CR2 = 0x04,
    BKERASE = 1 << 23,
    BKBLOCK = 1 << 22,
    SECCFGR = 0x20,
    CNT1SEC = 1 << 15,
    BHKLOCK = 1 << 30,
    TAMPSEC = 1u << 31,
    PRIVCFGR = 0x24,
    CNT1PRIV = 1 << 15,
    BKPRWPRIV = 1 << 29,
    BKPWPRIV = 1 << 30,
    TAMPPRIV = 1u << 31,
    COUNT1R = 0x40,
    ERCFGR = 0x54,
    BKP0R = 0x100,
    BACKUP_REGISTERS = 32,
    BOOT_KEY_REGISTERS = 8,
};

static H573Regs* the_tamp;

static const H573Reg table[] = {
    {CR1, 1, 0, 0x7fff00ff, .kept = true},
    {CR2, 1, 0, 0xff4700ff, .kept = true},
    {0x08, 1, 0, 0x7fff, .kept = true},
    {0x0c, 1, 0, 0xff, .kept = true},
    {0x10, 1, 0, UINT32_MAX, .kept = true},
    {0x14, 2, 0, 0},
    {0x1c, 1, 0, UINT32_MAX, .kept = true},
    {SECCFGR, 1, 0, 0xc0ff80ff, .kept = true},
    {PRIVCFGR, 1, 0, 0xe0008000, .kept = true},
    {0x2c, 1, 0, 0x7fff00ff, .kept = true},
    {0x30, 4, 0, 0},
    {COUNT1R, 1, 0, 0, .kept = true},
    {ERCFGR, 1, 0, 1, .kept = true},
    {BKP0R, BACKUP_REGISTERS, 0, UINT32_MAX, .kept = true},
};

static bool readable_backup(H573Regs* s, H573Access access, unsigned n, bool write) {
    uint32_t security = *h573_reg(s, SECCFGR);
    uint32_t privilege = *h573_reg(s, PRIVCFGR);
    unsigned zone1 = security & 0xff;
    unsigned zone2 = security >> 16 & 0xff;

    if ((n < BOOT_KEY_REGISTERS && security & BHKLOCK) || *h573_reg(s, CR2) & BKBLOCK) {
        return false;
    }
    if (n < zone1) {
        return access.secure && (access.privileged || !(privilege & BKPRWPRIV));
    }
    if (n < zone2) {
        return (access.secure || !write) && (access.privileged || !(privilege & BKPWPRIV));
    }
    return true;
}

static uint32_t tamp_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    uint32_t security = *h573_reg(s, SECCFGR);
    uint32_t privilege = *h573_reg(s, PRIVCFGR);
    bool counter = at == COUNT1R;

    access.secure |= !h573_tzen(s->chip);
    if (at >= BKP0R) {
        return readable_backup(s, access, (at - BKP0R) / 4, write) ? UINT32_MAX : 0;
    }
    if (!access.privileged && (privilege & (counter ? CNT1PRIV : TAMPPRIV))) {
        return 0;
    }
    if (write && (at == SECCFGR || at == PRIVCFGR)) {
        return access.privileged && (access.secure || (at == PRIVCFGR && !(security & TAMPSEC)))
                   ? UINT32_MAX
                   : 0;
    }
    return access.secure || !(security & (counter ? CNT1SEC : TAMPSEC)) ? UINT32_MAX : 0;
}

static uint32_t tamp_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    if (!h573_backup_writable(s->chip)) {
        h573_guest_error(s, "write of 0x%x while PWR_DBPCR.DBP is 0", at);
        return 0;
    }
    return UINT32_MAX;
}

static void tamp_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (!h573_backup_writable(s->chip)) {
        return;
    }
    if (at == CR2 && (value & BKERASE)) {
        memset(h573_reg(s, BKP0R), 0, 4 * BACKUP_REGISTERS);
    } else if (at == SECCFGR) {
        *h573_reg(s, SECCFGR) |= old & BHKLOCK; /* only up, until the domain's reset */
    } else if (at == COUNT1R && *h573_reg(s, COUNT1R) != UINT32_MAX) {
        ++*h573_reg(s, COUNT1R);
    } else if (at == CR1 && value != 0) {
        h573_unimplemented(s, "tamper detection");
    }
}

void h573_tamp_boot_key(uint32_t key[8]) {
    memcpy(key, h573_reg(the_tamp, BKP0R), 4 * BOOT_KEY_REGISTERS);
}

static void tamp_realize(H573Regs* s) {
    the_tamp = s;
}

static void tamp_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "tamp";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->clock_register = RCC_APB3ENR;
    c->clock_bit = 21;
    c->tzic_bit = H573_TZIC_TAMP;
    c->granted = tamp_granted;
    c->unlocked = tamp_unlocked;
    c->write = tamp_write;
    c->realize = tamp_realize;
}

H573_REGS_TYPE(TYPE_H573_TAMP, Tamp, tamp_class_init)
