/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fault engine: a golden run gives the sites, then each case starts from a snapshot right
 * before its site, runs to its end, and is told in one line.
 *
 * Modelled: cases in order of the golden run, so that one snapshot moves along with the sites; a
 * board that a case changed is booted again without a fault, to see whether it still comes to the
 * golden end.
 * Left out: what a line of the campaign does not name (README.md).
 */
#include "emulator/fault/engine.h"

#include "emulator/fault/shortcut.h"
#include "emulator/fault/site.h"
#include "emulator/fault/snapshot.h"
#include "emulator/soc/chip_internal.h"
#include "exec/breakpoint.h"
#include "hw/core/cpu.h"
#include "qemu/error-report.h"
#include "system/cpu-timers.h"
#include "system/runstate.h"

enum { TELL_EVERY = 200, STEPS_MAX = 200000, ROWS_MAX = 64, BOOTS_MAX = 3, TRIES = 16, MISSES = 3 };
enum { NEAR = 48, SLACK = 2000, CHUNK = 200000 };

typedef struct Engine {
    H573Soc* soc;
    FaultCampaign* campaign;
    FaultCore core;
    FaultSnapshots* snapshots;
    FaultSnapshot* powered;    /* before the first instruction */
    FaultSnapshot* begin;      /* of the window */
    FaultSnapshot* cursor;     /* right before the site whose turn it is */
    FaultSnapshot* finish;     /* of the golden run */
    FaultShortcuts* shortcuts; /* NULL: each case runs to its end */
    uint64_t cursor_index;
    FaultGolden* golden;
    uint32_t golden_word;
    const char* golden_name;
    uint64_t cases, chosen;
} Engine;

static const char* const end_names[] = {"timeout", "break", "halt", "reset", "lockup"};

/* --- ends ------------------------------------------------------------------------------- */

static uint32_t sram_word(const Engine* e, uint32_t address) {
    uint32_t offset = address & 0x0fffffff;

    return offset > BOARD_SRAM_SIZE - 4 ? 0 : ldl_le_p(e->soc->board->sram + offset);
}

static uint32_t word_at(const Engine* e, uint32_t address) {
    return address == 0 ? 0 : sram_word(e, address);
}

static uint32_t told_word(const Engine* e) {
    return word_at(e, e->campaign->word);
}

static bool has_record(const Engine* e) {
    const FaultRecord* r = &e->campaign->record;
    uint32_t count = r->number == 0 ? 0 : sram_word(e, r->count);

    for (uint32_t i = 0; i < MIN(count, ROWS_MAX); i++) {
        uint32_t row = r->rows + i * r->size;
        if (sram_word(e, row) == r->number && (sram_word(e, row + r->flags) & r->set) == r->set) {
            return true;
        }
    }
    return false;
}

static bool at_end(const Engine* e, FaultEnd end) {
    return end == FAULT_END_BREAK && e->campaign->end != 0 &&
           e->core.env->regs[15] == e->campaign->end;
}

/* Reached means executed: END is FAULT_END_BREAK where run_on() saw that, or where the run ends. */
static const char* outcome(const Engine* e, FaultEnd end) {
    bool spins_there =
        end == FAULT_END_BUDGET && fault_in_ranges(&e->campaign->success, e->core.env->regs[15]);
    bool there = spins_there || (end == FAULT_END_BREAK && (!at_end(e, end) || has_record(e)));

    if (there || h573_hdpl(e->soc->chip) > e->campaign->level) {
        return "success";
    }
    if (end == FAULT_END_BREAK) {
        return "passed";
    }
    if (end == FAULT_END_HALT) {
        return e->core.faulted ? "fault" : "halt";
    }
    return end_names[end];
}

static void set_traps(Engine* e) {
    for (unsigned i = 0; i < e->campaign->success.count; i++) {
        cpu_breakpoint_insert(CPU(e->core.cpu), e->campaign->success.range[i].first, BP_GDB, NULL);
    }
    if (e->campaign->end != 0) {
        cpu_breakpoint_insert(CPU(e->core.cpu), e->campaign->end, BP_GDB, NULL);
    }
}

/*
 * Coming to a trap is not enough, the MPU may refuse to execute what is there: the trap's
 * instruction has to run without a fault. END is what the run came to so far.
 */
