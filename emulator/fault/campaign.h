/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a campaign asks of the machine: a flat text, one "word value..." a line, that `sm fault`
 * makes of the user's file. README.md describes each line.
 */
#ifndef EMULATOR_FAULT_CAMPAIGN_H
#define EMULATOR_FAULT_CAMPAIGN_H

#include "qemu/osdep.h"

typedef enum FaultModel {
    FAULT_SKIP,       /* variants: 1..3 instructions */
    FAULT_NOP,        /* 2, 4, 6, 8, 10 bytes */
    FAULT_RESULT,     /* each destination: 0, all ones */
    FAULT_RESULT_BIT, /* each destination: each bit */
    FAULT_REGISTER,   /* r0-r12, sp, lr before: 0, all ones */
    FAULT_REGISTER_BIT,
    FAULT_BRANCH,  /* condition inverted, IT dropped */
    FAULT_FLAGS,   /* before a conditional instruction: none, all, each one turned round */
    FAULT_FETCH,   /* each bit of the encoding, for this execution */
    FAULT_LOAD,    /* each loaded register: 0, all ones, the word of the load before */
    FAULT_COUNTER, /* before a comparison: the registers compared + 1, - 1 */
    FAULT_PAIR,    /* two instructions left out, 1..window apart */
    FAULT_MODELS,
} FaultModel;

extern const char* const fault_model_names[FAULT_MODELS];

typedef struct FaultRange {
    uint32_t first;
    uint32_t end; /* the first byte behind it */
} FaultRange;

enum { FAULT_RANGES_MAX = 64 };

typedef struct FaultRanges {
    FaultRange range[FAULT_RANGES_MAX];
    unsigned count;
} FaultRanges;

/* A table in RAM: a row for each of something, its number first. */
typedef struct FaultRecord {
    uint32_t number; /* looked for; 0: nothing */
    uint32_t count;  /* address of the number of rows */
    uint32_t rows;   /* address of the first one */
    uint32_t size;   /* bytes of a row */
    uint32_t flags;  /* offset of a word in a row */
    uint32_t set;    /* bits that are set there in a row that counts */
} FaultRecord;

typedef struct FaultCampaign {
    uint32_t start;      /* the window begins with an execution of this instruction: */
    unsigned start_hit;  /* which one, from 1 */
    uint32_t stop;       /* and ends where this one would run; 0: at the end of the run */
    uint32_t end;        /* the run is over where this one would run; 0: nowhere */
    uint64_t limit;      /* instructions of a golden run, at most */
    uint64_t patience;   /* instructions that a case may take longer than 1.5 times that */
    FaultRanges code;    /* sites lie here; none: anywhere */
    FaultRanges success; /* the attacker's: reaching a byte of it */
    unsigned level;      /* HDPL that no case may exceed */
    FaultRecord record;  /* that no case may have made by `end` */
    FaultRanges keys;    /* offsets in OBKeys that somebody reads; none: all of them */
    FaultRanges ignored; /* SRAM that nothing of the golden run reads, at secure addresses */
    bool whole;          /* each case runs to its end: no shortcuts */
    uint32_t word;       /* its value is told with each case: last_error; 0: none */
    uint32_t why;        /* its value is told of the golden run: why it refuses; 0: none */
    unsigned hits;       /* of each instruction: the first so many */
    uint16_t registers;  /* bit n: FAULT_REGISTER and FAULT_REGISTER_BIT change register n */
    unsigned window;     /* FAULT_PAIR */
    uint32_t models;     /* bit n: FaultModel n */
    uint64_t sample;     /* about so many cases of all, chosen by the seed; 0: all */
    uint64_t seed;
    unsigned worker, workers;
    bool only; /* one case, told step by step: */
    unsigned only_site, only_model, only_variant;
} FaultCampaign;

/* Reads FILE. Ends the program with a line on stderr where it is wrong. */
FaultCampaign* fault_campaign_read(const char* file);

bool fault_in_ranges(const FaultRanges* ranges, uint32_t address);

#endif
