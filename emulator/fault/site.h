/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The golden run and the sites it passes: where, and which, faults can be put. */
#ifndef EMULATOR_FAULT_SITE_H
#define EMULATOR_FAULT_SITE_H

#include "qemu/osdep.h"

#include "emulator/fault/campaign.h"
#include "emulator/fault/core.h"
#include "emulator/fault/thumb.h"

typedef struct FaultSite {
    uint64_t index; /* instructions executed before it, from the window's start */
    uint32_t pc;
    unsigned hit; /* 1: the first time this instruction ran */
    struct thumb_insn insn;
    bool executes;   /* false: in an IT block whose condition failed */
    uint16_t writes; /* registers it writes, but for a branch's own PC */
    uint32_t stale;  /* the word the load before this instruction brought */
} FaultSite;

/* An instruction that the golden run executes once. */
typedef struct FaultPlace {
    uint64_t index; /* instructions before it */
    uint32_t pc;
} FaultPlace;

typedef struct FaultGolden {
    FaultEnd end;
    uint64_t length; /* instructions from the window's start to the end */
    uint32_t pc;     /* where it ended */
    GArray* sites;   /* of FaultSite, by index */
    GArray* places;  /* of FaultPlace, by index, in pages where not much runs */
} FaultGolden;

/* Runs from here to the end, instruction by instruction in the window, and notes the sites. */
FaultGolden* fault_golden_run(FaultCore* core, const FaultCampaign* campaign);

/* Cases of MODEL at SITE. */
unsigned fault_variants(const FaultSite* site, FaultModel model, const FaultCampaign* campaign);

/*
 * Puts the fault; the core stands before SITE's instruction. Instructions that are executed on the
 * way may end the run: that end, else FAULT_END_BUDGET.
 */
FaultEnd fault_inject(FaultCore* core, const FaultSite* site, const FaultCampaign* campaign,
                      FaultModel model, unsigned variant);

#endif
