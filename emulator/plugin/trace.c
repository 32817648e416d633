/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace: which domain runs when, who touches an address, which functions are entered (TCG plugin,
 * API 4). A domain is world, privilege, mode and place; only changes are written.
 *
 *   -plugin trace.so,out=FILE[,KEY=VALUE...]
 *
 *   out=FILE               one line an event, written at once (below)
 *   place=NAME:START:END   code at START..END-1 belongs to NAME; later ones win over earlier
 *   edges=off              no line for changes of domain
 *   watch=START:LENGTH     a line for each load and store that touches the range, at either alias
 *   calls=FILE             a line for each visit of an address of FILE (one hexadecimal a line)
 *   limit=N                QEMU ends after N events (default 10000)
 *   stop=N                 QEMU ends when N instructions have run
 *   hash=on                hash of all PCs in their order; a good deal slower
 *
 * Numbers but `limit` and `stop` are hexadecimal. Lines, their numbers likewise but n, the count of
 * instructions that ran before:
 *
 *   D id secure privileged handler place         a domain, before its first use
 *   E n pc from to last exception hdpl           change of domain; last: the block left
 *   H n pc domain hdpl                           SBS_HDPLCR was written, hdpl is what it is now
 *   C n pc domain                                a function was entered
 *   W n pc domain r|w size address value hdpl    an access
 *   S id instructions visits                     at the end: what each domain ran
 *   T n hash reason                              the last line: all instructions, why it ended
 *
 * World, privilege and mode hold for a whole translation block (the translator keys blocks by
 * them), so a block that runs in the domain it was translated for costs one comparison.
 * Not seen: accesses of bus masters other than the core, and SG, which QEMU's core does by itself.
 */
#include "view.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

enum {
    MAX_PLACES = 64,
    MAX_DOMAINS = 256,
    MAX_WATCHES = 16,
    HDPLCR = 0x04000410, /* SBS_HDPLCR without the bits that tell the aliases apart */
};

typedef struct {
    char* name;
    uint64_t start;
    uint64_t end;
} Range;

typedef struct {
    bool secure;
    bool privileged;
    bool handler;
    int place; /* -1: none */
    uint64_t instructions;
    uint64_t visits;
} Domain;

static Range places[MAX_PLACES];
static int place_count;
static Range watches[MAX_WATCHES];
static int watch_count;
static Domain domains[MAX_DOMAINS];
static int domain_count;

static const char* out_path;
static FILE* out;
static GHashTable* functions;
static bool edges = true;
static bool hashing;
static uint64_t limit = 10000;
static uint64_t stop_at;

static uint64_t events;
static uint64_t hash = 0xcbf29ce484222325;
static uint64_t entered;
static qemu_plugin_u64 executed;
static qemu_plugin_u64 current;    /* the domain's number + 1; 0 before the first */
static qemu_plugin_u64 last_block; /* PC of the block that ran before */

static struct qemu_plugin_register* secure;
static struct qemu_plugin_register* privileged;
static struct qemu_plugin_register* handler;
static struct qemu_plugin_register* hdpl;
static struct qemu_plugin_register* xpsr;

static uint64_t now(void) {
    return qemu_plugin_u64_get(executed, 0);
}

static void account(void) {
    uint64_t id = qemu_plugin_u64_get(current, 0);

    if (id != 0) {
        domains[id - 1].instructions += now() - entered;
    }
    entered = now();
}

static void finish(const char* reason) {
    if (out == NULL) {
        return;
    }
    account();
    for (int i = 0; i < domain_count; i++) {
        fprintf(out, "S %d %" PRIu64 " %" PRIu64 "\n", i, domains[i].instructions,
                domains[i].visits);
    }
    fprintf(out, "T %" PRIu64 " %016" PRIx64 " %s\n", now(), hashing ? hash : 0, reason);
    fclose(out);
    out = NULL;
}

/* After each event line. */
static void written(void) {
    if (++events >= limit) {
        finish("limit");
        exit(0);
    }
}

/* --- while it runs --------------------------------------------------------------------- */

/* An instruction or block in a callback's one word of data: its PC and its domain's number. */
static void* packed(uint64_t pc, uint64_t domain) {
    return GSIZE_TO_POINTER(domain << 32 | (pc & UINT32_MAX));
}

static uint32_t pc_of(const void* data) {
    return GPOINTER_TO_SIZE(data) & UINT32_MAX;
}

static unsigned domain_of(const void* data) {
    return GPOINTER_TO_SIZE(data) >> 32;
}

static void at_edge(unsigned int cpu, void* data) {
    unsigned to = domain_of(data);
    int from = (int)qemu_plugin_u64_get(current, cpu) - 1;

    account();
    qemu_plugin_u64_set(current, cpu, to + 1);
    domains[to].visits++;
    if (edges) {
        fprintf(out, "E %" PRIu64 " %x %d %u %x %x %x\n", now(), pc_of(data), from, to,
                (uint32_t)qemu_plugin_u64_get(last_block, cpu), view_read(xpsr) & 0x1ff,
                view_read(hdpl));
        written();
    }
}

