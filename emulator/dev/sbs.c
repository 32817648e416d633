/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SBS: hide-protection level, debug opening, core locks, epoch choice.
 * Facts: fact sheet 3.2, 4.1, 6.1, 8.4.
 * Modelled: HDPL raised by one for each write other than 0xB4, never past 3, by secure privileged
 * code only; NEXTHDPL; DBGCR with its lock; RSSCMDR kept over system reset; EPOCHSELCR; ECCNMIR;
 * locks of VTOR, AIRCR, MPU and SAU (core_locks.c enforces them); SECCFGR; registers of PMCR to
 * CFGR2; what DBGCR and the product state open to a debugger (property debug-access, for whoever
 * attaches one). Left out: the effects of PMCR, FPUIMR, CFGR2, and the compensation cell, which
 * reports ready at once. Choices where the sheet is open: unprivileged code reaches HDPLSR only
 * (U-23, U-29); DBGCR opens debug at the level it names and at no other (U-29).
 */
#include "qemu/osdep.h"

#include "emulator/dev/sbs.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
} Sbs;

enum {
    HDPLCR = 0x10,
    HDPLSR = 0x14,
    NEXTHDPLCR = 0x18,
    DBGCR = 0x20,
    DBGLOCKR = 0x24,
    RSSCMDR = 0x34,
    EPOCHSELCR = 0xa0,
    SECCFGR = 0xc0,
    SECCFGR_SBSSEC = 1 << 0,
    SECCFGR_CLASSBSEC = 1 << 1,
    SECCFGR_FPUSEC = 1 << 3,
    PMCR = 0x100,
    FPUIMR = 0x104,
    MESR = 0x108,
    CCCSR = 0x110,
    CFGR2 = 0x120,
    CNSLCKR = 0x144,
    CSLCKR = 0x148,
    ECCNMIR = 0x14c,
    UNCHANGED = 0xb4,
    UNLOCKED = 0xb4, /* in each field of DBGCR */
    DEBUG_WRITABLE = 0xb4,
    DEBUG_LOCKED = 0x6a,
};

static H573Regs* the_sbs;

static const uint8_t levels[] = {0xb4, 0x51, 0x8a, 0x6f};

static const H573Reg table[] = {
    {HDPLCR, 1, UNCHANGED, 0},
    {HDPLSR, 1, 0, 0},
    {NEXTHDPLCR, 1, 0, 3},
    {DBGCR, 1, 0, UINT32_MAX},
    {DBGLOCKR, 1, DEBUG_WRITABLE, 0xff},
    {RSSCMDR, 1, 0, 0xffff, .kept = true},
    {EPOCHSELCR, 1, 0, 3},
    {SECCFGR, 1, 0, 0x8000000b},
    {PMCR, 1, 0, 0x00ef0300},
    {FPUIMR, 1, 0x1f, 0x3f},
    {MESR, 1, 0, 0x00010000},
    {CCCSR, 3, 0, UINT32_MAX},
    {CFGR2, 1, 0, 0xf},
    {CNSLCKR, 1, 0, 3},
    {CSLCKR, 1, 0, 7},
    {ECCNMIR, 1, 0, 1},
};

static bool secure_by_choice(H573Regs* s, unsigned at) {
    uint32_t choice = *h573_reg(s, SECCFGR);

    switch (at) {
        case FPUIMR:
            return choice & SECCFGR_FPUSEC;
        case CFGR2:
            return choice & SECCFGR_CLASSBSEC;
        case CNSLCKR:
            return false;
        default:
            return choice & SECCFGR_SBSSEC;
    }
}

static uint32_t sbs_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    bool secure = access.secure || !h573_tzen(s->chip);

    if (at == HDPLSR) {
        return UINT32_MAX;
    }
    if (!access.privileged) {
        return 0;
    }
    if (at >= PMCR && at <= CNSLCKR) {
        return secure || !secure_by_choice(s, at) ? UINT32_MAX : 0;
    }
    return secure ? UINT32_MAX : 0;
}

static uint32_t sbs_read(H573Regs* s, unsigned at, uint32_t value) {
    switch (at) {
        case HDPLSR:
            return levels[h573_hdpl(s->chip)];
        case DBGLOCKR:
            return value == DEBUG_WRITABLE ? DEBUG_WRITABLE : DEBUG_LOCKED;
        case CCCSR:
            return value | (value & 0x5) << 8;
        default:
            return value;
    }
}

