/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RNG: true random numbers, with the set-up rules and errors of the chip.
 * Facts: fact sheet 7.4; RNGSEL, 9.1.
 * Modelled: configuration taken only together with CONDRST and until CONFIGLOCK; no word while
 * CONDRST or RNGEN says so or the kernel clock is off; four words, then DRDY falls until SR is
 * polled; clock error (CED = 0) when the kernel clock is off or too slow; seed error with its
 * recovery by CONDRST. The properties "seed-error" and "clock-error" (qom-set) make the errors
 * happen. Numbers come from the machine's seed where it has one, else from the host. Left out: the
 * time a word takes, the quality of the configuration, ARDIS's automatic recovery.
 */
#include "qemu/osdep.h"

#include "emulator/dev/rng.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"
#include "emulator/dev/tamp.h"
#include "qemu/guest-random.h"

typedef struct {
    H573Regs regs;
    uint64_t state; /* of the seeded generator */
    bool seeded;
    unsigned words; /* left in the output buffer */
} Rng;

enum {
    CR = 0x00,
    RNGEN = 1 << 2,
    IE = 1 << 3,
    CED = 1 << 5,
    CONDRST = 1 << 30,
    CONFIG = 0x03ffffa0, /* CED, ARDIS, CONFIG1-3, NISTC, CLKDIV */
    SR = 0x04,
    DRDY = 1 << 0,
    CECS = 1 << 1,
    SECS = 1 << 2,
    CEIS = 1 << 5,
    SEIS = 1 << 6,
    DR = 0x08,
    NSCR = 0x0c,
    HTCR = 0x10,
    BUFFER = 4,
};
#define CONFIGLOCK (1u << 31)

static H573Regs* the_rng;

static const H573Reg table[] = {
    {CR, 1, 0x00871f00, 0xc3ffffac}, {SR, 1, 0, 0}, {DR, 1, 0, 0}, {NSCR, 1, 0x3ffff, 0x3ffff},
    {HTCR, 1, 0x72ac, UINT32_MAX},
};

/* RNGSEL: 0 HSI48, 1 PLL1Q, 2 LSE, 3 LSI. The last two run below fHCLK / 32. */
static bool kernel_clock_runs(void) {
    uint32_t cr = h573_rcc_word(RCC_CR);
    uint32_t bdcr = h573_rcc_word(RCC_BDCR);

    switch (h573_rcc_word(RCC_CCIPR5) >> 4 & 3) {
        case 0:
            return cr >> 13 & 1;
        case 1:
            return (cr >> 25 & 1) && (h573_rcc_word(0x28) >> 17 & 1);
        case 2:
            return bdcr >> 1 & 1;
        default:
            return bdcr >> 27 & 1;
    }
}

static bool clock_too_slow(void) {
    return !kernel_clock_runs() || (h573_rcc_word(RCC_CCIPR5) >> 4 & 3) >= 2;
}

static bool generates(H573Regs* s) {
    uint32_t cr = *h573_reg(s, CR);

    return (cr & RNGEN) && !(cr & CONDRST) && !(*h573_reg(s, SR) & (SECS | SEIS)) &&
           kernel_clock_runs();
}

static void update(H573Regs* s) {
    Rng* r = (Rng*)s;
    uint32_t* sr = h573_reg(s, SR);
    uint32_t cr = *h573_reg(s, CR);

    if ((cr & RNGEN) && !(cr & CED) && clock_too_slow()) {
        *sr |= CECS | CEIS;
    } else {
        *sr &= ~CECS;
    }
    if (!generates(s)) {
        r->words = 0;
    }
    *sr = (*sr & ~DRDY) | (r->words > 0 ? DRDY : 0);
    qemu_set_irq(s->irq[0], (cr & IE) && *sr != 0);
}

