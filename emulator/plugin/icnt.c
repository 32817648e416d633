/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * icnt: counts executed guest instructions exactly, between places in the code (TCG plugin, API 4).
 *
 *   -plugin icnt.so,KEY=VALUE,...
 *
 *   mark=NAME:START:STOP  one sample each time STOP is reached after START: the instructions from
 *                         START (counted) to STOP (not counted). Reaching START again restarts the
 *                         sample. Repeat the key for more pairs; they are independent.
 *   once=NAME:PC          instructions from the origin to the first time PC is reached
 *   origin=PC             the instruction that `once` counts from, each time it is reached; without
 *                         it the first instruction QEMU runs (a plugin is not told of resets)
 *   view=REGISTER         with each `once`: the core's register (soc/core_view.c: hash_busy, ...)
 * when PC was reached; the mark is named NAME.REGISTER exit=PC[:STATUS]      write the results and
 * end QEMU with STATUS (0 without it; `r0` takes the low byte of register R0) profile=NAME:FILE
 * also write how often each PC ran inside the samples of NAME out=FILE              results as
 * text, or as JSON where FILE ends in .json (default: icnt.txt)
 *
 * PCs are hexadecimal; the Thumb bit is ignored. Instructions that fault count; those of interrupt
 * handlers inside a pair count as well. One CPU is assumed, as this chip has.
 */
#include <glib.h>
#include <inttypes.h>
#include <qemu-plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

typedef enum { PAIR, ONCE, ORIGIN, EXIT } Kind;

#define MAX_VIEWS 4

typedef struct {
    char* name;
    struct qemu_plugin_register* handle;
} View;

typedef struct {
    Kind kind;
    char* name;
    uint64_t start;
    uint64_t stop;
    bool running;
    uint64_t begin;
    uint64_t count;
    uint64_t sum;
    uint64_t min;
    uint64_t max;
    uint64_t last;
    uint32_t viewed[MAX_VIEWS]; /* by `once`: of each view */
} Mark;

#define MAX_MARKS 128

static Mark marks[MAX_MARKS];
static int mark_count;
static qemu_plugin_u64 executed;
static uint64_t origin;
static const char* out_path = "icnt.txt";
static const char* status_text = "0";
static struct qemu_plugin_register* r0;
static View views[MAX_VIEWS];
static int view_count;
static Mark* profiled;
static char* profile_name;
static char* profile_path;
static GHashTable* profile;

static uint64_t now(void) {
    return qemu_plugin_u64_get(executed, 0);
}

static void write_views(FILE* f, const Mark* m, bool json) {
    for (int i = 0; i < view_count && m->kind == ONCE; i++) {
        fprintf(f,
                json ? ",\n    \"%s.%s\": {\"total\": %" PRIu32 "}" : "%s.%s total %" PRIu32 "\n",
                m->name, views[i].name, m->viewed[i]);
    }
}

static void write_pair(FILE* f, const Mark* m, bool json) {
    const char* form = json ? "    \"%s\": {\"count\": %" PRIu64 ", \"min\": %" PRIu64
                              ", \"max\": %" PRIu64 ", \"last\": %" PRIu64 ", \"total\": %" PRIu64
                              "}"
                            : "%s count %" PRIu64 " min %" PRIu64 " max %" PRIu64 " last %" PRIu64
                              " total %" PRIu64 "\n";

    fprintf(f, form, m->name, m->count, m->min, m->max, m->last, m->sum);
}

static void write_results(void) {
    bool json = g_str_has_suffix(out_path, ".json");
    FILE* f = fopen(out_path, "w");

    if (f == NULL) {
        fprintf(stderr, "icnt: cannot write %s\n", out_path);
        return;
    }
    fprintf(f,
            json ? "{\n  \"executed\": %" PRIu64 ",\n  \"marks\": {\n" : "executed %" PRIu64 "\n",
            now());
    const char* between = "";
    for (Mark* m = marks; m < marks + mark_count; m++) {
        if (m->kind == PAIR || m->kind == ONCE) {
            fputs(between, f);
            write_pair(f, m, json);
            write_views(f, m, json);
            between = json ? ",\n" : "";
        }
    }
    fputs(json ? "\n  }\n}\n" : "", f);
    fclose(f);
}