/* Bits that only ever go up until reset. */
static bool locks_itself(unsigned at) {
    return at == CFGR2 || at == CNSLCKR || at == CSLCKR;
}

static uint32_t sbs_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    bool debug_open = *h573_reg(s, DBGLOCKR) == DEBUG_WRITABLE;

    if (locks_itself(at)) {
        return value;
    }
    if ((at == DBGCR || at == DBGLOCKR) && !debug_open) {
        h573_guest_error(s, "the debug configuration is locked until reset");
        return 0;
    }
    return UINT32_MAX;
}

static void sbs_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    switch (at) {
        case HDPLCR:
            if ((value & 0xff) != UNCHANGED) {
                h573_raise_hdpl(s->chip);
            }
            break;
        case NEXTHDPLCR:
            h573_set_next_hdpl(s->chip, value & 3);
            break;
        case ECCNMIR:
            h573_set_ecc_nmi_masked(s->chip, value & 1);
            break;
        default:
            break;
    }
}

static void sbs_reset(H573Regs* s) {
    h573_set_next_hdpl(s->chip, 0);
    h573_set_ecc_nmi_masked(s->chip, false);
}

/* Before authentication. */
static H573DebugAccess debug_of_state(uint8_t state) {
    switch (state) {
        case BOARD_OPEN:
            return H573_DEBUG_ALL;
        case BOARD_PROVISIONING:
        case BOARD_IROT_PROVISIONED:
        case BOARD_TZ_CLOSED:
            return H573_DEBUG_NON_SECURE;
        default:
            return H573_DEBUG_NONE;
    }
}

/* After it: the fields AP_UNLOCK, DBG_UNLOCK, DBG_AUTH_HDPL, DBG_AUTH_SEC. */
static H573DebugAccess debug_of_dbgcr(H573Regs* s) {
    uint32_t dbgcr = *h573_reg(s, DBGCR);
    unsigned level = h573_hdpl(s->chip);

    if ((dbgcr & 0xff) != UNLOCKED || (dbgcr >> 8 & 0xff) != UNLOCKED || level == 0 ||
        (dbgcr >> 16 & 0xff) != levels[level]) {
        return H573_DEBUG_NONE;
    }
    return dbgcr >> 24 == UNLOCKED ? H573_DEBUG_ALL : H573_DEBUG_NON_SECURE;
}

static bool authentication_possible(uint8_t state) {
    return state == BOARD_IROT_PROVISIONED || state == BOARD_TZ_CLOSED || state == BOARD_CLOSED;
}

H573DebugAccess h573_debug_access(void) {
    uint8_t state = h573_product_state(the_sbs->chip);
    H573DebugAccess access = debug_of_state(state);

    if (authentication_possible(state)) {
        access = MAX(access, debug_of_dbgcr(the_sbs));
    }
    return access;
}

static char* get_debug_access(Object* object, Error** errp) {
    static const char* const names[] = {"none", "non-secure", "all"};

    return g_strdup(names[h573_debug_access()]);
}

uint32_t h573_sbs_secure_locks(void) {
    return *h573_reg(the_sbs, CSLCKR);
}
uint32_t h573_sbs_non_secure_locks(void) {
    return *h573_reg(the_sbs, CNSLCKR);
}
uint32_t h573_sbs_epoch_choice(void) {
    return *h573_reg(the_sbs, EPOCHSELCR);
}

static void sbs_realize(H573Regs* s) {
    the_sbs = s;
}

static void sbs_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    object_class_property_add_str(class, "debug-access", get_debug_access, NULL);
    object_class_property_set_description(class, "debug-access",
                                          "what a debugger may do now: none, non-secure, all");
    c->name = "sbs";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->clock_register = RCC_APB3ENR;
    c->clock_bit = 1;
    c->tzic_bit = H573_TZIC_SBS;
    c->granted = sbs_granted;
    c->unlocked = sbs_unlocked;
    c->read = sbs_read;
    c->write = sbs_write;
    c->reset = sbs_reset;
    c->realize = sbs_realize;
}

H573_REGS_TYPE(TYPE_H573_SBS, Sbs, sbs_class_init)
