/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends of cases that are known before they come: see shortcut.h.
 *
 * An anchor is an instruction that the golden run executes once. What lies below SP there, and what
 * the campaign ignores, may be anything if the golden run does not look at it: it is run again with
 * junk put there at each anchor, twice and at another time of day, and has to come to the same end.
 */
#include "emulator/fault/shortcut.h"

#include "emulator/soc/chip_internal.h"
#include "emulator/soc/state.h"

enum { SPIN_MAX = 512, CONTROL_SPSEL = 1 << 1 };

struct FaultShortcuts {
    FaultCore* core;
    const FaultCampaign* campaign;
    const FaultSnapshot* begin;
    FaultSnapshot* here; /* where a loop may have begun */
    GArray* anchors;     /* of FaultAnchor, by index */
};

static FaultAnchor* anchor_at(const FaultShortcuts* s, unsigned i) {
    return &g_array_index(s->anchors, FaultAnchor, i);
}

/* What may be anything as the core stands. The stack pointer in use is in regs[13]. */
static FaultRanges unread(const FaultShortcuts* s) {
    const CPUARMState* env = s->core->env;
    FaultRanges ranges = s->campaign->ignored;
    uint32_t limit = env->v7m.msplim[M_REG_S];

    if (limit != 0 && limit < env->regs[13] && env->v7m.secure &&
        (env->v7m.control[M_REG_S] & CONTROL_SPSEL) == 0) {
        ranges.range[ranges.count++] = (FaultRange){limit, env->regs[13]};
    }
    return ranges;
}

bool fault_converged(const FaultShortcuts* s, const FaultAnchor* anchor) {
    FaultRanges may_differ = {0};

    if (anchor->dead_stack) {
        may_differ = unread(s);
    }
    return !s->core->faulted && fault_snapshot_is_now(anchor->snapshot, &may_differ);
}

/* The end is the golden one's but for what lies below TOP, where the stack was. */
static bool at_same_end(const FaultShortcuts* s, FaultEnd end, const FaultSnapshot* finish,
                        const FaultGolden* golden, uint32_t top) {
    const CPUARMState* env = s->core->env;
    FaultRanges ranges = s->campaign->ignored;

    ranges.range[ranges.count++] = (FaultRange){env->v7m.msplim[M_REG_S], top};
    return end == golden->end && env->regs[15] == golden->pc &&
           h573_hdpl(s->core->soc->chip) <= s->campaign->level &&
           fault_snapshot_memory_is_now(finish, &ranges);
}

/* From anchor FIRST on, with junk there and, once more, at each one behind it. */
static bool ends_as_before(FaultShortcuts* s, unsigned first, const FaultSnapshot* finish,
                           const FaultGolden* golden, unsigned junk) {
    FaultEnd end = FAULT_END_BUDGET;
    uint32_t top = 0;

    fault_snapshot_go_back(anchor_at(s, first)->snapshot, false);
    s->core->faulted = false;
    for (unsigned i = first; i < s->anchors->len; i++) {
        bool last = i + 1 == s->anchors->len;
        FaultRanges ranges = unread(s);
        uint64_t until = last ? golden->length : anchor_at(s, i + 1)->place.index;

        if (end != FAULT_END_BUDGET || s->core->env->regs[15] != anchor_at(s, i)->place.pc) {
            return false;
        }
        top = MAX(top, s->core->env->regs[13]);
        fault_snapshot_spoil(anchor_at(s, i)->snapshot, &ranges, junk);
        end = fault_core_run(s->core, until - anchor_at(s, i)->place.index + last, NULL);
    }
    return at_same_end(s, end, finish, golden, top);
}

/* From which anchor on junk does no harm. */
static void find_dead_stacks(FaultShortcuts* s, const FaultSnapshot* finish,
                             const FaultGolden* golden) {
    unsigned first = 0;

    while (first < s->anchors->len && !(ends_as_before(s, first, finish, golden, 1) &&
                                        ends_as_before(s, first, finish, golden, 2))) {
        first = (first + s->anchors->len + 1) / 2;
    }
    for (unsigned i = first; i < s->anchors->len; i++) {
        anchor_at(s, i)->dead_stack = true;
    }
}

FaultShortcuts* fault_shortcuts_new(FaultCore* core, const FaultCampaign* campaign,
                                    FaultSnapshots* snapshots, const FaultSnapshot* begin,
                                    const FaultSnapshot* finish, const FaultGolden* golden) {
    FaultShortcuts* s = g_new0(FaultShortcuts, 1);
    uint64_t at = 0;

    s->core = core;
    s->campaign = campaign;
    s->begin = begin;
    s->here = fault_snapshot_new(snapshots);
    s->anchors = g_array_new(false, false, sizeof(FaultAnchor));
    fault_snapshot_go_back(begin, false);
    for (unsigned i = 0; i < golden->places->len; i++) {
        FaultAnchor anchor = {.place = g_array_index(golden->places, FaultPlace, i),
                              .snapshot = fault_snapshot_new(snapshots)};
        fault_core_run(core, anchor.place.index - at, NULL);
        at = anchor.place.index;
        fault_snapshot_take(anchor.snapshot);
        g_array_append_val(s->anchors, anchor);
    }
    find_dead_stacks(s, finish, golden);
    return s;
}

const FaultAnchor* fault_anchor_after(const FaultShortcuts* s, uint64_t index) {
    unsigned low = 0, high = s->anchors->len;

    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (anchor_at(s, middle)->place.index < index) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < s->anchors->len ? anchor_at(s, low) : NULL;
}

FaultEnd fault_watch_spin(FaultShortcuts* s, int64_t* done, bool* spins) {
    const FaultRanges none = {0};
    uint32_t registers[16];
    FaultEnd end = FAULT_END_BUDGET;

    *done = 0;
    *spins = false;
    memcpy(registers, s->core->env->regs, sizeof registers);
    fault_snapshot_take(s->here);
    for (unsigned i = 0; i < SPIN_MAX && end == FAULT_END_BUDGET && !*spins; i++) {
        int64_t executed;
        end = fault_core_run(s->core, 1, &executed);
        *done += executed;
        *spins = end == FAULT_END_BUDGET &&
                 memcmp(registers, s->core->env->regs, sizeof registers) == 0 &&
                 fault_snapshot_is_now(s->here, &none);
    }
    return end;
}
