/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Probes of isolation: what to ask, where, and the answers in runs. See probe.h.
 *
 * Modelled: each context is asked at the first instruction of its list that comes to run; the run
 * goes on from a snapshot afterwards. Left out: contexts that the run does not come to are told,
 * and the process fails.
 */
#include "qemu/osdep.h"

#include "emulator/fault/probe.h"

#include "emulator/soc/chip_internal.h"
#include "exec/breakpoint.h"
#include "hw/core/cpu.h"
#include "qemu/error-report.h"
#include "system/cpu-timers.h"
#include "system/runstate.h"
#include "target/arm/internals.h"

enum { CONTEXTS_MAX = 24, ADDRESSES_MAX = 32, RANGES_MAX = 4096, ACCESSES = 3 };

typedef enum Kind { BY_CORE, BY_UNPRIVILEGED, BY_DMA, BY_UNPRIVILEGED_DMA } Kind;
static const char* const kind_names[] = {"core", "unprivileged", "dma", "unprivileged-dma"};

typedef struct Context {
    char* name;
    Kind kind;
    uint32_t address[ADDRESSES_MAX];
    unsigned addresses;
    bool asked;
} Context;

typedef struct Span {
    uint32_t first;
    uint32_t count;
    uint32_t step;
} Span;

typedef struct Engine {
    H573Soc* soc;
    Probe probe;
    Context context[CONTEXTS_MAX];
    unsigned contexts;
    Span range[RANGES_MAX];
    unsigned ranges;
    uint64_t limit;
    uint32_t sample;     /* every so many-th question is tried too; 0: none */
    uint32_t dma_sample; /* of the questions to the DMA */
    uint64_t questions, tried, disagreements;
} Engine;

/* --- the file ----------------------------------------------------------------------------- */

static G_NORETURN void refuse(const char* line) {
    error_report("probe: cannot use the line '%s'", line);
    exit(1);
}

static uint32_t number(const char* word, const char* line) {
    char* end = NULL;
    uint64_t value = word ? strtoull(word, &end, 0) : 0;

    if (!end || end == word || *end || value > UINT32_MAX) {
        refuse(line);
    }
    return value;
}

static Kind kind_of(const char* name, const char* line) {
    for (unsigned i = 0; i < ARRAY_SIZE(kind_names); i++) {
        if (g_strcmp0(name, kind_names[i]) == 0) {
            return i;
        }
    }
    refuse(line);
}

static void read_context(Engine* e, char** words, unsigned count, const char* line) {
    Context* c = &e->context[e->contexts];

    if (e->contexts == CONTEXTS_MAX || count < 4 || count - 3 > ADDRESSES_MAX) {
        refuse(line);
    }
    c->name = g_strdup(words[1]);
    c->kind = kind_of(words[2], line);
    for (unsigned i = 3; i < count; i++) {
        c->address[c->addresses++] = number(words[i], line);
    }
    e->contexts++;
}

static void read_line(Engine* e, const char* line) {
    g_auto(GStrv) words = g_strsplit(line, " ", 0);
    unsigned count = g_strv_length(words);

    if (g_str_equal(words[0], "context")) {
        read_context(e, words, count, line);
    } else if (g_str_equal(words[0], "range") && count == 4 && e->ranges < RANGES_MAX) {
        e->range[e->ranges++] =
            (Span){number(words[1], line), number(words[2], line), number(words[3], line)};
    } else if (g_str_equal(words[0], "limit") && count == 2) {
        e->limit = number(words[1], line);
    } else if (g_str_equal(words[0], "sample") && count == 3) {
        e->sample = number(words[1], line);
        e->dma_sample = number(words[2], line);
    } else {
        refuse(line);
    }
}

static void read_file(Engine* e, const char* file) {
    g_autofree char* text = NULL;
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents(file, &text, NULL, NULL)) {
        error_report("probe: cannot read %s", file);
        exit(1);
    }
    lines = g_strsplit(text, "\n", 0);
    for (unsigned i = 0; lines[i]; i++) {
        if (*lines[i]) {
            read_line(e, lines[i]);
        }
    }
}

/* --- asking --------------------------------------------------------------------------------- */

static bool by_dma(const Context* c) {
    return c->kind == BY_DMA || c->kind == BY_UNPRIVILEGED_DMA;
}

static char ask(Engine* e, const Context* c, uint32_t address, MMUAccessType access) {
    return by_dma(c) ? probe_dma_ask(&e->probe, address, access, c->kind == BY_DMA)
                     : probe_core_ask(&e->probe, address, access);
}

static char try(Engine* e, const Context* c, uint32_t address, MMUAccessType access) {
    return by_dma(c) ? probe_dma_try(&e->probe, address, access, c->kind == BY_DMA)
                     : probe_core_try(&e->probe, address, access);
}

/* To a DMA channel every refusal is a bus error, and nothing is where nothing is modelled. */
static bool same(const Context* c, char asked, char tried) {
    bool reached = asked == PROBE_REACHED || asked == PROBE_NOTHING;

    return by_dma(c) ? reached == (tried == PROBE_REACHED) : asked == tried;
}

/* Far from each other in a prime's steps, the first and the last of each range always. */
static bool is_chosen(const Engine* e, const Context* c, const Span* r, uint32_t index) {
    uint32_t every = by_dma(c) ? e->dma_sample : e->sample;

    return every != 0 && (index == 0 || index == r->count - 1 || index % every == 0);
}