static void at_call(unsigned int cpu, void* data) {
    (void)cpu;
    fprintf(out, "C %" PRIu64 " %x %u\n", now(), pc_of(data), domain_of(data));
    written();
}

/* One number for both aliases: flash and system flash differ in bit 26, all else in bit 28. */
static uint64_t alias_free(uint64_t address) {
    return address < 0x10000000 ? address & ~0x04000000ull : address & ~0x10000000ull;
}

static uint64_t value_of(qemu_plugin_meminfo_t info) {
    qemu_plugin_mem_value v = qemu_plugin_mem_get_value(info);

    switch (v.type) {
        case QEMU_PLUGIN_MEM_VALUE_U8:
            return v.data.u8;
        case QEMU_PLUGIN_MEM_VALUE_U16:
            return v.data.u16;
        case QEMU_PLUGIN_MEM_VALUE_U32:
            return v.data.u32;
        default:
            return v.data.u64;
    }
}

static bool watched(uint64_t address, unsigned size) {
    for (const Range* w = watches; w < watches + watch_count; w++) {
        if (alias_free(address) < w->end && alias_free(address) + size > w->start) {
            return true;
        }
    }
    return false;
}

static void at_access(unsigned int cpu, qemu_plugin_meminfo_t info, uint64_t address, void* data) {
    unsigned size = 1u << qemu_plugin_mem_size_shift(info);

    (void)cpu;
    if (watched(address, size)) {
        fprintf(out, "W %" PRIu64 " %x %u %c %x %x %" PRIx64 " %x\n", now(), pc_of(data),
                domain_of(data), qemu_plugin_mem_is_store(info) ? 'w' : 'r', size,
                (uint32_t)address, value_of(info), view_read(hdpl));
        written();
    }
}

static void at_secure_store(unsigned int cpu, qemu_plugin_meminfo_t info, uint64_t address,
                            void* data) {
    (void)cpu;
    (void)info;
    if ((address & 0x0fffffff) == HDPLCR && address >> 29 == 2) {
        fprintf(out, "H %" PRIu64 " %x %u %x\n", now(), pc_of(data), domain_of(data),
                view_read(hdpl));
        written();
    }
}

static void at_instruction(unsigned int cpu, void* data) {
    (void)cpu;
    hash = (hash ^ pc_of(data)) * 0x100000001b3;
}

static void at_stop(unsigned int cpu, void* data) {
    (void)cpu;
    (void)data;
    finish("stop");
    exit(0);
}

/* --- translation ------------------------------------------------------------------------ */

static int place_of(uint64_t pc) {
    for (int i = place_count - 1; i >= 0; i--) {
        if (pc >= places[i].start && pc < places[i].end) {
            return i;
        }
    }
    return -1;
}

/* The number of the domain the core is in, for code at PC. */
static unsigned domain_at(uint64_t pc) {
    Domain d = {.secure = view_read(secure),
                .privileged = view_read(privileged),
                .handler = view_read(handler),
                .place = place_of(pc)};
    int i = 0;

    while (i < domain_count &&
           (domains[i].secure != d.secure || domains[i].place != d.place ||
            domains[i].privileged != d.privileged || domains[i].handler != d.handler)) {
        i++;
    }
    if (i == domain_count && i < MAX_DOMAINS) {
        domains[domain_count++] = d;
        fprintf(out, "D %d %d %d %d %s\n", i, d.secure, d.privileged, d.handler,
                d.place < 0 ? "-" : places[d.place].name);
    }
    return MIN(i, MAX_DOMAINS - 1);
}

static void hook_instruction(struct qemu_plugin_insn* insn, unsigned domain) {
    void* data = packed(qemu_plugin_insn_vaddr(insn), domain);

    if (stop_at != 0) {
        qemu_plugin_register_vcpu_insn_exec_cond_cb(insn, at_stop, QEMU_PLUGIN_CB_NO_REGS,
                                                    QEMU_PLUGIN_COND_GE, executed, stop_at, NULL);
    }
    if (hashing) {
        qemu_plugin_register_vcpu_insn_exec_cb(insn, at_instruction, QEMU_PLUGIN_CB_NO_REGS, data);
    }
    if (functions != NULL &&
        g_hash_table_contains(functions, GSIZE_TO_POINTER(qemu_plugin_insn_vaddr(insn)))) {
        qemu_plugin_register_vcpu_insn_exec_cb(insn, at_call, QEMU_PLUGIN_CB_NO_REGS, data);
    }
    if (watch_count != 0) {
        qemu_plugin_register_vcpu_mem_cb(insn, at_access, QEMU_PLUGIN_CB_R_REGS, QEMU_PLUGIN_MEM_RW,
                                         data);
    }
    if (edges && domains[domain].secure && domains[domain].privileged) {
        qemu_plugin_register_vcpu_mem_cb(insn, at_secure_store, QEMU_PLUGIN_CB_R_REGS,
                                         QEMU_PLUGIN_MEM_W, data);
    }
    qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, QEMU_PLUGIN_INLINE_ADD_U64, executed,
                                                        1);
}

