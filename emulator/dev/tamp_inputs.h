/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TAMP's state, shared by tamp.c (registers, secrets) and tamp_inputs.c (pins, active tampers). */
#ifndef EMULATOR_DEV_TAMP_INPUTS_H
#define EMULATOR_DEV_TAMP_INPUTS_H

#include "emulator/dev/regs.h"
#include "qemu/timer.h"

enum {
    TAMP_CR1 = 0x00,
    TAMP_CR2 = 0x04,
    TAMP_FLTCR = 0x0c,
    TAMP_ATCR1 = 0x10,
    TAMP_ATSEEDR = 0x14,
    TAMP_ATOR = 0x18,
    TAMP_ATOR_SEEDF = 1 << 14,
    TAMP_ATOR_INITS = 1 << 15,
    TAMP_ATCR2 = 0x1c,
    TAMP_SR = 0x30,
    TAMP_COUNT1R = 0x40,
    TAMP_INPUTS = 8,
    TAMP_SEED_WORDS = 4,
};

typedef struct {
    H573Regs regs;
    uint8_t active; /* inputs held at their active level from outside */
    uint8_t wired;  /* active tampers whose output is wired to their input */
    uint8_t seen;   /* enabled inputs in edge mode whose level has already counted */
    int64_t due[TAMP_INPUTS];
    QEMUTimer* sample;
    unsigned seed_words;
    int64_t seeded_at; /* when PRNG has absorbed the seed */
    uint64_t prng;
} Tamp;

/* Flags of TAMP_SR: events of the sources in FLAGS, as far as they are enabled. */
void tamp_raise(Tamp* t, uint32_t flags);

/* Something an input's event depends on has changed: registers, flags, levels, RTCCLK. */
void tamp_inputs_update(Tamp* t);
/* ATSEEDR was written. */
void tamp_seed(Tamp* t, uint32_t word);
/* ATOR as it reads now. */
uint32_t tamp_generator(Tamp* t);

void tamp_inputs_init(Tamp* t);
/* Properties "tamper", "release", "internal-tamper", "wired", "counter". */
void tamp_inputs_properties(ObjectClass* class);

#endif