static FaultEnd settle(Engine* e, FaultEnd end, uint64_t budget) {
    if (end == FAULT_END_BREAK && !at_end(e, end)) {
        bool faulted = e->core.faulted;

        cpu_breakpoint_remove_all(CPU(e->core.cpu), BP_GDB);
        e->core.faulted = false;
        end = fault_core_run(&e->core, 1, NULL);
        if (end == FAULT_END_BUDGET) {
            end = e->core.faulted ? fault_core_run(&e->core, budget, NULL) : FAULT_END_BREAK;
        }
        e->core.faulted |= faulted;
        set_traps(e);
    }
    return end;
}

static FaultEnd run_on(Engine* e, uint64_t budget) {
    return settle(e, fault_core_run(&e->core, budget, NULL), budget);
}

/* --- the board afterwards -------------------------------------------------------------------- */

/* Boots without a fault the board as it is, until it ends otherwise than by a reset of its own. */
static FaultEnd boot_again(Engine* e) {
    FaultEnd end = FAULT_END_RESET;

    for (unsigned boot = 0; end == FAULT_END_RESET && boot < BOOTS_MAX; boot++) {
        fault_snapshot_go_back(e->powered, true);
        e->core.faulted = false;
        end = run_on(e, e->golden->length * 2 + e->campaign->limit);
    }
    return end;
}

/*
 * What the case that ended left behind: a board as the golden run leaves it, or has it before, is
 * none the worse. OBKeys, OTP and options may be nothing else; where other flash is, the board has
 * to end as the golden run does when it is booted.
 */
static const char* aftermath(Engine* e) {
    FaultDifference before, behind;
    FaultEnd end;
    const char* name;

    if (!fault_snapshot_board_changed(e->begin)) {
        return "";
    }
    before = fault_snapshot_board_difference(e->begin);
    behind = fault_snapshot_board_difference(e->finish);
    if (before == FAULT_SAME || behind == FAULT_SAME) {
        return "";
    }
    end = boot_again(e);
    name = outcome(e, end);
    if (g_str_equal(name, "success")) {
        return " taken";
    }
    if (before == FAULT_SETTINGS_DIFFER && behind == FAULT_SETTINGS_DIFFER) {
        return " brick";
    }
    return end == e->golden->end && told_word(e) == e->golden_word ? " changed" : " brick";
}

/* --- cases --------------------------------------------------------------------------------- */