static void find_registers(void) {
    if (secure == NULL) {
        secure = view_find("secure");
        privileged = view_find("privileged");
        handler = view_find("handler");
        hdpl = view_find("hdpl");
        xpsr = view_find("xpsr");
    }
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb* tb) {
    uint64_t pc = qemu_plugin_tb_vaddr(tb);
    unsigned domain;

    (void)id;
    if (out == NULL) {
        return;
    }
    find_registers();
    domain = domain_at(pc);
    qemu_plugin_register_vcpu_tb_exec_cond_cb(tb, at_edge, QEMU_PLUGIN_CB_R_REGS,
                                              QEMU_PLUGIN_COND_NE, current, domain + 1,
                                              packed(pc, domain));
    qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, QEMU_PLUGIN_INLINE_STORE_U64, last_block,
                                                      pc);
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
        hook_instruction(qemu_plugin_tb_get_insn(tb, i), domain);
    }
}

static void finished(qemu_plugin_id_t id, void* data) {
    (void)id;
    (void)data;
    if (qemu_plugin_num_vcpus() > 0) {
        finish("end");
    }
}

/* --- arguments --------------------------------------------------------------------------- */

static bool add_place(const char* value) {
    g_auto(GStrv) part = g_strsplit(value, ":", 2);
    Range* p = &places[place_count];

    if (place_count == MAX_PLACES || g_strv_length(part) != 2 ||
        !view_pair(part[1], &p->start, &p->end)) {
        return false;
    }
    p->name = g_strdup(part[0]);
    place_count++;
    return true;
}

static bool add_watch(const char* value) {
    Range* w = &watches[watch_count];

    if (watch_count == MAX_WATCHES || !view_pair(value, &w->start, &w->end) || w->end == 0) {
        return false;
    }
    w->start = alias_free(w->start);
    w->end += w->start;
    watch_count++;
    return true;
}

static bool read_functions(const char* path) {
    g_autofree char* text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        return false;
    }
    functions = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (char* at = text; *at != 0;) {
        gsize pc = g_ascii_strtoull(at, &at, 16);

        g_hash_table_add(functions, GSIZE_TO_POINTER(pc & ~(gsize)1));
        while (*at != 0 && !g_ascii_isxdigit(*at)) {
            at++;
        }
    }
    return true;
}

static bool parse_number(const char* value, uint64_t* number) {
    return g_ascii_string_to_unsigned(value, 10, 1, UINT64_MAX, number, NULL);
}

static bool parse_option(const char* key, const char* value) {
    if (strcmp(key, "out") == 0) {
        out_path = g_strdup(value);
        return true;
    }
    if (strcmp(key, "place") == 0) {
        return add_place(value);
    }
    if (strcmp(key, "watch") == 0) {
        return add_watch(value);
    }
    if (strcmp(key, "calls") == 0) {
        return read_functions(value);
    }
    if (strcmp(key, "limit") == 0) {
        return parse_number(value, &limit);
    }
    if (strcmp(key, "stop") == 0) {
        return parse_number(value, &stop_at);
    }
    if (strcmp(key, "edges") == 0) {
        return qemu_plugin_bool_parse(key, value, &edges);
    }
    return strcmp(key, "hash") == 0 && qemu_plugin_bool_parse(key, value, &hashing);
}

static bool open_output(void) {
    out = out_path == NULL ? NULL : fopen(out_path, "w");
    if (out == NULL) {
        fprintf(stderr, "trace: cannot write %s\n",
                out_path == NULL ? "(out= is missing)" : out_path);
        return false;
    }
    setvbuf(out, NULL, _IOLBF, BUFSIZ);
    return true;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info, int argc,
                                           char** argv) {
    (void)info;
    for (int i = 0; i < argc; i++) {
        g_auto(GStrv) pair = g_strsplit(argv[i], "=", 2);

        if (g_strv_length(pair) != 2 || !parse_option(pair[0], pair[1])) {
            fprintf(stderr, "trace: bad argument '%s'; the file's head lists them\n", argv[i]);
            return -1;
        }
    }
    if (!open_output()) {
        return -1;
    }
    executed = qemu_plugin_scoreboard_u64(qemu_plugin_scoreboard_new(sizeof(uint64_t)));
    current = qemu_plugin_scoreboard_u64(qemu_plugin_scoreboard_new(sizeof(uint64_t)));
    last_block = qemu_plugin_scoreboard_u64(qemu_plugin_scoreboard_new(sizeof(uint64_t)));
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, finished, NULL);
    return 0;
}
