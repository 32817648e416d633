/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The golden run: the window without a fault, one instruction at a time. */
#include "emulator/fault/site.h"

enum { PAGE_BITS = 10, PAGE_RUNS_MAX = 20000, PLACES_MAX = 256, PLACES_APART = 48 };

typedef struct Instruction {
    unsigned hits;
    uint64_t index; /* of the last time */
    struct thumb_insn insn;
} Instruction;

typedef struct Tracer {
    FaultCore* core;
    const FaultCampaign* campaign;
    FaultGolden* golden;
    GHashTable* seen; /* PC to Instruction */
    uint32_t stale;
} Tracer;

static Instruction* instruction_at(Tracer* t, uint32_t pc) {
    Instruction* found = g_hash_table_lookup(t->seen, GUINT_TO_POINTER(pc));

    if (!found) {
        uint16_t halves[2];
        fault_core_fetch(t->core, pc, halves, sizeof halves);
        found = g_new0(Instruction, 1);
        found->insn = thumb_decode(halves[0] | (uint32_t)halves[1] << 16);
        g_hash_table_insert(t->seen, GUINT_TO_POINTER(pc), found);
    }
    return found;
}

static bool is_site(const FaultCampaign* c, uint32_t pc, unsigned hits) {
    return hits <= c->hits && (c->code.count == 0 || fault_in_ranges(&c->code, pc));
}

static uint16_t changed(const uint32_t* before, const uint32_t* now) {
    uint16_t registers = 0;

    for (unsigned i = 0; i < 15; i++) {
        registers |= (before[i] != now[i]) << i;
    }
    return registers;
}

static FaultEnd step(Tracer* t) {
    CPUARMState* env = t->core->env;
    Instruction* instruction = instruction_at(t, env->regs[15]);
    const struct thumb_insn* insn = &instruction->insn;
    bool executes = !fault_core_condition_fails(t->core);
    uint32_t before[16];
    int64_t done;
    FaultEnd end;
    FaultSite site = {.index = t->golden->length,
                      .pc = env->regs[15],
                      .hit = ++instruction->hits,
                      .insn = *insn,
                      .executes = executes,
                      .stale = t->stale};

    instruction->index = t->golden->length;
    memcpy(before, env->regs, sizeof before);
    end = fault_core_run(t->core, 1, &done);
    t->golden->length += done;
    if (executes && insn->loads) {
        t->stale = env->regs[ctz32(insn->loads)];
    }
    if (is_site(t->campaign, site.pc, site.hit)) {
        site.writes = executes ? insn->writes | changed(before, env->regs) : 0;
        g_array_append_val(t->golden->sites, site);
    }
    return end;
}

/* How often instructions of each page ran: a breakpoint slows down its page. */
static GHashTable* runs_by_page(GHashTable* seen) {
    GHashTable* pages = g_hash_table_new(NULL, NULL);
    GHashTableIter i;
    gpointer pc, insn;

    g_hash_table_iter_init(&i, seen);
    while (g_hash_table_iter_next(&i, &pc, &insn)) {
        gpointer page = GUINT_TO_POINTER(GPOINTER_TO_UINT(pc) >> PAGE_BITS);
        unsigned runs = GPOINTER_TO_UINT(g_hash_table_lookup(pages, page));
        g_hash_table_insert(pages, page, GUINT_TO_POINTER(runs + ((Instruction*)insn)->hits));
    }
    return pages;
}

static int by_index(const void* a, const void* b) {
    const FaultPlace *x = a, *y = b;

    return x->index < y->index ? -1 : x->index > y->index;
}

/* At least APART instructions between two. */
static GArray* thinned(const GArray* places, uint64_t apart) {
    GArray* kept = g_array_new(false, false, sizeof(FaultPlace));

    for (unsigned i = 0; i < places->len; i++) {
        const FaultPlace* place = &g_array_index(places, FaultPlace, i);
        if (kept->len == 0 ||
            place->index - g_array_index(kept, FaultPlace, kept->len - 1).index >= apart) {
            g_array_append_val(kept, *place);
        }
    }
    return kept;
}

static GArray* find_places(GHashTable* seen) {
    GArray* all = g_array_new(false, false, sizeof(FaultPlace));
    GHashTable* pages = runs_by_page(seen);
    GHashTableIter i;
    gpointer key, value;
    GArray* kept;

    g_hash_table_iter_init(&i, seen);
    while (g_hash_table_iter_next(&i, &key, &value)) {
        uint32_t pc = GPOINTER_TO_UINT(key);
        const Instruction* insn = value;
        gpointer page = GUINT_TO_POINTER(pc >> PAGE_BITS);
        FaultPlace place = {insn->index, pc};
        if (insn->hits == 1 &&
            GPOINTER_TO_UINT(g_hash_table_lookup(pages, page)) <= PAGE_RUNS_MAX) {
            g_array_append_val(all, place);
        }
    }
    g_array_sort(all, by_index);
    kept = thinned(all, PLACES_APART);
    for (uint64_t apart = 2 * PLACES_APART; kept->len > PLACES_MAX; apart *= 2) {
        g_array_unref(kept);
        kept = thinned(all, apart);
    }
    g_array_unref(all);
    g_hash_table_unref(pages);
    return kept;
}

static bool in_window(const Tracer* t) {
    return t->golden->length < t->campaign->limit &&
           (t->campaign->stop == 0 || t->core->env->regs[15] != t->campaign->stop);
}

FaultGolden* fault_golden_run(FaultCore* core, const FaultCampaign* campaign) {
    FaultGolden* golden = g_new0(FaultGolden, 1);
    Tracer t = {.core = core, .campaign = campaign, .golden = golden};

    golden->sites = g_array_new(false, false, sizeof(FaultSite));
    t.seen = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    while (golden->end == FAULT_END_BUDGET && in_window(&t)) {
        golden->end = step(&t);
    }
    golden->places = find_places(t.seen);
    g_hash_table_unref(t.seen);
    if (golden->end == FAULT_END_BUDGET && golden->length < campaign->limit) {
        int64_t rest;
        golden->end = fault_core_run(core, campaign->limit - golden->length, &rest);
        golden->length += rest;
    }
    golden->pc = core->env->regs[15];
    return golden;
}
