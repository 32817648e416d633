/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a fault model must know of a Thumb instruction (Armv8-M main line without FP): how long it
 * is, what kind, which registers it writes. Pure: no state, no memory.
 */
#ifndef EMULATOR_FAULT_THUMB_H
#define EMULATOR_FAULT_THUMB_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum thumb_kind {
    THUMB_OTHER, /* calculation, moves, system */
    THUMB_BRANCH,
    THUMB_CONDITION, /* branch on a condition or on a register's being zero */
    THUMB_IT,
    THUMB_COMPARE, /* writes flags only */
    THUMB_LOAD,
    THUMB_STORE,
};

struct thumb_insn {
    enum thumb_kind kind;
    uint8_t length;       /* bytes: 2 or 4 */
    uint16_t writes;      /* bit n: register n, 15 = PC (branches: by a value, not by an offset) */
    uint16_t loads;       /* those of WRITES whose value comes from memory */
    uint16_t compares;    /* registers a comparison or a branch on zero reads */
    uint32_t loaded_bits; /* of a loaded register that memory can set: 0xff, 0xffff, all */
    uint32_t invert;      /* bit of the encoding that turns the condition round; 0: none */
};

/* CODE: the half-word at the instruction in bits 15..0, the next one in bits 31..16. */
struct thumb_insn thumb_decode(uint32_t code);

const char* thumb_kind_name(enum thumb_kind kind);

#ifdef __cplusplus
}
#endif

#endif