static gint by_pc(gconstpointer a, gconstpointer b) {
    return GPOINTER_TO_UINT(a) < GPOINTER_TO_UINT(b) ? -1 : 1;
}

static void write_profile(void) {
    FILE* f = profile_path ? fopen(profile_path, "w") : NULL;

    if (f == NULL) {
        return;
    }
    GList* pcs = g_list_sort(g_hash_table_get_keys(profile), by_pc);
    for (GList* p = pcs; p != NULL; p = p->next) {
        uint64_t* runs = g_hash_table_lookup(profile, p->data);

        if (*runs != 0) {
            fprintf(f, "%08x %" PRIu64 "\n", GPOINTER_TO_UINT(p->data), *runs);
        }
    }
    g_list_free(pcs);
    fclose(f);
}

static void write_all(void) {
    write_results();
    write_profile();
}

static void sample(Mark* m, uint64_t value) {
    m->min = m->count == 0 || value < m->min ? value : m->min;
    m->max = value > m->max ? value : m->max;
    m->last = value;
    m->sum += value;
    m->count++;
}

/* A register's value, little-endian; 0 where the core has none of that name. */
static uint32_t value_of(struct qemu_plugin_register* handle) {
    GByteArray* bytes = g_byte_array_new();
    uint32_t value = 0;

    if (handle != NULL) {
        qemu_plugin_read_register(handle, bytes);
    }
    for (guint i = 0; i < bytes->len && i < sizeof value; i++) {
        value |= (uint32_t)bytes->data[i] << (8 * i);
    }
    g_byte_array_free(bytes, TRUE);
    return value;
}

static void end_of_run(void) {
    int status = atoi(status_text);

    if (strcmp(status_text, "r0") == 0) {
        status = value_of(r0) & 0xff;
    }
    write_all();
    exit(status);
}

static void at_start(unsigned int cpu, void* data) {
    Mark* m = data;

    (void)cpu;
    m->begin = now();
    m->running = true;
}

static void at_stop(unsigned int cpu, void* data) {
    Mark* m = data;

    (void)cpu;
    if (m->running) {
        m->running = false;
        sample(m, now() - m->begin);
    }
}

static void at_once(unsigned int cpu, void* data) {
    Mark* m = data;

    (void)cpu;
    if (m->count == 0) {
        sample(m, now() - origin);
        for (int i = 0; i < view_count; i++) {
            m->viewed[i] = value_of(views[i].handle);
        }
    }
}

static void at_origin(unsigned int cpu, void* data) {
    (void)cpu;
    (void)data;
    origin = now();
}

static void at_exit_mark(unsigned int cpu, void* data) {
    (void)cpu;
    (void)data;
    end_of_run();
}

static void at_profiled(unsigned int cpu, void* data) {
    (void)cpu;
    if (profiled->running) {
        ++*(uint64_t*)data;
    }
}

static void hook(struct qemu_plugin_insn* insn, qemu_plugin_vcpu_udata_cb_t callback, Mark* m) {
    qemu_plugin_register_vcpu_insn_exec_cb(insn, callback, QEMU_PLUGIN_CB_R_REGS, m);
}

/* STOP before START: a pair whose two places are one measures from visit to visit. */
static void hook_mark(struct qemu_plugin_insn* insn, uint64_t pc, Mark* m) {
    static const qemu_plugin_vcpu_udata_cb_t at[] = {
        [PAIR] = at_start, [ONCE] = at_once, [ORIGIN] = at_origin, [EXIT] = at_exit_mark};

    if (m->kind == PAIR && pc == m->stop) {
        hook(insn, at_stop, m);
    }
    if (pc == m->start) {
        hook(insn, at[m->kind], m);
    }
}

static void hook_profile(struct qemu_plugin_insn* insn, uint64_t pc) {
    gpointer key = GUINT_TO_POINTER((guint)pc);
    uint64_t* runs = g_hash_table_lookup(profile, key);

    if (runs == NULL) {
        runs = g_new0(uint64_t, 1);
        g_hash_table_insert(profile, key, runs);
    }
    qemu_plugin_register_vcpu_insn_exec_cb(insn, at_profiled, QEMU_PLUGIN_CB_NO_REGS, runs);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb* tb) {
    size_t size = qemu_plugin_tb_n_insns(tb);

    (void)id;
    for (size_t i = 0; i < size; i++) {
        struct qemu_plugin_insn* insn = qemu_plugin_tb_get_insn(tb, i);
        uint64_t pc = qemu_plugin_insn_vaddr(insn);

        for (Mark* m = marks; m < marks + mark_count; m++) {
            hook_mark(insn, pc, m);
        }
        if (profiled != NULL) {
            hook_profile(insn, pc);
        }
        qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, QEMU_PLUGIN_INLINE_ADD_U64,
                                                            executed, 1);
    }
}

