/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PWR: voltage scaling and the backup domain's write protection.
 * Facts: fact sheet 9.3.
 * Modelled: VOS, reached at once; DBP; BREN with BRRDY; SECCFGR and PRIVCFGR per field.
 * Left out: low-power modes, voltage monitors, what the supply would do at the wrong VOS.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
} Pwr;

enum {
    PMCR = 0x00,
    VOSCR = 0x10,
    VOSSR = 0x14,
    VOSRDY = 1 << 3 | 1 << 13,
    BDCR = 0x20,
    DBPCR = 0x24,
    BDSR = 0x28,
    SCCR = 0x30,
    VMCR = 0x34,
    WUSCR = 0x40,
    SECCFGR = 0x100,
    RETSEC = 1 << 11,
    LPMSEC = 1 << 12,
    SCMSEC = 1 << 13,
    VBSEC = 1 << 14,
    VUSBSEC = 1 << 15,
    PRIVCFGR = 0x104,
};

static const H573Reg table[] = {
    {PMCR, 1, 0x0c, 0x0780b20d},
    {0x04, 1, 0, 0},
    {VOSCR, 1, 0, 0x30},
    {VOSSR, 1, 0, 0},
    {BDCR, 1, 0, 0x303, .kept = true},
    {DBPCR, 1, 0, 1},
    {BDSR, 1, 0, 0},
    {SCCR, 1, 0x100, 0x101},
    {VMCR, 1, 0, 0x70f},
    {0x38, 1, 0, 0x03000000},
    {0x3c, 1, 0, 0},
    {WUSCR, 3, 0, UINT32_MAX},
    {SECCFGR, 1, 0, 0xf8ff},
    {PRIVCFGR, 1, 0, 3},
};

/* Fields of a register the non-secure side is kept from, by SECCFGR's bits. */
static bool secured(H573Regs* s, unsigned at) {
    uint32_t choice = *h573_reg(s, SECCFGR);

    switch (at) {
        case PMCR:
            return choice & (LPMSEC | RETSEC);
        case VOSCR:
            return h573_rcc_word(RCC_SECCFGR) & RCC_SECCFGR_SYSCLKSEC;
        case BDCR:
        case DBPCR:
            return choice & VBSEC;
        case SCCR:
        case VMCR:
            return choice & SCMSEC;
        case 0x38:
            return choice & VUSBSEC;
        case WUSCR:
        case WUSCR + 4:
        case WUSCR + 8:
            return choice & 0xff;
        default:
            return false;
    }
}

static uint32_t pwr_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    bool secure = access.secure || !h573_tzen(s->chip);
    uint32_t privilege = *h573_reg(s, PRIVCFGR);

    if (!access.privileged && (privilege & (access.secure ? 1 : 2))) {
        return 0;
    }
    if (at == PRIVCFGR && write) {
        return !access.privileged ? 0 : secure ? UINT32_MAX : 2;
    }
    if (at == SECCFGR) {
        return secure || !write ? UINT32_MAX : 0;
    }
    return secure || !secured(s, at) ? UINT32_MAX : 0;
}

static uint32_t pwr_read(H573Regs* s, unsigned at, uint32_t value) {
    switch (at) {
        case VOSSR:
            return VOSRDY | (*h573_reg(s, VOSCR) >> 4 & 3) << 14;
        case BDSR:
            return (*h573_reg(s, BDCR) & 1) << 16;
        default:
            return value;
    }
}

static uint32_t pwr_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    if (at == BDCR && !h573_backup_writable(s->chip)) {
        h573_guest_error(s, "write of BDCR while DBP is 0");
        return 0;
    }
    return UINT32_MAX;
}

static void pwr_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (at == DBPCR) {
        h573_set_backup_writable(s->chip, value & 1);
    } else if (at == PMCR && (value & 1)) {
        h573_unimplemented(s, "low-power modes");
    }
}

static void pwr_reset(H573Regs* s) {
    h573_set_backup_writable(s->chip, false);
}

static void pwr_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "pwr";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->tzic_bit = H573_TZIC_PWR;
    c->granted = pwr_granted;
    c->unlocked = pwr_unlocked;
    c->read = pwr_read;
    c->write = pwr_write;
    c->reset = pwr_reset;
}

H573_REGS_TYPE(TYPE_H573_PWR, Pwr, pwr_class_init)