static void answer(Engine* e, const Context* c, const Span* r, uint32_t index, char* letters) {
    uint32_t address = r->first + index * r->step;
    unsigned accesses = by_dma(c) ? 2 : ACCESSES;

    letters[2] = '-';
    for (unsigned access = 0; access < accesses; access++) {
        letters[access] = ask(e, c, address, access);
        e->questions++;
        if (is_chosen(e, c, r, index)) {
            char tried = try(e, c, address, access);
            e->tried++;
            if (!same(c, letters[access], tried)) {
                e->disagreements++;
                printf("disagree %s 0x%08x %u %c %c\n", c->name, address, access, letters[access],
                       tried);
            }
        }
    }
}

static void ask_range(Engine* e, const Context* c, const Span* r) {
    char last[ACCESSES + 1] = "", letters[ACCESSES + 1] = "";
    uint32_t from = 0;

    for (uint32_t i = 0; i <= r->count; i++) {
        if (i < r->count) {
            answer(e, c, r, i, letters);
        }
        if (i == r->count || (i > 0 && !g_str_equal(letters, last))) {
            printf("run %s 0x%08x %u %u %s\n", c->name, r->first + from * r->step, i - from,
                   r->step, last);
            from = i;
        }
        memcpy(last, letters, sizeof last);
    }
}

static void ask_context(Engine* e, Context* c) {
    Probe* p = &e->probe;
    FaultSnapshot* before = p->here;

    c->asked = true;
    fault_snapshot_take(before);
    if (c->kind == BY_UNPRIVILEGED) {
        p->core.env->v7m.control[p->core.env->v7m.secure] |= R_V7M_CONTROL_NPRIV_MASK;
        arm_rebuild_hflags(p->core.env);
        fault_snapshot_take(before);
    }
    if (!by_dma(c) && !probe_core_find_code(p)) {
        error_report("probe: no load and store in the code of %s", c->name);
        exit(1);
    }
    printf("context %s 0x%08x %s %s\n", c->name, p->core.env->regs[15],
           p->core.env->v7m.secure ? "secure" : "non-secure",
           arm_current_el(p->core.env) > 0 ? "privileged" : "unprivileged");
    for (unsigned i = 0; i < e->ranges; i++) {
        ask_range(e, c, &e->range[i]);
    }
    fault_snapshot_go_back(before, false);
}

/* --- the run ---------------------------------------------------------------------------------- */

static bool stands_at(const Context* c, uint32_t pc) {
    for (unsigned i = 0; i < c->addresses; i++) {
        if (c->address[i] == pc) {
            return true;
        }
    }
    return false;
}

static unsigned set_breakpoints(Engine* e) {
    CPUState* cs = CPU(e->probe.core.cpu);
    unsigned missing = 0;

    cpu_breakpoint_remove_all(cs, BP_GDB);
    for (unsigned i = 0; i < e->contexts; i++) {
        for (unsigned a = 0; !e->context[i].asked && a < e->context[i].addresses; a++) {
            cpu_breakpoint_insert(cs, e->context[i].address[a], BP_GDB, NULL);
        }
        missing += !e->context[i].asked;
    }
    return missing;
}

static void ask_here(Engine* e, FaultSnapshot* instant) {
    uint32_t pc = e->probe.core.env->regs[15];

    cpu_breakpoint_remove_all(CPU(e->probe.core.cpu), BP_GDB);
    fault_snapshot_take(instant);
    for (unsigned i = 0; i < e->contexts; i++) {
        if (!e->context[i].asked && stands_at(&e->context[i], pc)) {
            ask_context(e, &e->context[i]);
            fault_snapshot_go_back(instant, false);
        }
    }
}

static void probe_job(CPUState* cs, run_on_cpu_data data) {
    Engine* e = data.host_ptr;
    FaultSnapshots* snapshots;
    FaultSnapshot* instant;

    fault_core_take_over(&e->probe.core, e->soc);
    probe_core_take_over(&e->probe);
    snapshots = fault_snapshots_new(&e->probe.core, NULL);
    e->probe.here = fault_snapshot_new(snapshots);
    instant = fault_snapshot_new(snapshots);
    while (set_breakpoints(e) > 0) {
        FaultEnd end = fault_core_run(&e->probe.core, e->limit, NULL);
        if (end != FAULT_END_BREAK) {
            error_report("probe: the run ended (%d) at 0x%08x with %u contexts to come", end,
                         e->probe.core.env->regs[15], set_breakpoints(e));
            _exit(1);
        }
        ask_here(e, instant);
    }
    printf("done %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", e->questions, e->tried, e->disagreements);
    fflush(stdout);
    _exit(0);
}

static void on_start(void* opaque, bool running, RunState state) {
    Engine* e = opaque;

    if (running) {
        async_run_on_cpu(CPU(e->soc->armv7m.cpu), probe_job, RUN_ON_CPU_HOST_PTR(e));
    }
}

void probe_start(H573Soc* soc, const char* file) {
    Engine* e = g_new0(Engine, 1);

    if (!icount_enabled()) {
        error_report("probes want exact instruction counts: -icount shift=4,sleep=off");
        exit(1);
    }
    e->soc = soc;
    e->limit = 100000000;
    read_file(e, file);
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    qemu_add_vm_change_state_handler(on_start, e);
}
