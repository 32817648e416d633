/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TAMP: tampers, device secrets, backup registers, monotonic counter.
 * Facts: fact sheet 9.6; ST's SVD (field texts of CR2, SR, SECCFGR, BKPxR, ATOR); RM0481's list of
 * what a potential tamper blocks, as quoted on community.st.com.
 * Modelled: enable, no-erase and mask bits, flags, interrupt, MISR and SMISR; inputs, filter and
 * active tampers (tamp_inputs.c); secret erase by a tamper or BKERASE; access blocked while a flag
 * or BKBLOCK stands; BKP0R..BKP31R with their zones, privilege and BHKLOCK; COUNT1R with its
 * tamper; DBP's and VSWRST's protection; all of it survives system reset, nothing the end of the
 * emulator: the board has no battery.
 * Raised by other blocks: internal tampers 5 (RTC), 8 (COUNT1R), 9 (RNG), 11 (IWDG); the rest
 * by the properties only.
 * Decided [U-37]: erased are backup registers, SRAM2, PKA's RAM, AES, SAES, HASH, DHUK until the
 * next system reset, BKPSRAM where ERCFGR says so. A potential tamper (no-erase bit) or BKBLOCK
 * blocks the same; AES, SAES, HASH and PKA are then held in reset and lose what they had. An
 * erasing tamper's flag holds the backup registers at zero, but not SRAM2: ST's boot code runs from
 * it. BKERASE leaves BHKLOCK set. ICACHE has no contents here.
 * Left out: the pins' remapping (OR), detection while the power is off.
 */
#include "qemu/osdep.h"

#include "emulator/dev/tamp.h"

#include "emulator/dev/blocks.h"
#include "emulator/dev/rcc.h"
#include "emulator/dev/rtc.h"
#include "emulator/dev/tamp_inputs.h"

enum {
    SOURCES = 0x5dff00ff, /* of CR1, IER, SR, MISR, SMISR, SCR */
    INTERNAL_SHIFT = 16,
    MASKABLE = 0x7,
    MASK_SHIFT = 16,
    BKBLOCK = 1 << 22,
    BKERASE = 1 << 23,
    CR3 = 0x08,
    SECCFGR = 0x20,
    CNT1SEC = 1 << 15,
    BHKLOCK = 1 << 30,
    TAMPSEC = 1u << 31,
    PRIVCFGR = 0x24,
    CNT1PRIV = 1 << 15,
    BKPRWPRIV = 1 << 29,
    BKPWPRIV = 1 << 30,
    TAMPPRIV = 1u << 31,
    IER = 0x2c,
    MISR = 0x34,
    SMISR = 0x38,
    SCR = 0x3c,
    ERCFGR = 0x54,
    BKP0R = 0x100,
    BACKUP_REGISTERS = 32,
    BOOT_KEY_REGISTERS = 8,
    SRAM2 = 1,
    BKPSRAM = 3,
};

static Tamp* the_tamp;

static const H573Reg table[] = {
    {TAMP_CR1, 1, 0, SOURCES, .kept = true},
    {TAMP_CR2, 1, 0, 0xff4700ff, .kept = true},
    {CR3, 1, 0, SOURCES >> INTERNAL_SHIFT, .kept = true},
    {TAMP_FLTCR, 1, 0, 0xff, .kept = true},
    {TAMP_ATCR1, 1, 0x00070000, 0xc707ffff, .kept = true},
    {TAMP_ATSEEDR, 1, 0, 0},
    {TAMP_ATOR, 1, 0, 0, .kept = true},
    {TAMP_ATCR2, 1, 0, 0xffffff00, .kept = true},
    {SECCFGR, 1, 0, 0xc0ff80ff, .kept = true},
    {PRIVCFGR, 1, 0, 0xe0008000, .kept = true},
    {IER, 1, 0, SOURCES, .kept = true},
    {TAMP_SR, 1, 0, 0, .kept = true},
    {MISR, 3, 0, 0},
    {TAMP_COUNT1R, 1, 0, 0, .kept = true},
    {0x50, 1, 0, 0x70e, .kept = true},
    {ERCFGR, 1, 0, 1, .kept = true},
    {BKP0R, BACKUP_REGISTERS, 0, UINT32_MAX, .kept = true},
};

/* --- device secrets --------------------------------------------------------------------- */

