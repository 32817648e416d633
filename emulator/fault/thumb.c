/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Thumb decoding for fault models: see thumb.h.
 * Facts: Armv8-M Architecture Reference Manual, C2.2 (16-bit), C2.3 (32-bit encodings).
 * Left out: coprocessor, FP and MVE instructions are THUMB_OTHER and write nothing; an engine finds
 * what they change by running them.
 */
#include "emulator/fault/thumb.h"

enum { LR = 1 << 14, PC = 1 << 15, SP = 1 << 13 };

static uint16_t bit(unsigned number) {
    return (uint16_t)(1u << number);
}

static struct thumb_insn of(enum thumb_kind kind, uint16_t writes) {
    return (struct thumb_insn){.kind = kind, .writes = writes, .loaded_bits = UINT32_MAX};
}

static struct thumb_insn load(uint16_t registers, uint16_t base, uint32_t bits) {
    struct thumb_insn insn = of(THUMB_LOAD, (uint16_t)(registers | base));

    insn.loads = registers;
    insn.loaded_bits = bits;
    return insn;
}

static struct thumb_insn compare(uint16_t registers) {
    struct thumb_insn insn = of(THUMB_COMPARE, 0);

    insn.compares = registers;
    return insn;
}

static struct thumb_insn condition(uint32_t invert, uint16_t registers) {
    struct thumb_insn insn = of(THUMB_CONDITION, 0);

    insn.invert = invert;
    insn.compares = registers;
    return insn;
}

/* --- 16 bits -------------------------------------------------------------------------- */

static struct thumb_insn data_processing(uint32_t code) {
    unsigned operation = code >> 6 & 15;
    uint16_t rd = bit(code & 7);
    uint16_t rm = bit(code >> 3 & 7);

    return operation == 8 || operation == 10 || operation == 11 ? compare(rd | rm)
                                                                : of(THUMB_OTHER, rd);
}

static struct thumb_insn special(uint32_t code) {
    uint16_t rd = bit((code & 7) | (code >> 4 & 8));
    uint16_t rm = bit(code >> 3 & 15);

    switch (code >> 8 & 3) {
        case 1:
            return compare(rd | rm);
        case 3:
            return of(THUMB_BRANCH, PC | (code >> 7 & 1 ? LR : 0));
        default:
            return of(THUMB_OTHER, rd);
    }
}

static struct thumb_insn register_offset(uint32_t code) {
    static const uint32_t bits[] = {0, 0, 0, 0xff, UINT32_MAX, 0xffff, 0xff, 0xffff};
    uint32_t loaded = bits[code >> 9 & 7];

    return loaded ? load(bit(code & 7), 0, loaded) : of(THUMB_STORE, 0);
}

static struct thumb_insn miscellaneous(uint32_t code) {
    if ((code & 0x0500) == 0x0100) {
        return condition(1u << 11, bit(code & 7)); /* CBZ, CBNZ */
    }
    switch (code >> 8 & 15) {
        case 0:
            return of(THUMB_OTHER, SP);
        case 2:
        case 10:
            return of(THUMB_OTHER, bit(code & 7));
        case 4:
        case 5:
            return of(THUMB_STORE, SP);
        case 12:
        case 13:
            return load((uint16_t)((code & 0xff) | (code >> 8 & 1 ? PC : 0)), SP, UINT32_MAX);
        case 15:
            return of(code & 15 ? THUMB_IT : THUMB_OTHER, 0);
        default:
            return of(THUMB_OTHER, 0);
    }
}

static struct thumb_insn multiple(uint32_t code) {
    uint16_t base = bit(code >> 8 & 7);

    return code >> 11 & 1 ? load(code & 0xff, base, UINT32_MAX) : of(THUMB_STORE, base);
}

static struct thumb_insn short_immediate(uint32_t code) {
    uint16_t rd = bit(code >> 8 & 7);

    return (code >> 11 & 3) == 1 ? compare(rd) : of(THUMB_OTHER, rd);
}

static struct thumb_insn decode16(uint32_t code) {
    switch (code >> 11 & 31) {
        case 0 ... 3:
            return of(THUMB_OTHER, bit(code & 7));
        case 4 ... 7:
            return short_immediate(code);
        case 8:
            return code >> 10 & 1 ? special(code) : data_processing(code);
        case 9:
        case 19:
            return load(bit(code >> 8 & 7), 0, UINT32_MAX);
        case 10:
        case 11:
            return register_offset(code);
        case 12:
        case 14:
        case 16:
        case 18:
            return of(THUMB_STORE, 0);
        case 13:
            return load(bit(code & 7), 0, UINT32_MAX);
        case 15:
            return load(bit(code & 7), 0, 0xff);
        case 17:
            return load(bit(code & 7), 0, 0xffff);
        case 20:
        case 21:
            return of(THUMB_OTHER, bit(code >> 8 & 7));
        case 22:
        case 23:
            return miscellaneous(code);
        case 24:
        case 25:
            return multiple(code);
        case 26:
        case 27:
            return (code >> 8 & 15) < 14 ? condition(1u << 8, 0) : of(THUMB_OTHER, 0);
        default:
            return of(THUMB_BRANCH, 0);
    }
}

