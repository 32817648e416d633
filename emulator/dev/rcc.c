/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RCC: reset and clock control.
 * Facts: fact sheet 9.1, 9.2; register offsets of CMSIS where the sheet names none.
 * Modelled: reset values; oscillators and PLLs ready at once when their source runs (HSE only as
 * the board feeds it: in bypass); SYSCLK moves only to a running source; HCLK drives the
 * core's clocks (rcc_clock.c); enable bits gate the blocks; software reset of modelled blocks; RSR
 * with RMVF; the backup domain's write protection, its reset (VSWRST), RTCSEL once; security and
 * privilege of every bit (rcc_security.c). Left out: flash latency and voltage checks, bus clocks
 * behind HCLK, interrupts of RCC, clock security, MCO; reset values of the low-power enable
 * registers are taken as all ones.
 */
#include "qemu/osdep.h"

#include "emulator/dev/rcc.h"

#include "emulator/dev/rcc_clock.h"
#include "emulator/dev/rcc_security.h"
#include "emulator/dev/regs.h"
#include "emulator/dev/rtc.h"
#include "emulator/dev/tamp.h"

typedef struct {
    H573Regs regs;
} Rcc;

enum {
    CFGR1 = 0x1c,
    PLL1CFGR = 0x28,
    RSTR_FIRST = 0x60,
    RSTR_LAST = 0x80,
    RSTR_TO_ENR = 0x28,
    RSR = 0xf4,
    RSR_RMVF = 1 << 23,
    PRIVCFGR = 0x114,
    HSION = 1 << 0,
    CSION = 1 << 8,
    HSEON = 1 << 16,
    HSE_BYPASS = 1 << 18, /* analog or digital by bit 20: the board's square wave feeds both */
    HSIDIVF = 1 << 5,
    APB1LENR_WWDGEN = 1 << 11,
    BDCR_RTCSEL = 3 << 8,
    BDCR_VSWRST = 1 << 16,
    BDCR_LSION = 1 << 26,
    BDCR_READY = 1 << 27 | 1 << 1,
};

static H573Regs* the_rcc;
static Clock* core_clock;
static Clock* systick_reference;
static NotifierList clock_users = NOTIFIER_LIST_INITIALIZER(clock_users);

static const H573Reg table[] = {
    {RCC_CR, 1, 0x23, 0x151d151d},
    {0x10, 1, 0x00400000, 0x007f0000},
    {0x14, 1, 0, 0},
    {0x18, 1, 0x00200000, 0x003f0000},
    {CFGR1, 1, 0, 0xffffbf47},
    {0x20, 1, 0, 0x00ff777f},
    {PLL1CFGR, 3, 0, 0x00073f3f},
    {0x34, 1, 0x01010280, 0x7f7fffff},
    {0x38, 1, 0, 0xfff8},
    {0x3c, 1, 0x01010280, 0x7f7fffff},
    {0x40, 1, 0, 0xfff8},
    {0x44, 1, 0x01010280, 0x7f7fffff},
    {0x48, 1, 0, 0xfff8},
    {0x50, 1, 0, 0x1ff},
    {0x54, 2, 0, 0},
    {RSTR_FIRST, 2, 0, UINT32_MAX},
    {0x6c, 1, 0, UINT32_MAX},
    {0x74, 4, 0, UINT32_MAX},
    {RCC_AHB1ENR, 1, 0xd0000100, UINT32_MAX},
    {RCC_AHB2ENR, 1, 0xc0000000, UINT32_MAX},
    {RCC_AHB4ENR, 1, 0, UINT32_MAX},
    {RCC_APB1LENR, 4, 0, UINT32_MAX},
    {0xb0, 2, UINT32_MAX, UINT32_MAX},
    {0xbc, 1, UINT32_MAX, UINT32_MAX},
    {0xc4, 4, UINT32_MAX, UINT32_MAX},
    {0xd8, 5, 0, UINT32_MAX},
    {RCC_BDCR, 1, 0, 0x0501833d, .kept = true},
    {RSR, 1, 0x0c000000, 0},
    {RCC_SECCFGR, 1, 0, 0x3bff},
    {PRIVCFGR, 1, 0, 3},
};

