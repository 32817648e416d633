/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TAMP's inputs: pins, level filter, active tampers; and the way in for who plays the attacker:
 *   qom-set /machine/soc/tamp tamper N           input 1..8 goes to its active level and stays
 *   qom-set /machine/soc/tamp release N          ... and back
 *   qom-set /machine/soc/tamp internal-tamper N  event of internal source N
 *   qom-set /machine/soc/tamp wired MASK         active tampers whose output reaches their input
 *   qom-set /machine/soc/tamp counter N          COUNT1R
 * (-global stm32h573-tamp.tamper=N at power-on).
 * Facts: fact sheet 9.6; SVD (FLTCR, ATCR1, ATOR).
 * Modelled: edge mode, where enabling an input that is active counts as its edge; level mode after
 * 2, 4 or 8 samples, again while the level stands; active tampers, functional once 128 bits of seed
 * are absorbed: an output that is not wired, or whose input is held, is a mismatch after one period
 * (two with FLTEN). Level and active mode need RTCCLK.
 * Decided: nothing is wired on the board, so active tampers fire; the seed takes 4 RTCCLK cycles.
 * Left out: bits of the comparison one by one (a mismatch is always seen in its first period),
 * precharge, output selection (each input has its own output).
 */
#include "qemu/osdep.h"

#include "emulator/dev/tamp_inputs.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/tamp.h"
#include "qapi/error.h"
#include "qapi/visitor.h"

enum {
    FILTER_SHIFT = 3,
    SAMPLE_SHIFT = 15, /* TAMPFREQ 0: RTCCLK / 2^15 */
    ATCKSEL_SHIFT = 16,
    ATPER_SHIFT = 24,
    FLTEN = 1u << 31,
    SEED_CYCLES = 4,
};
#define NEVER INT64_MAX