static uint64_t seeded_word(Rng* r) {
    uint64_t z = r->state += 0x9e3779b97f4a7c15; /* splitmix64 */

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static uint32_t random_word(Rng* r) {
    uint64_t seed = h573_seed(r->regs.chip);
    uint32_t word;

    if (seed != 0) {
        if (!r->seeded) {
            r->seeded = true;
            r->state = seed;
        }
        return seeded_word(r) >> 32;
    }
    qemu_guest_getrandom_nofail(&word, sizeof(word));
    return word;
}

static uint32_t take(H573Regs* s) {
    Rng* r = (Rng*)s;
    uint32_t word = 0;

    if (r->words > 0 && generates(s)) {
        do {
            word = random_word(r);
        } while (word == 0); /* zero means "none" to drivers, as on the chip */
        r->words--;
    } else {
        h573_guest_error(s, "DR read while DRDY is 0");
    }
    update(s);
    return word;
}

/* The refill happens when SR was seen without DRDY: a driver that does not poll gets zeros. */
static uint32_t poll(H573Regs* s) {
    Rng* r = (Rng*)s;
    uint32_t seen;

    update(s);
    seen = *h573_reg(s, SR);
    if (r->words == 0 && generates(s)) {
        r->words = BUFFER;
        update(s);
    }
    return seen;
}

static uint32_t rng_read(H573Regs* s, unsigned at, uint32_t value) {
    switch (at) {
        case SR:
            return poll(s);
        case DR:
            return take(s);
        default:
            return value;
    }
}

static uint32_t configurable(H573Regs* s, unsigned at, uint32_t cr_now) {
    bool open = (cr_now & CONDRST) && !(*h573_reg(s, CR) & CONFIGLOCK);

    if (at == CR) {
        uint32_t always = RNGEN | IE | (*h573_reg(s, CR) & CONFIGLOCK ? 0 : CONDRST | CONFIGLOCK);

        return always | (open ? CONFIG : 0);
    }
    return open ? UINT32_MAX : 0;
}

static uint32_t rng_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    uint32_t mask = configurable(s, at, at == CR ? value : *h573_reg(s, CR));

    if (at != SR && (value ^ *h573_reg(s, at)) & ~mask & (at == CR ? CONFIG : UINT32_MAX)) {
        h573_guest_error(s, "configuration 0x%x written without CONDRST, or locked", at);
    }
    return mask;
}

static void rng_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    uint32_t* sr = h573_reg(s, SR);

    if (at == SR) {
        *sr &= value | ~(CEIS | SEIS);
    } else if (at == CR && (old & CONDRST) && !(*h573_reg(s, CR) & CONDRST)) {
        *sr &= ~SECS;
    }
    update(s);
}

static void rng_reset(H573Regs* s) {
    ((Rng*)s)->words = 0;
    update(s);
}

bool h573_rng_failed(void) {
    return *h573_reg(the_rng, SR) & (SECS | SEIS);
}

bool h573_rng_feeds(void) {
    return h573_clock_on(RCC_AHB2ENR, the_rng->clock_bit) && kernel_clock_runs() &&
           !h573_rng_failed();
}

static void rng_realize(H573Regs* s) {
    the_rng = s;
}

static bool get_no(Object* obj, Error** errp) {
    return false;
}

static void seed_error(Object* obj, bool value, Error** errp) {
    *h573_reg(H573_REGS(obj), SR) |= value ? SECS | SEIS : 0;
    update(H573_REGS(obj));
    if (value) {
        h573_tamp_internal(TAMP_CRYPTO_FAULT);
    }
}

static void clock_error(Object* obj, bool value, Error** errp) {
    *h573_reg(H573_REGS(obj), SR) |= value ? CEIS : 0;
    update(H573_REGS(obj));
}

static void rng_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "rng";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 1;
    c->clock_register = RCC_AHB2ENR;
    c->clock_bit = 18;
    c->unlocked = rng_unlocked;
    c->read = rng_read;
    c->write = rng_write;
    c->reset = rng_reset;
    c->realize = rng_realize;
    object_class_property_add_bool(class, "seed-error", get_no, seed_error);
    object_class_property_add_bool(class, "clock-error", get_no, clock_error);
}

H573_REGS_TYPE(TYPE_H573_RNG, Rng, rng_class_init)