/* Does the source of a PLL run? SRC: 1 HSI, 2 CSI, 3 HSE. */
static bool pll_fed(H573Regs* s, unsigned pll) {
    uint32_t cr = *h573_reg(s, RCC_CR);

    switch (*h573_reg(s, PLL1CFGR + 4 * pll) & 3) {
        case 1:
            return cr & HSION;
        case 2:
            return cr & CSION;
        case 3:
            return (cr & HSEON) && (cr & HSE_BYPASS);
        default:
            return false;
    }
}

static uint32_t with_ready_bits(H573Regs* s, uint32_t cr) {
    uint32_t on = cr & (HSION | CSION | 1 << 12);

    if ((cr & HSEON) && (cr & HSE_BYPASS)) {
        on |= HSEON;
    }
    for (unsigned pll = 0; pll < 3; pll++) {
        on |= pll_fed(s, pll) ? cr & 1u << (24 + 2 * pll) : 0;
    }
    return cr | on << 1 | HSIDIVF;
}

static bool source_runs(H573Regs* s, unsigned sw) {
    static const unsigned ready[] = {1, 9, 17, 25};

    return sw < 4 && with_ready_bits(s, *h573_reg(s, RCC_CR)) >> ready[sw] & 1;
}

static uint32_t rcc_read(H573Regs* s, unsigned at, uint32_t value) {
    switch (at) {
        case RCC_CR:
            return with_ready_bits(s, value & 0x151d151d);
        case RCC_BDCR:
            return value | (value & 1) << 1 | (value & 1 << 26) << 1;
        case RSR:
            return h573_reset_flags(s->chip) | (value & RSR_RMVF);
        default:
            return value;
    }
}

/* The source that feeds SYSCLK, or a PLL, cannot be switched off. */
static void keep_sysclk_running(H573Regs* s) {
    static const uint32_t on[] = {HSION, CSION, HSEON, 1 << 24};
    unsigned sw = *h573_reg(s, CFGR1) >> 3 & 7;

    if (sw < 4 && !(*h573_reg(s, RCC_CR) & on[sw])) {
        h573_guest_error(s, "the source of SYSCLK cannot be switched off");
        *h573_reg(s, RCC_CR) |= on[sw];
    }
}

static void switch_sysclk(H573Regs* s, uint32_t value) {
    uint32_t* cfgr1 = h573_reg(s, CFGR1);

    if (source_runs(s, value & 7)) {
        *cfgr1 = (*cfgr1 & ~0x38) | (value & 7) << 3;
    } else {
        h573_guest_error(s, "SYSCLK source %u does not run", value & 7);
    }
}

typedef struct {
    unsigned enable;
    uint32_t bits;
} ResetRequest;

static int reset_if_asked(Object* child, void* opaque) {
    const ResetRequest* r = opaque;

    if (object_dynamic_cast(child, TYPE_H573_REGS)) {
        H573Regs* s = H573_REGS(child);

        if (s->clock_register == r->enable && (r->bits >> s->clock_bit & 1)) {
            device_cold_reset(DEVICE(child));
        }
    }
    return 0;
}

static void reset_peripherals(unsigned rstr, uint32_t bits) {
    ResetRequest r = {rstr + RSTR_TO_ENR, bits};

    if (bits != 0) {
        object_child_foreach_recursive(object_get_root(), reset_if_asked, &r);
    }
}

/*
 * QEMU 10.0's SysTick takes over whichever of its clocks changed last, selected or not: so the one
 * that firmware selects comes last. A SysTick on the reference is wrong until CTRL is written anew.
 */
static void drive(H573Regs* s) {
    if (core_clock != NULL) {
        clock_update_hz(systick_reference, rcc_hclk(s) / 8);
        clock_update_hz(core_clock, rcc_hclk(s));
    }
}

static void tell_users_of_clocks(void) {
    h573_rtc_clock_changed();
    h573_tamp_clock_changed();
    notifier_list_notify(&clock_users, NULL);
}

static void reset_backup_domain(void) {
    h573_rtc_power_on();
    h573_tamp_power_on();
}

