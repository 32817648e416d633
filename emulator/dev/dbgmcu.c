/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DBGMCU: identification, debug configuration, the debug-authentication mailbox.
 * Facts: fact sheet 6.2; writable bits and CoreSight identification of the SVD. The CPU's view is
 * at 0x4402_4000 and has no secure alias; access port 0 sees the same registers (dev/mailbox).
 * Modelled: IDCODE (STM32H57x, revision X), CR, freeze registers, SR with the access ports that are
 * open now, PIDR and CIDR, the two mailbox words with their flags. The block is in the debug
 * domain: a system reset leaves it as it is, so that a host may put its first word while the reset
 * pin is held.
 * Decided: a flag of DBG_AUTH_ACK rises when one side writes its word and falls when the other
 * reads it, the register itself is read-only [U-30: which bit is which is a machine property];
 * each side reads the other's word and cannot write it; unprivileged code writes nothing;
 * AP1 is enabled while debug of anything is allowed (sbs.c).
 * Left out: what CR and the freeze bits do (a halted core stops every clock of the emulator),
 * DCRT's effect (SBS_DBGCR falls at every system reset, the stricter of the two).
 */
#include "qemu/osdep.h"

#include "emulator/dev/dbgmcu.h"

#include "emulator/dev/regs.h"
#include "emulator/dev/sbs.h"

typedef struct {
    H573Regs regs;
    bool for_device; /* the host's word waits in DBG_AUTH_HOST */
    bool for_host;   /* the device's word waits in DBG_AUTH_DEVICE */
    bool as_svd;
} Dbgmcu;

enum {
    SR = 0x0fc,
    SR_PORTS_PRESENT = 0x3,
    SR_PORT0_OPEN = 1 << 16,
    SR_PORT1_OPEN = 1 << 17,
    AUTH_HOST = 0x100,
    AUTH_DEVICE = 0x104,
    AUTH_ACK = 0x108,
};

static Dbgmcu* the_dbgmcu;

static const H573Reg table[] = {
    {0x000, 1, 0x10070484, 0},
    {0x004, 1, 0, 0x000100f6, .kept = true},
    {0x008, 1, 0, 0x00e019ff, .kept = true},
    {0x00c, 1, 0, 0x00000020, .kept = true},
    {0x010, 1, 0, 0x00072800, .kept = true},
    {0x014, 1, 0, 0x403e0c00, .kept = true},
    {0x020, 1, 0, UINT32_MAX, .kept = true},
    {SR, 1, 0, 0},
    {AUTH_HOST, 1, 0, 0, .kept = true},
    {AUTH_DEVICE, 1, 0, 0, .kept = true},
    {AUTH_ACK, 1, 0, 0},
    {0xfd0, 4, 0, 0},
    {0xfe0, 2, 0, 0},
    {0xfe8, 1, 0x0a, 0},
    {0xfec, 1, 0, 0},
    {0xff0, 1, 0x0d, 0},
    {0xff4, 1, 0xf0, 0},
    {0xff8, 1, 0x05, 0},
    {0xffc, 1, 0xb1, 0},
};

static uint32_t acknowledge(const Dbgmcu* d) {
    bool bit0 = d->as_svd ? d->for_host : d->for_device;
    bool bit1 = d->as_svd ? d->for_device : d->for_host;

    return bit0 | bit1 << 1;
}

/* What both sides read the same. */
static uint32_t shared_read(Dbgmcu* d, unsigned at, uint32_t value) {
    switch (at) {
        case SR:
            return SR_PORTS_PRESENT | SR_PORT0_OPEN |
                   (h573_debug_access() != H573_DEBUG_NONE ? SR_PORT1_OPEN : 0);
        case AUTH_ACK:
            return acknowledge(d);
        default:
            return value;
    }
}

static uint32_t dbgmcu_read(H573Regs* s, unsigned at, uint32_t value) {
    Dbgmcu* d = (Dbgmcu*)s;

    if (at == AUTH_HOST) {
        d->for_device = false;
    }
    return shared_read(d, at, value);
}

static void dbgmcu_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    Dbgmcu* d = (Dbgmcu*)s;

    if (at == AUTH_DEVICE) {
        if (d->for_host) {
            h573_guest_error(s, "DBG_AUTH_DEVICE written before the host took the last word");
        }
        *h573_reg(s, at) = value;
        d->for_host = true;
    } else if (at == AUTH_HOST || at == AUTH_ACK) {
        h573_guest_error(s, "register 0x%x is not the device's to write", at);
    }
}

static uint32_t dbgmcu_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    return access.privileged || !write ? UINT32_MAX : 0;
}

uint32_t h573_dbgmcu_port_read(unsigned at) {
    Dbgmcu* d = the_dbgmcu;

    if (at == AUTH_DEVICE) {
        d->for_host = false;
    }
    return shared_read(d, at, *h573_reg(&d->regs, at));
}

void h573_dbgmcu_port_write(unsigned at, uint32_t value) {
    H573Regs* s = &the_dbgmcu->regs;

    if (at == AUTH_HOST) {
        *h573_reg(s, at) = value;
        the_dbgmcu->for_device = true;
        return;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
        if (table[i].at == at) {
            *h573_reg(s, at) =
                (*h573_reg(s, at) & ~table[i].writable) | (value & table[i].writable);
        }
    }
}

void h573_dbgmcu_ack_as_svd(bool yes) {
    the_dbgmcu->as_svd = yes;
}

static void dbgmcu_realize(H573Regs* s) {
    the_dbgmcu = (Dbgmcu*)s;
}

static void dbgmcu_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "dbgmcu";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = H573_DBGMCU_SIZE;
    c->granted = dbgmcu_granted;
    c->read = dbgmcu_read;
    c->write = dbgmcu_write;
    c->realize = dbgmcu_realize;
}

H573_REGS_TYPE(TYPE_H573_DBGMCU, Dbgmcu, dbgmcu_class_init)
