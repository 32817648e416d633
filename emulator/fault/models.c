/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fault models: how many cases each has at a site, and how one is put.
 *
 * A fault lasts for one execution. What a value model changes is changed right before or right
 * behind the instruction; a fetch model lets the core execute the changed encoding once, its
 * translation is thrown away, memory never changes.
 */
#include "emulator/fault/site.h"

#include "emulator/memory/gate.h"
#include "exec/cputlb.h"

enum { SKIPS = 3, NOPS = 5, FLAG_WAYS = 6 };

/* --- how many -------------------------------------------------------------------------- */

static bool is_conditional(const FaultSite* site) {
    return site->insn.kind == THUMB_IT ||
           (site->insn.kind == THUMB_CONDITION && site->insn.compares == 0);
}

unsigned fault_variants(const FaultSite* site, FaultModel model, const FaultCampaign* campaign) {
    const struct thumb_insn* insn = &site->insn;

    switch (model) {
        case FAULT_SKIP:
            return SKIPS;
        case FAULT_NOP:
            return NOPS;
        case FAULT_RESULT:
            return 2 * ctpop16(site->writes);
        case FAULT_RESULT_BIT:
            return 32 * ctpop16(site->writes);
        case FAULT_REGISTER:
            return 2 * ctpop16(campaign->registers);
        case FAULT_REGISTER_BIT:
            return 32 * ctpop16(campaign->registers);
        case FAULT_BRANCH:
            return insn->invert || insn->kind == THUMB_IT;
        case FAULT_FLAGS:
            return is_conditional(site) ? FLAG_WAYS : 0;
        case FAULT_FETCH:
            return 8 * insn->length;
        case FAULT_LOAD:
            return site->executes ? 3 * ctpop16(insn->loads) : 0;
        case FAULT_COUNTER:
            return 2 * ctpop16(insn->compares);
        case FAULT_PAIR:
            return campaign->window;
        default:
            return 0;
    }
}

/* --- one each ----------------------------------------------------------------------------- */

/* The Nth (from 0) register of a set. */
static unsigned member(uint16_t set, unsigned n) {
    while (n-- > 0) {
        set &= set - 1;
    }
    return ctz32(set);
}

static void leave_out(FaultCore* core, unsigned instructions) {
    uint16_t halves[2];

    for (; instructions > 0; instructions--) {
        fault_core_fetch(core, core->env->regs[15], halves, sizeof halves);
        fault_core_leave_out(core, thumb_decode(halves[0]).length, 1);
    }
}

static void change(FaultCore* core, unsigned number, unsigned way) {
    fault_core_set_register(core, number, way == 0 ? 0 : UINT32_MAX);
}

static void flip(FaultCore* core, unsigned number, unsigned bit) {
    fault_core_set_register(core, number, core->env->regs[number] ^ 1u << bit);
}

static void flags(CPUARMState* env, unsigned way) {
    bool n = env->NF >> 31, z = env->ZF == 0, c = env->CF, v = env->VF >> 31;

    if (way < 2) {
        n = z = c = v = way;
    }
    n ^= way == 2;
    z ^= way == 3;
    c ^= way == 4;
    v ^= way == 5;
    env->NF = (uint32_t)n << 31;
    env->ZF = !z;
    env->CF = c;
    env->VF = (uint32_t)v << 31;
}

static FaultEnd fetch_otherwise(FaultCore* core, uint32_t mask) {
    FaultEnd end;

    h573_gates_disturb_fetch(core->env->regs[15], mask);
    tlb_flush(CPU(core->cpu));
    end = fault_core_run(core, 1, NULL);
    h573_gates_disturb_fetch(0, 0);
    tlb_flush(CPU(core->cpu));
    return end;
}

static FaultEnd branch(FaultCore* core, const FaultSite* site) {
    if (site->insn.kind == THUMB_IT) {
        leave_out(core, 1);
        return FAULT_END_BUDGET;
    }
    return fetch_otherwise(core, site->insn.invert);
}

/* After the instruction: its result, or what it loaded, is another. */
static FaultEnd result(FaultCore* core, const FaultSite* site, FaultModel model, unsigned variant) {
    FaultEnd end = fault_core_run(core, 1, NULL);
    static const uint32_t loaded[] = {0, UINT32_MAX};

    if (end != FAULT_END_BUDGET) {
        return end;
    }
    if (model == FAULT_RESULT) {
        change(core, member(site->writes, variant / 2), variant % 2);
    } else if (model == FAULT_RESULT_BIT) {
        flip(core, member(site->writes, variant / 32), variant % 32);
    } else {
        uint32_t word = variant % 3 < 2 ? loaded[variant % 3] : site->stale;
        fault_core_set_register(core, member(site->insn.loads, variant / 3),
                                word & site->insn.loaded_bits);
    }
    return end;
}

static FaultEnd pair(FaultCore* core, unsigned apart) {
    FaultEnd end;

    leave_out(core, 1);
    end = fault_core_run(core, apart, NULL);
    if (end == FAULT_END_BUDGET) {
        leave_out(core, 1);
    }
    return end;
}

static void counter(FaultCore* core, const FaultSite* site, unsigned variant) {
    unsigned number = member(site->insn.compares, variant / 2);

    fault_core_set_register(core, number, core->env->regs[number] + (variant % 2 ? -1u : 1u));
}

FaultEnd fault_inject(FaultCore* core, const FaultSite* site, const FaultCampaign* campaign,
                      FaultModel model, unsigned variant) {
    switch (model) {
        case FAULT_SKIP:
            leave_out(core, variant + 1);
            break;
        case FAULT_NOP:
            fault_core_leave_out(core, 2 * (variant + 1), variant + 1);
            break;
        case FAULT_RESULT:
        case FAULT_RESULT_BIT:
        case FAULT_LOAD:
            return result(core, site, model, variant);
        case FAULT_REGISTER:
            change(core, member(campaign->registers, variant / 2), variant % 2);
            break;
        case FAULT_REGISTER_BIT:
            flip(core, member(campaign->registers, variant / 32), variant % 32);
            break;
        case FAULT_BRANCH:
            return branch(core, site);
        case FAULT_FLAGS:
            flags(core->env, variant);
            break;
        case FAULT_FETCH:
            return fetch_otherwise(core, 1u << variant);
        case FAULT_COUNTER:
            counter(core, site, variant);
            break;
        case FAULT_PAIR:
            return pair(core, variant + 1);
        default:
            break;
    }
    return FAULT_END_BUDGET;
}