/* Sources whose event erases nothing. */
static uint32_t potential(H573Regs* s) {
    return (*h573_reg(s, TAMP_CR2) & 0xff) | *h573_reg(s, CR3) << INTERNAL_SHIFT;
}

static bool secrets_blocked(H573Regs* s) {
    return *h573_reg(s, TAMP_SR) & potential(s) || *h573_reg(s, TAMP_CR2) & BKBLOCK;
}

static bool backup_blocked(H573Regs* s) {
    return *h573_reg(s, TAMP_SR) != 0 || *h573_reg(s, TAMP_CR2) & BKBLOCK;
}

static int reset_if_secret(Object* child, void* opaque) {
    if (object_dynamic_cast(child, TYPE_H573_REGS) && H573_REGS_GET_CLASS(child)->secret) {
        device_cold_reset(DEVICE(child));
    }
    return 0;
}

static void reset_engines(void) {
    object_child_foreach_recursive(object_get_root(), reset_if_secret, NULL);
}

static void erase_secrets(H573Regs* s) {
    memset(h573_reg(s, BKP0R), 0, 4 * BACKUP_REGISTERS);
    h573_erase_sram(s->chip, SRAM2);
    if (*h573_reg(s, ERCFGR) & 1) {
        h573_erase_sram(s->chip, BKPSRAM);
    }
    h573_forfeit_dhuk(s->chip);
    reset_engines();
}

void h573_tamp_boot_key(uint32_t key[8]) {
    memcpy(key, h573_reg(&the_tamp->regs, BKP0R), 4 * BOOT_KEY_REGISTERS);
}

/* --- events ------------------------------------------------------------------------------ */

static void update(Tamp* t) {
    H573Regs* s = &t->regs;

    if (secrets_blocked(s) && !h573_secrets_blocked(s->chip)) {
        reset_engines();
    }
    h573_set_secrets_blocked(s->chip, secrets_blocked(s), *h573_reg(s, ERCFGR) & 1);
    qemu_set_irq(s->irq[0], (*h573_reg(s, TAMP_SR) & *h573_reg(s, IER)) != 0);
}

void tamp_raise(Tamp* t, uint32_t flags) {
    H573Regs* s = &t->regs;
    uint32_t masked = *h573_reg(s, TAMP_CR2) >> MASK_SHIFT & MASKABLE;
    uint32_t fresh = flags & *h573_reg(s, TAMP_CR1) & ~masked & ~*h573_reg(s, TAMP_SR);

    if (fresh == 0) {
        return;
    }
    *h573_reg(s, TAMP_SR) |= fresh;
    if (fresh & ~potential(s)) {
        *h573_reg(s, SECCFGR) &= ~BHKLOCK;
        erase_secrets(s);
    }
    h573_rtc_tamper();
    update(t);
}

void h573_tamp_internal(unsigned number) {
    tamp_raise(the_tamp, 1u << (INTERNAL_SHIFT + number - 1));
}

void h573_tamp_watchdog_bites(void) {
    if (*h573_reg(&the_tamp->regs, TAMP_SR) != 0) {
        h573_tamp_internal(TAMP_WATCHDOG);
    }
}

void h573_tamp_clock_changed(void) {
    if (the_tamp != NULL) {
        tamp_inputs_update(the_tamp);
    }
}

/* --- registers ----------------------------------------------------------------------------- */

static bool backup_granted(H573Regs* s, H573Access access, unsigned n, bool write) {
    uint32_t security = *h573_reg(s, SECCFGR);
    uint32_t privilege = *h573_reg(s, PRIVCFGR);
    unsigned zone1 = security & 0xff;
    unsigned zone2 = security >> 16 & 0xff;

    if ((n < BOOT_KEY_REGISTERS && security & BHKLOCK) || backup_blocked(s)) {
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
    bool counter = at == TAMP_COUNT1R;

    access.secure |= !h573_tzen(s->chip);
    if (at >= BKP0R) {
        return backup_granted(s, access, (at - BKP0R) / 4, write) ? UINT32_MAX : 0;
    }
    if (!access.privileged && (privilege & (counter ? CNT1PRIV : TAMPPRIV))) {
        return 0;
    }
    if (write && (at == SECCFGR || at == PRIVCFGR)) {
        return access.privileged && (access.secure || (at == PRIVCFGR && !(security & TAMPSEC)))
                   ? UINT32_MAX
                   : 0;
    }
    if (at == SMISR && !access.secure) {
        return 0;
    }
    if (at == TAMP_ATOR && !access.secure) {
        return security & TAMPSEC ? 0 : TAMP_ATOR_SEEDF | TAMP_ATOR_INITS;
    }
    return access.secure || !(security & (counter ? CNT1SEC : TAMPSEC)) ? UINT32_MAX : 0;
}

/* ATCKSEL stands while an active tamper is enabled. */
static uint32_t settable(H573Regs* s, unsigned at) {
    bool active = *h573_reg(s, TAMP_CR1) & *h573_reg(s, TAMP_ATCR1) & 0xff;

    return at == TAMP_ATCR1 && active ? ~(uint32_t)0x00070000 : UINT32_MAX;
}

static uint32_t tamp_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    if (!h573_backup_writable(s->chip)) {
        h573_guest_error(s, "write of 0x%x while PWR_DBPCR.DBP is 0", at);
        return 0;
    }
    if (h573_backup_domain_held()) {
        h573_guest_error(s, "write of 0x%x while VSWRST is 1", at);
        return 0;
    }
    return settable(s, at);
}

