/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PWR: voltage scaling, Stop mode, the backup domain's write protection.
 * Facts: fact sheet 9.3; writable bits and WUPx fields of the SVD.
 * Modelled: VOS, reached at once; DBP; BREN with BRRDY; STOPF of a WFI that slept in Stop
 * (soc/sleep.c finds it) and CSSF; SECCFGR per field and per wake-up pin, PRIVCFGR.
 * Decided: PMSR follows LPMSEC, UCPDR the TZSC bit of UCPD, VMSR SCMSEC.
 * Left out: Standby and wake-up pins (WUSR reads 0), voltage monitors (nothing is ever too low),
 * what the supply would do at the wrong VOS.
 */
#include "qemu/osdep.h"

#include "emulator/dev/pwr.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
} Pwr;

enum {
    PMCR = 0x00,
    LPMS = 1 << 0,
    CSSF = 1 << 7,
    PMSR = 0x04,
    STOPF = 1 << 5,
    VOSCR = 0x10,
    VOSSR = 0x14,
    VOSRDY = 1 << 3 | 1 << 13,
    BDCR = 0x20,
    DBPCR = 0x24,
    BDSR = 0x28,
    UCPDR = 0x2c,
    SCCR = 0x30,
    VMCR = 0x34,
    USBSCR = 0x38,
    VMSR = 0x3c,
    WUSCR = 0x40,
    WUSR = 0x44,
    WUCR = 0x48,
    IORETR = 0x50,
    SECCFGR = 0x100,
    RETSEC = 1 << 11,
    LPMSEC = 1 << 12,
    SCMSEC = 1 << 13,
    VBSEC = 1 << 14,
    VUSBSEC = 1 << 15,
    PRIVCFGR = 0x104,
};

static H573Regs* the_pwr;

static const H573Reg table[] = {
    {PMCR, 1, 0x0c, 0x0781320d},
    {PMSR, 1, 0, 0},
    {VOSCR, 1, 0, 0x30},
    {VOSSR, 1, 0, 0},
    {BDCR, 1, 0, 0x303, .kept = true},
    {DBPCR, 1, 0, 1},
    {BDSR, 1, 0, 0},
    {UCPDR, 1, 0, 3},
    {SCCR, 1, 0x100, 0x101},
    {VMCR, 1, 0, 0x70f},
    {USBSCR, 1, 0, 0x03000000},
    {VMSR, 1, 0, 0},
    {WUSCR, 2, 0, 0},
    {WUCR, 1, 0, UINT32_MAX},
    {IORETR, 1, 0, 0x00010001},
    {SECCFGR, 1, 0, 0xf8ff},
    {PRIVCFGR, 1, 0, 3},
};

/* The bits of WUSCR, WUSR and WUCR that belong to the given wake-up pins. */
static uint32_t bits_of_pins(unsigned at, uint32_t pins) {
    uint32_t bits = pins;

    if (at == WUCR) {
        bits |= pins << 8;
        for (unsigned pin = 0; pin < 8; pin++) {
            bits |= (pins >> pin & 1 ? 3u : 0) << (16 + 2 * pin);
        }
    }
    return bits;
}

/* Bits of a register the non-secure side is kept from, by SECCFGR. */
static uint32_t secured(H573Regs* s, unsigned at) {
    uint32_t choice = *h573_reg(s, SECCFGR);
    bool whole = false;

    switch (at) {
        case PMCR:
        case PMSR:
            whole = choice & LPMSEC;
            break;
        case VOSCR:
            whole = h573_rcc_word(RCC_SECCFGR) & RCC_SECCFGR_SYSCLKSEC;
            break;
        case BDCR:
        case DBPCR:
            whole = choice & VBSEC;
            break;
        case UCPDR:
            whole = h573_peripheral_secure(s->chip, 2, 2);
            break;
        case SCCR:
        case VMCR:
        case VMSR:
            whole = choice & SCMSEC;
            break;
        case USBSCR:
            whole = choice & VUSBSEC;
            break;
        case IORETR:
            whole = choice & RETSEC;
            break;
        case WUSCR:
        case WUSR:
        case WUCR:
            return bits_of_pins(at, choice & 0xff);
        default:
            break;
    }
    return whole ? UINT32_MAX : 0;
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
    return secure ? UINT32_MAX : ~secured(s, at);
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
    } else if (at == PMCR && (value & CSSF)) {
        *h573_reg(s, PMSR) = 0;
    } else if (at == WUCR && (value & 0xff)) {
        h573_unimplemented(s, "wake-up pins");
    }
}

bool h573_pwr_wake_from_stop(void) {
    if (*h573_reg(the_pwr, PMCR) & LPMS) {
        h573_unimplemented(the_pwr, "Standby: the core only slept");
        return false;
    }
    *h573_reg(the_pwr, PMSR) |= STOPF;
    return true;
}

static void pwr_realize(H573Regs* s) {
    the_pwr = s;
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
    c->realize = pwr_realize;
}

H573_REGS_TYPE(TYPE_H573_PWR, Pwr, pwr_class_init)