static int64_t now(void) {
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static int64_t cycles_ns(uint64_t cycles) {
    uint32_t hz = h573_rtc_hz();

    return hz == 0 ? NEVER : muldiv64(cycles, NANOSECONDS_PER_SECOND, hz);
}

static bool running(H573Regs* s) {
    return *h573_reg(s, TAMP_ATOR) & TAMP_ATOR_INITS;
}

/* --- one input ------------------------------------------------------------------------------ */

/* Cycles of RTCCLK from the level, or the mismatch, to the event. */
static uint64_t level_cycles(H573Regs* s) {
    uint32_t filter = *h573_reg(s, TAMP_FLTCR);

    return 1ull << (SAMPLE_SHIFT - (filter & 7) + (filter >> FILTER_SHIFT & 3));
}

static uint64_t mismatch_cycles(H573Regs* s) {
    uint32_t atcr1 = *h573_reg(s, TAMP_ATCR1);

    return (atcr1 & FLTEN ? 2ull : 1ull)
           << ((atcr1 >> ATCKSEL_SHIFT & 7) + (atcr1 >> ATPER_SHIFT & 7));
}

static bool in_edge_mode(H573Regs* s) {
    return (*h573_reg(s, TAMP_FLTCR) >> FILTER_SHIFT & 3) == 0;
}

/* What would set the flag of input I, given time. */
static bool provoked(Tamp* t, unsigned i, bool* compared) {
    H573Regs* s = &t->regs;
    bool active = t->active >> i & 1;

    *compared = *h573_reg(s, TAMP_ATCR1) >> i & 1;
    if (!(*h573_reg(s, TAMP_CR1) >> i & 1)) {
        return false;
    }
    return *compared ? running(s) && (active || !(t->wired >> i & 1)) : active;
}

static void update_input(Tamp* t, unsigned i) {
    H573Regs* s = &t->regs;
    bool compared;
    bool is = provoked(t, i, &compared);
    bool was = t->seen >> i & 1;

    t->seen = (t->seen & ~(1u << i)) | (unsigned)is << i;
    if (!compared && in_edge_mode(s)) {
        t->due[i] = NEVER;
        if (is && !was) {
            tamp_raise(t, 1u << i);
        }
    } else if (!is || *h573_reg(s, TAMP_SR) >> i & 1) {
        t->due[i] = NEVER;
    } else if (t->due[i] == NEVER) {
        int64_t wait = cycles_ns(compared ? mismatch_cycles(s) : level_cycles(s));

        t->due[i] = wait == NEVER ? NEVER : now() + wait;
    }
}

/* --- all inputs ------------------------------------------------------------------------------ */

static void absorb_seed(Tamp* t) {
    uint32_t* ator = h573_reg(&t->regs, TAMP_ATOR);

    if (*ator & TAMP_ATOR_SEEDF && now() >= t->seeded_at) {
        *ator = (*ator & ~TAMP_ATOR_SEEDF) | TAMP_ATOR_INITS;
    }
    if (!(*h573_reg(&t->regs, TAMP_CR1) & *h573_reg(&t->regs, TAMP_ATCR1) & 0xff)) {
        *ator &= ~TAMP_ATOR_INITS;
    }
}

void tamp_inputs_update(Tamp* t) {
    int64_t next;

    absorb_seed(t);
    next = *h573_reg(&t->regs, TAMP_ATOR) & TAMP_ATOR_SEEDF ? t->seeded_at : NEVER;
    for (unsigned i = 0; i < TAMP_INPUTS; i++) {
        update_input(t, i);
        next = MIN(next, t->due[i]);
    }
    if (next == NEVER) {
        timer_del(t->sample);
    } else {
        timer_mod(t->sample, next);
    }
}

static void sampled(void* opaque) {
    Tamp* t = opaque;

    for (unsigned i = 0; i < TAMP_INPUTS; i++) {
        if (t->due[i] <= now()) {
            t->due[i] = NEVER;
            tamp_raise(t, 1u << i);
        }
    }
    tamp_inputs_update(t);
}

void tamp_seed(Tamp* t, uint32_t word) {
    uint32_t* ator = h573_reg(&t->regs, TAMP_ATOR);
    int64_t wait = cycles_ns(SEED_CYCLES);

    t->prng = t->prng << 32 ^ t->prng >> 32 ^ word;
    if (++t->seed_words == TAMP_SEED_WORDS) {
        t->seed_words = 0;
        *ator |= TAMP_ATOR_SEEDF;
        t->seeded_at = wait == NEVER ? NEVER : now() + wait;
        if (wait == NEVER) {
            h573_guest_error(&t->regs, "seed without RTCCLK");
        }
    }
}

uint32_t tamp_generator(Tamp* t) {
    uint32_t period = mismatch_cycles(&t->regs);
    uint64_t steps = muldiv64(now(), h573_rtc_hz(), NANOSECONDS_PER_SECOND) / period;
    uint64_t z = (t->prng + steps) * 0x9e3779b97f4a7c15;

    absorb_seed(t);
    return *h573_reg(&t->regs, TAMP_ATOR) | (running(&t->regs) ? z >> 56 : 0);
}

void tamp_inputs_init(Tamp* t) {
    t->sample = h573_state_timer(sampled, t);
    for (unsigned i = 0; i < TAMP_INPUTS; i++) {
        t->due[i] = NEVER;
    }
}

/* --- from outside ------------------------------------------------------------------------------
 */

static bool take_number(Visitor* v, const char* name, uint32_t last, uint32_t* n, Error** errp) {
    if (!visit_type_uint32(v, name, n, errp)) {
        return false;
    }
    if (*n < 1 || *n > last) {
        error_setg(errp, "%s: 1 to %u expected", name, last);
        return false;
    }
    return true;
}

static void set_level(Object* object, Visitor* v, const char* name, void* opaque, Error** errp) {
    Tamp* t = (Tamp*)H573_REGS(object);
    bool active = strcmp(name, "tamper") == 0;
    uint32_t n;

    if (take_number(v, name, TAMP_INPUTS, &n, errp)) {
        t->active = (t->active & ~(1u << (n - 1))) | (unsigned)active << (n - 1);
        if (DEVICE(object)->realized) {
            tamp_inputs_update(t);
        }
    }
}

static void set_internal(Object* object, Visitor* v, const char* name, void* opaque, Error** errp) {
    uint32_t n;

    if (take_number(v, name, 15, &n, errp)) {
        h573_tamp_internal(n);
    }
}

static void set_wired(Object* object, Visitor* v, const char* name, void* opaque, Error** errp) {
    Tamp* t = (Tamp*)H573_REGS(object);

    if (visit_type_uint8(v, name, &t->wired, errp) && DEVICE(object)->realized) {
        tamp_inputs_update(t);
    }
}

static void set_counter(Object* object, Visitor* v, const char* name, void* opaque, Error** errp) {
    visit_type_uint32(v, name, h573_reg(H573_REGS(object), TAMP_COUNT1R), errp);
}

void tamp_inputs_properties(ObjectClass* class) {
    object_class_property_add(class, "tamper", "uint32", NULL, set_level, NULL, NULL);
    object_class_property_add(class, "release", "uint32", NULL, set_level, NULL, NULL);
    object_class_property_add(class, "internal-tamper", "uint32", NULL, set_internal, NULL, NULL);
    object_class_property_add(class, "wired", "uint8", NULL, set_wired, NULL, NULL);
    object_class_property_add(class, "counter", "uint32", NULL, set_counter, NULL, NULL);
}