/* The two low bits of ATOSEL1 to ATOSEL4 are in both registers. */
static void mirror_outputs(H573Regs* s, bool from_first) {
    uint32_t* first = h573_reg(s, TAMP_ATCR1);
    uint32_t* second = h573_reg(s, TAMP_ATCR2);

    for (unsigned i = 0; i < 4; i++) {
        unsigned here = 8 + 2 * i;
        unsigned there = 8 + 3 * i;

        if (from_first) {
            *second = (*second & ~(3u << there)) | (*first >> here & 3) << there;
        } else {
            *first = (*first & ~(3u << here)) | (*second >> there & 3) << here;
        }
    }
}

static void count(H573Regs* s) {
    uint32_t* counter = h573_reg(s, TAMP_COUNT1R);

    if (*counter != UINT32_MAX && ++*counter == UINT32_MAX) {
        h573_tamp_internal(TAMP_COUNTER_OVERFLOW);
    }
}

static uint32_t tamp_read(H573Regs* s, unsigned at, uint32_t value) {
    uint32_t pending = *h573_reg(s, TAMP_SR) & *h573_reg(s, IER);
    bool secure = *h573_reg(s, SECCFGR) & TAMPSEC;

    switch (at) {
        case TAMP_ATOR:
            return tamp_generator((Tamp*)s);
        case MISR:
            return secure ? 0 : pending;
        case SMISR:
            return secure ? pending : 0;
        default:
            return value;
    }
}

static void tamp_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (!h573_backup_writable(s->chip) || h573_backup_domain_held()) {
        return;
    }
    if (at == TAMP_CR2 && (value & BKERASE)) {
        erase_secrets(s);
    } else if (at == TAMP_ATSEEDR) {
        tamp_seed((Tamp*)s, value);
    } else if (at == TAMP_ATCR1 || at == TAMP_ATCR2) {
        mirror_outputs(s, at == TAMP_ATCR1);
    } else if (at == SECCFGR) {
        *h573_reg(s, SECCFGR) |= old & BHKLOCK; /* only up, until a tamper */
    } else if (at == SCR) {
        *h573_reg(s, TAMP_SR) &= ~value;
    } else if (at == TAMP_COUNT1R) {
        count(s);
    }
    tamp_inputs_update((Tamp*)s);
    update((Tamp*)s);
}

static void tamp_reset(H573Regs* s) {
    *h573_reg(s, TAMP_ATOR) &= ~TAMP_ATOR_SEEDF;
    tamp_inputs_update((Tamp*)s);
    update((Tamp*)s);
}

void h573_tamp_power_on(void) {
    h573_regs_power_on(&the_tamp->regs);
}

static void tamp_init(H573Regs* s) {
    tamp_inputs_init((Tamp*)s);
}

static void tamp_realize(H573Regs* s) {
    the_tamp = (Tamp*)s;
}

static void tamp_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "tamp";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 1;
    c->clock_register = RCC_APB3ENR;
    c->clock_bit = 21;
    c->tzic_bit = H573_TZIC_TAMP;
    c->granted = tamp_granted;
    c->unlocked = tamp_unlocked;
    c->read = tamp_read;
    c->write = tamp_write;
    c->init = tamp_init;
    c->reset = tamp_reset;
    c->realize = tamp_realize;
    tamp_inputs_properties(class);
}

H573_REGS_TYPE(TYPE_H573_TAMP, Tamp, tamp_class_init)