/* --- 32 bits: HW the first half-word, CODE the whole ------------------------------------ */

static uint16_t field(uint32_t code, unsigned at) {
    unsigned number = code >> (16 + at) & 15;

    return number == 15 ? 0 : bit(number);
}

static struct thumb_insn multiple_wide(uint32_t code) {
    uint16_t base = code >> 5 & 1 ? bit(code & 15) : 0;

    return code >> 4 & 1 ? load((uint16_t)(code >> 16), base, UINT32_MAX) : of(THUMB_STORE, base);
}

/* LDRD, STRD, exclusives, table branches. */
static struct thumb_insn dual(uint32_t code) {
    bool writes_base = code >> 5 & 1;
    bool exclusive = (code & 0x0120) == 0; /* neither P nor W: no LDRD */

    if ((code & 0xfff0) == 0xe8d0 && code >> 21 == 0x780) {
        return of(THUMB_BRANCH, PC); /* TBB, TBH */
    }
    if (code >> 4 & 1) {
        uint16_t second = exclusive ? 0 : field(code, 8);
        return load(field(code, 12) | second, writes_base ? bit(code & 15) : 0, UINT32_MAX);
    }
    if (exclusive) { /* STREX, and TT, which looks like one */
        return of(THUMB_STORE, (code & 0xfff0) == 0xe8c0 ? field(code, 0) : field(code, 8));
    }
    return of(THUMB_STORE, writes_base ? bit(code & 15) : 0);
}

static struct thumb_insn data_processing_wide(uint32_t code) {
    unsigned operation = code >> 5 & 15;
    bool compares = (code >> 4 & 1) && (code >> 24 & 15) == 15 &&
                    (operation == 0 || operation == 4 || operation == 8 || operation == 13);

    return compares ? compare(bit(code & 15)) : of(THUMB_OTHER, field(code, 8));
}

static struct thumb_insn branches_and_control(uint32_t code) {
    unsigned high = code >> 28; /* bits 15..12 of the second half-word */

    if ((high & 5) == 0 && (code >> 7 & 7) != 7) {
        return condition(1u << 6, 0);
    }
    if ((high & 5) == 0) {
        return of(THUMB_OTHER, (code & 0xffef) == 0xf3ef ? field(code, 8) : 0); /* MRS */
    }
    return of(THUMB_BRANCH, (high & 4) ? LR : 0);
}

static struct thumb_insn single_wide(uint32_t code) {
    static const uint32_t bits[] = {0xff, 0xffff, UINT32_MAX, 0};
    bool immediate8 = (code & 0x80) == 0 && (code & 15) != 15 && (code >> 27 & 1);
    uint16_t base = immediate8 && (code >> 24 & 1) ? bit(code & 15) : 0;
    unsigned size = code >> 5 & 3;

    if (!(code >> 4 & 1)) {
        return of(THUMB_STORE, base);
    }
    if (size == 2) {
        return load(bit(code >> 28), base, UINT32_MAX); /* PC: a branch by a loaded value */
    }
    return load(field(code, 12), base, bits[size]); /* PLD: none */
}

static struct thumb_insn decode32(uint32_t code) {
    unsigned group = code >> 11 & 3;
    unsigned operation = code >> 4 & 0x7f;

    if (group == 1 && (operation & 0x64) == 0) {
        return multiple_wide(code);
    }
    if (group == 1 && (operation & 0x64) == 4) {
        return dual(code);
    }
    if (group == 1 && (operation & 0x60) == 0x20) {
        return data_processing_wide(code);
    }
    if (group == 2 && code >> 31) {
        return branches_and_control(code);
    }
    if (group == 2) {
        return operation & 0x20 ? of(THUMB_OTHER, field(code, 8)) : data_processing_wide(code);
    }
    if (group == 3 && (operation & 0x60) == 0) {
        return single_wide(code);
    }
    if (group == 3 && (operation & 0x78) == 0x38) {
        bool divides = (operation & 5) == 1;
        return of(THUMB_OTHER, field(code, 8) | (divides ? 0 : field(code, 12)));
    }
    return of(THUMB_OTHER, group == 3 && (operation & 0x40) == 0 ? field(code, 8) : 0);
}

struct thumb_insn thumb_decode(uint32_t code) {
    bool wide = (code >> 11 & 31) >= 29;
    struct thumb_insn insn = wide ? decode32(code) : decode16(code & 0xffff);

    insn.length = wide ? 4 : 2;
    return insn;
}

const char* thumb_kind_name(enum thumb_kind kind) {
    static const char* const names[] = {"other",   "branch", "condition", "it",
                                        "compare", "load",   "store"};
    return names[kind];
}