static void rcc_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (at == RCC_CR) {
        keep_sysclk_running(s);
    } else if (at == CFGR1) {
        switch_sysclk(s, value);
    } else if (at >= RSTR_FIRST && at <= RSTR_LAST) {
        reset_peripherals(at, *h573_reg(s, at) & ~old);
    } else if (at == RSR && (value & RSR_RMVF)) {
        h573_clear_reset_flags(s->chip);
    } else if (at == RCC_BDCR && (*h573_reg(s, at) & BDCR_VSWRST)) {
        *h573_reg(s, at) &= BDCR_VSWRST;
        reset_backup_domain();
    }
    drive(s);
    tell_users_of_clocks();
}

static uint32_t rcc_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    static const struct {
        uint16_t at;
        uint8_t pll;
    } of_pll[] = {{0x28, 0}, {0x2c, 1}, {0x30, 2}, {0x34, 0}, {0x3c, 1}, {0x44, 2}};

    if (at == RCC_BDCR && !h573_backup_writable(s->chip)) {
        if ((value ^ *h573_reg(s, at)) & ~(uint32_t)(BDCR_LSION | BDCR_READY)) {
            h573_guest_error(s, "write of BDCR while PWR_DBPCR.DBP is 0");
        }
        return BDCR_LSION; /* ST's HAL starts the LSI before it opens the backup domain */
    }
    if (at == RCC_APB1LENR && (*h573_reg(s, at) & APB1LENR_WWDGEN)) {
        return ~(uint32_t)APB1LENR_WWDGEN; /* only a reset clears it */
    }
    if (at == RCC_BDCR && (*h573_reg(s, at) & BDCR_RTCSEL)) {
        return ~(uint32_t)BDCR_RTCSEL; /* once, until VSWRST */
    }
    for (unsigned i = 0; i < ARRAY_SIZE(of_pll); i++) {
        if (of_pll[i].at == at && (*h573_reg(s, RCC_CR) >> (24 + 2 * of_pll[i].pll) & 1)) {
            h573_guest_error(s, "PLL%u changed while it is on", of_pll[i].pll + 1);
            return 0;
        }
    }
    return UINT32_MAX;
}

static uint32_t rcc_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    uint32_t privilege = *h573_reg(s, PRIVCFGR);

    if (!h573_tzen(s->chip)) {
        return access.privileged || !(privilege & 2) ? UINT32_MAX : 0;
    }
    if (!access.privileged && (privilege & (access.secure ? 1 : 2))) {
        return 0;
    }
    if (at == PRIVCFGR && write && !access.privileged) {
        return 0;
    }
    return access.secure ? UINT32_MAX : rcc_non_secure_bits(s, at, write);
}

bool h573_clock_on(unsigned enable, unsigned bit) {
    return the_rcc != NULL && (*h573_reg(the_rcc, enable) >> bit & 1) &&
           !(*h573_reg(the_rcc, enable - RSTR_TO_ENR) >> bit & 1);
}

uint32_t h573_rcc_word(unsigned at) {
    return rcc_read(the_rcc, at, *h573_reg(the_rcc, at));
}

bool h573_backup_domain_held(void) {
    return *h573_reg(the_rcc, RCC_BDCR) & BDCR_VSWRST;
}

uint32_t h573_rtc_hz(void) {
    return rcc_rtc_hz(the_rcc, h573_rcc_word(RCC_CR) >> 17 & 1);
}

uint32_t h573_pclk_hz(unsigned apb) {
    return rcc_pclk(the_rcc, apb);
}

uint32_t h573_timer_hz(unsigned apb) {
    return rcc_timer_clock(the_rcc, apb);
}

void h573_rcc_add_clock_notifier(Notifier* notifier) {
    notifier_list_add(&clock_users, notifier);
}

void h573_rcc_drive(Clock* hclk, Clock* reference) {
    core_clock = hclk;
    systick_reference = reference;
    drive(the_rcc);
}

static void rcc_reset(H573Regs* s) {
    drive(s);
    tell_users_of_clocks();
}

static void rcc_realize(H573Regs* s) {
    the_rcc = s;
}

static void rcc_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "rcc";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->tzic_bit = H573_TZIC_RCC;
    c->granted = rcc_granted;
    c->unlocked = rcc_unlocked;
    c->read = rcc_read;
    c->write = rcc_write;
    c->realize = rcc_realize;
    c->reset = rcc_reset;
}

H573_REGS_TYPE(TYPE_H573_RCC, Rcc, rcc_class_init)