static uint64_t mixed(uint64_t z) {
    z += 0x9e3779b97f4a7c15; /* splitmix64 */
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* Whether the Nth of all cases belongs to the sample. */
static bool is_chosen(const Engine* e, uint64_t n, unsigned site, unsigned model,
                      unsigned variant) {
    const FaultCampaign* c = e->campaign;

    if (c->only) {
        return site == c->only_site && model == c->only_model && variant == c->only_variant;
    }
    return c->sample == 0 || c->sample >= e->cases ||
           mixed(c->seed ^ mixed(n)) % e->cases < c->sample;
}

static unsigned variants(const Engine* e, const FaultSite* site, unsigned model) {
    return e->campaign->models >> model & 1 ? fault_variants(site, model, e->campaign) : 0;
}

static unsigned cases_of(const Engine* e, const FaultSite* site) {
    unsigned count = 0;

    for (unsigned model = 0; model < FAULT_MODELS; model++) {
        count += variants(e, site, model);
    }
    return count;
}

static void move_cursor(Engine* e, const FaultSite* site) {
    fault_snapshot_go_back(e->cursor, false);
    if (site->index > e->cursor_index) {
        fault_core_run(&e->core, site->index - e->cursor_index, NULL);
        fault_snapshot_take(e->cursor);
        e->cursor_index = site->index;
    }
    if (e->core.env->regs[15] != site->pc) {
        error_report("fault campaign: the run does not repeat itself at 0x%08x", site->pc);
        exit(1);
    }
}

/* What runs after the fault, told as the addresses it came to. */
static FaultEnd run_told(Engine* e, uint64_t budget) {
    FaultEnd end = FAULT_END_BUDGET;

    for (unsigned i = 0; i < STEPS_MAX && end == FAULT_END_BUDGET && budget > 0; i++, budget--) {
        printf("step 0x%08x 0x%08x\n", e->core.env->regs[15], e->core.env->regs[13]);
        end = run_on(e, 1);
    }
    return end == FAULT_END_BUDGET ? run_on(e, budget) : end;
}

/* Runs to where ANCHOR would run next, or for BUDGET instructions. */
static FaultEnd run_to_anchor(Engine* e, const FaultAnchor* anchor, int64_t budget, int64_t* done) {
    CPUBreakpoint* there;
    FaultEnd end;

    cpu_breakpoint_insert(CPU(e->core.cpu), anchor->place.pc, BP_GDB, &there);
    end = fault_core_run(&e->core, budget, done);
    cpu_breakpoint_remove_by_ref(CPU(e->core.cpu), there);
    return end;
}

/* To the end, unless it is known before that that there is none. */
static FaultEnd run_or_spin(Engine* e, int64_t budget, int64_t chunk) {
    bool spins = false;
    FaultEnd end = FAULT_END_BUDGET;

    for (; end == FAULT_END_BUDGET && budget > 0 && !spins; chunk = 2 * chunk + CHUNK) {
        int64_t done;
        end = fault_core_run(&e->core, MIN(budget, chunk), &done);
        budget -= done;
        if (end == FAULT_END_BUDGET && budget > CHUNK) {
            end = fault_watch_spin(e->shortcuts, &done, &spins);
            budget -= done;
        }
    }
    return settle(e, end, MAX(budget, 0));
}

/*
 * As run_on(), but where the chip comes to a state of the golden run, *CONVERGED tells that the end
 * is that one's. Right behind an anchor there may be one where the registers agree, too; then
 * further and further away.
 */
static FaultEnd run_short(Engine* e, const FaultSite* site, int64_t budget, bool* converged) {
    const FaultAnchor* anchor = fault_anchor_after(e->shortcuts, site->index + 1);
    int64_t left = e->golden->length - site->index, ran = 0;
    unsigned missed = 0;

    for (unsigned i = 0; anchor && i < TRIES && missed < MISSES; i++) {
        int64_t away = anchor->place.index - site->index;
        int64_t done, wait = MIN(away + away / 4 + SLACK, budget) - ran;
        FaultEnd end = wait > 0 ? run_to_anchor(e, anchor, wait, &done) : FAULT_END_BUDGET;

        ran += wait > 0 ? done : 0;
        if (end == FAULT_END_BREAK && e->core.env->regs[15] == anchor->place.pc) {
            if (ran + left - away <= budget && fault_converged(e->shortcuts, anchor)) {
                *converged = true;
                return e->golden->end;
            }
        } else if (end != FAULT_END_BUDGET) {
            return settle(e, end, budget - ran);
        } else {
            missed++;
        }
        anchor = fault_anchor_after(e->shortcuts, anchor->place.index + (NEAR << i));
    }
    return run_or_spin(e, budget - ran, MAX(left - ran, 0) + CHUNK / 4);
}

static void run_case(Engine* e, const FaultSite* site, unsigned number, unsigned model,
                     unsigned variant) {
    uint64_t left = e->golden->length - site->index;
    const char* name;
    uint32_t pc, word;
    bool converged = false;
    FaultEnd end;

    fault_snapshot_go_back(e->cursor, false);
    e->core.faulted = false;
    end = fault_inject(&e->core, site, e->campaign, model, variant);
    if (end == FAULT_END_BUDGET || end == FAULT_END_BREAK) {
        uint64_t budget = left + left / 2 + e->campaign->patience;
        end = e->campaign->only ? run_told(e, budget)
              : e->shortcuts    ? run_short(e, site, budget, &converged)
                                : run_on(e, budget);
    }
    name = converged ? e->golden_name : outcome(e, end);
    pc = converged ? e->golden->pc : e->core.env->regs[15];
    word = converged ? e->golden_word : told_word(e);
    printf("case %u %s %u %s 0x%08x 0x%08x%s\n", number, fault_model_names[model], variant, name,
           pc, word, converged ? "" : aftermath(e));
    if (++e->chosen % TELL_EVERY == 0) {
        fflush(stdout);
    }
}

/* The cases of one site; FIRST is the number of the first one of them among all. */
static void run_site(Engine* e, unsigned number, uint64_t first) {
    const FaultSite* site = &g_array_index(e->golden->sites, FaultSite, number);
    bool here = false;

    for (unsigned model = 0; model < FAULT_MODELS; model++) {
        unsigned count = variants(e, site, model);
        for (unsigned variant = 0; variant < count; variant++) {
            if (is_chosen(e, first++, number, model, variant)) {
                if (!here) {
                    move_cursor(e, site);
                    here = true;
                }
                run_case(e, site, number, model, variant);
            }
        }
    }
}

static void run_cases(Engine* e) {
    uint64_t first = 0;

    for (unsigned i = 0; i < e->golden->sites->len; i++) {
        if (i % e->campaign->workers == e->campaign->worker) {
            run_site(e, i, first);
        }
        first += cases_of(e, &g_array_index(e->golden->sites, FaultSite, i));
    }
}

/* --- the campaign ---------------------------------------------------------------------------- */

static void tell_golden(Engine* e) {
    const FaultGolden* g = e->golden;

    for (unsigned i = 0; i < g->sites->len; i++) {
        const FaultSite* s = &g_array_index(g->sites, FaultSite, i);
        printf("site %u %" PRIu64 " 0x%08x %u %s %u 0x%04x 0x%04x 0x%04x\n", i, s->index, s->pc,
               s->hit, thumb_kind_name(s->insn.kind), s->insn.length, s->writes, s->insn.loads,
               s->insn.compares);
        e->cases += cases_of(e, s);
    }
    printf("golden %" PRIu64 " %s 0x%08x 0x%08x 0x%08x\n", g->length, outcome(e, g->end), g->pc,
           e->golden_word, word_at(e, e->campaign->why));
    printf("cases %" PRIu64 "\n", e->cases);
    fflush(stdout);
}

/* From where it stands to where `start` would run next. */
static FaultEnd run_to_start(Engine* e) {
    CPUState* cs = CPU(e->core.cpu);
    CPUBreakpoint* start;
    FaultEnd end;

    if (e->core.env->regs[15] == e->campaign->start) {
        fault_core_run(&e->core, 1, NULL);
    }
    cpu_breakpoint_insert(cs, e->campaign->start, BP_GDB, &start);
    end = fault_core_run(&e->core, e->campaign->limit, NULL);
    cpu_breakpoint_remove_by_ref(cs, start);
    return end;
}

static void reach_window(Engine* e) {
    FaultEnd end = FAULT_END_BREAK;

    e->snapshots = fault_snapshots_new(&e->core, &e->campaign->keys);
    e->powered = fault_snapshot_new(e->snapshots);
    fault_snapshot_take(e->powered);
    for (unsigned hit = 0; hit < e->campaign->start_hit && end == FAULT_END_BREAK; hit++) {
        end = run_to_start(e);
    }
    if (end != FAULT_END_BREAK) {
        error_report("fault campaign: the board does not come to 0x%08x (%s at 0x%08x)",
                     e->campaign->start, end_names[end], e->core.env->regs[15]);
        exit(1);
    }
}

static void campaign_job(CPUState* cs, run_on_cpu_data data) {
    Engine* e = data.host_ptr;

    fault_core_take_over(&e->core, e->soc);
    reach_window(e);
    set_traps(e);
    e->begin = fault_snapshot_new(e->snapshots);
    e->cursor = fault_snapshot_new(e->snapshots);
    fault_snapshot_take(e->begin);
    fault_snapshot_take(e->cursor);
    e->core.faulted = false;
    e->golden = fault_golden_run(&e->core, e->campaign);
    e->golden_word = told_word(e);
    e->golden_name = outcome(e, e->golden->end);
    e->finish = fault_snapshot_new(e->snapshots);
    fault_snapshot_take(e->finish);
    tell_golden(e);
    if (!e->campaign->whole && !e->campaign->only) {
        e->shortcuts = fault_shortcuts_new(&e->core, e->campaign, e->snapshots, e->begin, e->finish,
                                           e->golden);
    }
    run_cases(e);
    puts("done");
    fflush(stdout);
    _exit(0);
}

static void on_start(void* opaque, bool running, RunState state) {
    Engine* e = opaque;

    if (running) {
        async_run_on_cpu(CPU(e->soc->armv7m.cpu), campaign_job, RUN_ON_CPU_HOST_PTR(e));
    }
}

void fault_engine_start(H573Soc* soc, const char* file) {
    Engine* e = g_new0(Engine, 1);

    if (!icount_enabled()) {
        error_report("a fault campaign wants exact instruction counts: -icount shift=4,sleep=off");
        exit(1);
    }
    e->soc = soc;
    e->campaign = fault_campaign_read(file);
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    qemu_add_vm_change_state_handler(on_start, e);
}
