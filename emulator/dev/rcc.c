/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RCC: reset and clock control.
 * Facts: fact sheet 9.1, 9.2; register offsets of CMSIS where the sheet names none.
 * Modelled: reset values; oscillators and PLLs ready at once when their source runs (HSE only as
 * the board feeds it: in bypass); SYSCLK moves only to a running source; HCLK drives the
 * core's clocks (rcc_clock.c); enable bits gate the blocks; software reset of modelled blocks; RSR
 * with RMVF; the backup domain's write protection, its reset (VSWRST), RTCSEL once; security and
 * privilege of every bit (rcc_security.c); CIFR with IRQ 9 and 10: a clock that becomes ready while
 * its CIER bit is set; the clocks a wake from Stop leaves. Masks and reset values of the SVD. Left
 * out: flash latency and voltage checks, bus clocks behind HCLK, clock security, MCO.
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
    CFGR1_STOPWUCK = 1 << 6,
    PLL1CFGR = 0x28,
    PLLCFGR_FRACEN = 1 << 4,
    PLLCFGR_PEN_QEN_REN = 7 << 16,
    RCC_PLL1DIVR = 0x34,
    CIER = 0x50,
    CIFR = 0x54,
    CICR = 0x58,
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
    {CFGR1, 1, 0, 0xfffcbfc7},
    {0x20, 1, 0, 0x007b777f},
    {PLL1CFGR, 3, 0, 0x00073f3f},
    {0x34, 1, 0x01010280, 0x7f7fffff},
    {0x38, 1, 0, 0xfff8},
    {0x3c, 1, 0x01010280, 0x7f7fffff},
    {0x40, 1, 0, 0xfff8},
    {0x44, 1, 0x01010280, 0x7f7fffff},
    {0x48, 1, 0, 0xfff8},
    {CIER, 1, 0, 0x1ff},
    {CIFR, 2, 0, 0},
    {RSTR_FIRST, 1, 0, 0x010ad003},
    {0x64, 1, 0, 0x001f1dff},
    {0x6c, 1, 0, 0x00111880},
    {0x74, 1, 0, 0xdffec1ff},
    {0x78, 1, 0, 0x0080022b},
    {0x7c, 1, 0, 0x017f7800},
    {0x80, 1, 0, 0x0010f9e2},
    {RCC_AHB1ENR, 1, 0xd0000100, 0xd13ad103},
    {RCC_AHB2ENR, 1, 0xc0000000, 0xc01f1dff},
    {RCC_AHB4ENR, 1, 0, 0x00111880},
    {RCC_APB1LENR, 1, 0, 0xdffec9ff},
    {RCC_APB1HENR, 1, 0, 0x0080022b},
    {RCC_APB2ENR, 1, 0, 0x017f7800},
    {RCC_APB3ENR, 1, 0, 0x0030f9e2},
    {0xb0, 1, 0xf13ad103, 0xf13ad103},
    {0xb4, 1, 0xc01f1dff, 0xc01f1dff},
    {0xbc, 1, 0x00111880, 0x00111880},
    {0xc4, 1, 0xdffec9ff, 0xdffec9ff},
    {0xc8, 1, 0x4080022b, 0x0080022b},
    {0xcc, 1, 0x017f7800, 0x017f7800},
    {0xd0, 1, 0x0030f9e2, 0x0030f9e2},
    {0xd8, 1, 0, 0xbfffffff},
    {0xdc, 1, 0, 0x77777777},
    {0xe0, 1, 0, 0x0703ffff},
    {0xe4, 1, 0, 0x03ff00ff},
    {RCC_CCIPR5, 1, 0, 0xc03f03ff},
    {RCC_BDCR, 1, 0, 0x070183bd, .kept = true},
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

/* Clocks that are ready, at their bit of CIER and CIFR. */
static uint32_t ready_clocks(H573Regs* s, uint32_t cr, uint32_t bdcr) {
    static const uint8_t in_cr[] = {9, 1, 17, 13, 25, 27, 29}; /* CSI, HSI, HSE, HSI48, PLL1-3 */
    uint32_t ready = 0;

    cr = with_ready_bits(s, cr);
    for (unsigned i = 0; i < ARRAY_SIZE(in_cr); i++) {
        ready |= (cr >> in_cr[i] & 1) << (i + 2);
    }
    return ready | (bdcr & 1) << 1 | (bdcr >> 26 & 1);
}

static void update_irqs(H573Regs* s) {
    uint32_t secure = h573_tzen(s->chip) ? ~rcc_non_secure_bits(s, CIER, false) : 0;

    qemu_set_irq(s->irq[0], (*h573_reg(s, CIFR) & ~secure) != 0);
    qemu_set_irq(s->irq[1], (*h573_reg(s, CIFR) & secure) != 0);
}

static void note_ready(H573Regs* s, uint32_t before) {
    uint32_t now = ready_clocks(s, *h573_reg(s, RCC_CR), *h573_reg(s, RCC_BDCR));

    *h573_reg(s, CIFR) |= now & ~before & *h573_reg(s, CIER);
    update_irqs(s);
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
    uint32_t ready = ready_clocks(s, at == RCC_CR ? old : *h573_reg(s, RCC_CR),
                                  at == RCC_BDCR ? old : *h573_reg(s, RCC_BDCR));

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
    if (at == CICR) {
        *h573_reg(s, CIFR) &= ~value;
    }
    note_ready(s, ready);
    drive(s);
    tell_users_of_clocks();
}

void h573_rcc_wake_from_stop(void) {
    uint32_t* cr = h573_reg(the_rcc, RCC_CR);
    uint32_t* cfgr1 = h573_reg(the_rcc, CFGR1);
    bool csi = *cfgr1 & CFGR1_STOPWUCK;

    *cr = (*cr & ~(HSEON | 0x15000000)) | (csi ? CSION : HSION);
    *cfgr1 = (*cfgr1 & ~0x3f) | (csi ? 1 | 1 << 3 : 0);
    drive(the_rcc);
    tell_users_of_clocks();
}

/* While a PLL runs its outputs are still switched and its fraction latched, as ST's drivers do. */
static uint32_t pll_while_on(H573Regs* s, unsigned at, uint32_t value, unsigned pll) {
    uint32_t open = at < RCC_PLL1DIVR ? PLLCFGR_PEN_QEN_REN | PLLCFGR_FRACEN : 0;

    if ((value ^ *h573_reg(s, at)) & ~open) {
        h573_guest_error(s, "PLL%u changed while it is on", pll + 1);
    }
    return open;
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
            return pll_while_on(s, at, value, of_pll[i].pll);
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

uint32_t h573_hclk_hz(void) {
    return rcc_hclk(the_rcc);
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
    update_irqs(s);
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
    c->irqs = 2;
    c->tzic_bit = H573_TZIC_RCC;
    c->granted = rcc_granted;
    c->unlocked = rcc_unlocked;
    c->read = rcc_read;
    c->write = rcc_write;
    c->realize = rcc_realize;
    c->reset = rcc_reset;
}

H573_REGS_TYPE(TYPE_H573_RCC, Rcc, rcc_class_init)
