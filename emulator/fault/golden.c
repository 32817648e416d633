/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The golden run: the window without a fault, one instruction at a time. */
#include "emulator/fault/site.h"

typedef struct Instruction {
    unsigned hits;
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
    g_hash_table_unref(t.seen);
    if (golden->end == FAULT_END_BUDGET && golden->length < campaign->limit) {
        int64_t rest;
        golden->end = fault_core_run(core, campaign->limit - golden->length, &rest);
        golden->length += rest;
    }
    golden->pc = core->env->regs[15];
    return golden;
}
