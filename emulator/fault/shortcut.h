/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends of cases that are known before they come: a case whose chip is again as the golden run's was
 * at some instant ends as the golden run does; one whose chip is as it was some instructions before
 * never ends. README.md says why nothing is lost.
 */
#ifndef EMULATOR_FAULT_SHORTCUT_H
#define EMULATOR_FAULT_SHORTCUT_H

#include "emulator/fault/site.h"
#include "emulator/fault/snapshot.h"

typedef struct FaultShortcuts FaultShortcuts;

/* An instant of the golden run that cases are compared with. */
typedef struct FaultAnchor {
    FaultPlace place;
    FaultSnapshot* snapshot;
    bool dead_stack; /* what lies below SP then is never read, nor is what the campaign ignores */
} FaultAnchor;

/* Runs the golden run from BEGIN to FINISH again and takes the anchors. The chip ends anywhere. */
FaultShortcuts* fault_shortcuts_new(FaultCore* core, const FaultCampaign* campaign,
                                    FaultSnapshots* snapshots, const FaultSnapshot* begin,
                                    const FaultSnapshot* finish, const FaultGolden* golden);

/* The first anchor that has INDEX instructions before it, or more; NULL: none. */
const FaultAnchor* fault_anchor_after(const FaultShortcuts* shortcuts, uint64_t index);

/* The core stands at ANCHOR's instruction: whether all goes on as in the golden run from there. */
bool fault_converged(const FaultShortcuts* shortcuts, const FaultAnchor* anchor);

/*
 * Goes on for some hundred instructions, *DONE of them. *SPINS: the chip came to a state it had
 * been in, so that this is all it will ever do.
 */
FaultEnd fault_watch_spin(FaultShortcuts* shortcuts, int64_t* done, bool* spins);

#endif
