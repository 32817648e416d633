/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cover: which code ran, and how often (TCG plugin, API 4).
 *
 *   -plugin cover.so,out=FILE
 *
 * FILE is a table of translation blocks, mapped while QEMU runs, so that pulling the plug loses
 * nothing of it. Little-endian: 8 bytes "SMCOVER1", u64 number of records, then for each block
 * u32 first PC, u32 bytes, u64 runs. One stretch of code may be in several blocks: add them up.
 *
 * A block that an exception leaves half-way counts as a whole, and so do the instructions of a
 * block that an IT condition skips; all branches end a block.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "view.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

enum { MAX_BLOCKS = 1 << 18 };

typedef struct {
    uint32_t pc;
    uint32_t size;
    uint64_t runs;
} Block;

typedef struct {
    char magic[8];
    uint64_t count;
    Block blocks[MAX_BLOCKS];
} Table;

static Table* table;
static GHashTable* known; /* PC and size -> Block */

static void at_block(unsigned int cpu, void* data) {
    (void)cpu;
    ((Block*)data)->runs++;
}

static uint32_t bytes_of(const struct qemu_plugin_tb* tb) {
    const struct qemu_plugin_insn* last =
        qemu_plugin_tb_get_insn(tb, qemu_plugin_tb_n_insns(tb) - 1);

    return qemu_plugin_insn_vaddr(last) + qemu_plugin_insn_size(last) - qemu_plugin_tb_vaddr(tb);
}

/* NULL: the table is full, which no program of this flash's size can bring about. */
static Block* block_of(const struct qemu_plugin_tb* tb) {
    uint32_t pc = qemu_plugin_tb_vaddr(tb);
    uint32_t size = bytes_of(tb);
    gpointer key = GSIZE_TO_POINTER((gsize)pc << 32 | size);
    Block* block = g_hash_table_lookup(known, key);

    if (block == NULL && table->count < MAX_BLOCKS) {
        block = &table->blocks[table->count];
        block->pc = pc;
        block->size = size;
        table->count++;
        g_hash_table_insert(known, key, block);
    }
    return block;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb* tb) {
    Block* block = block_of(tb);

    (void)id;
    if (block != NULL) {
        qemu_plugin_register_vcpu_tb_exec_cb(tb, at_block, QEMU_PLUGIN_CB_NO_REGS, block);
    }
}

static bool map_table(const char* path) {
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);

    if (file < 0 || ftruncate(file, sizeof(Table)) != 0) {
        return false;
    }
    table = mmap(NULL, sizeof(Table), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (table == MAP_FAILED) {
        return false;
    }
    memcpy(table->magic, "SMCOVER1", sizeof table->magic);
    return true;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info, int argc,
                                           char** argv) {
    (void)info;
    if (argc != 1 || !g_str_has_prefix(argv[0], "out=") || !map_table(argv[0] + 4)) {
        fprintf(stderr, "cover: out=FILE expected, and a file that can be written\n");
        return -1;
    }
    known = g_hash_table_new(g_direct_hash, g_direct_equal);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    return 0;
}