static void cpu_ready(qemu_plugin_id_t id, unsigned int cpu) {
    (void)id;
    (void)cpu;
    GArray* registers = qemu_plugin_get_registers();

    for (guint i = 0; registers != NULL && i < registers->len; i++) {
        qemu_plugin_reg_descriptor* r = &g_array_index(registers, qemu_plugin_reg_descriptor, i);

        if (strcmp(r->name, "r0") == 0) {
            r0 = r->handle;
        }
        for (int v = 0; v < view_count; v++) {
            if (strcmp(r->name, views[v].name) == 0) {
                views[v].handle = r->handle;
            }
        }
    }
}

static void finished(qemu_plugin_id_t id, void* data) {
    (void)id;
    (void)data;
    write_all();
}

static bool parse_pc(const char* text, uint64_t* pc) {
    char* end;

    *pc = g_ascii_strtoull(text, &end, 16) & ~1ull;
    return end != text && *end == 0;
}

static bool add_mark(Kind kind, const char* name, const char* start, const char* stop) {
    Mark m = {.kind = kind, .name = g_strdup(name)};

    if (mark_count == MAX_MARKS || !parse_pc(start, &m.start) ||
        (stop != NULL && !parse_pc(stop, &m.stop))) {
        return false;
    }
    marks[mark_count++] = m;
    return true;
}

static bool parse_option(const char* key, const char* value) {
    g_auto(GStrv) part = g_strsplit(value, ":", 3);
    guint parts = g_strv_length(part);

    if (strcmp(key, "mark") == 0 && parts == 3) {
        return add_mark(PAIR, part[0], part[1], part[2]);
    }
    if (strcmp(key, "once") == 0 && parts == 2) {
        return add_mark(ONCE, part[0], part[1], NULL);
    }
    if (strcmp(key, "view") == 0 && parts == 1 && view_count < MAX_VIEWS) {
        views[view_count++].name = g_strdup(part[0]);
        return true;
    }
    if (strcmp(key, "origin") == 0 && parts == 1) {
        return add_mark(ORIGIN, "origin", part[0], NULL);
    }
    if (strcmp(key, "exit") == 0 && (parts == 1 || parts == 2)) {
        status_text = parts == 2 ? g_strdup(part[1]) : "0";
        return add_mark(EXIT, "exit", part[0], NULL);
    }
    if (strcmp(key, "profile") == 0 && parts == 2) {
        profile_name = g_strdup(part[0]);
        profile_path = g_strdup(part[1]);
        return true;
    }
    if (strcmp(key, "out") == 0 && *value != 0) {
        out_path = g_strdup(value);
        return true;
    }
    return false;
}

static bool find_profiled(void) {
    for (Mark* m = marks; profile_name != NULL && m < marks + mark_count; m++) {
        if (m->kind == PAIR && strcmp(m->name, profile_name) == 0) {
            profiled = m;
        }
    }
    return profile_name == NULL || profiled != NULL;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info, int argc,
                                           char** argv) {
    (void)info;
    for (int i = 0; i < argc; i++) {
        g_auto(GStrv) pair = g_strsplit(argv[i], "=", 2);

        if (g_strv_length(pair) != 2 || !parse_option(pair[0], pair[1])) {
            fprintf(stderr, "icnt: bad argument '%s'; the file's head lists them\n", argv[i]);
            return -1;
        }
    }
    if (!find_profiled()) {
        fprintf(stderr, "icnt: profile= names no mark\n");
        return -1;
    }
    profile = g_hash_table_new(g_direct_hash, g_direct_equal);
    executed = qemu_plugin_scoreboard_u64(qemu_plugin_scoreboard_new(sizeof(uint64_t)));
    qemu_plugin_register_vcpu_init_cb(id, cpu_ready);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, finished, NULL);
    return 0;
}
