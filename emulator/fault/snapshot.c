/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Snapshots in memory: see snapshot.h.
 *
 * Modelled: everything the firmware can see. Our blocks give their bytes (soc/state.h); of QEMU's
 * own parts the core's registers, MPU and SAU arrays, the NVIC's vectors are copied as they are,
 * SysTick by its limit and count (exact to one of its ticks).
 * Left out: the frequency of the core's clock (a case that changes it changes SysTick for the ones
 * behind it), host-side queues of character devices.
 */
#include "emulator/fault/snapshot.h"

#include "emulator/memory/flash_state.h"
#include "emulator/soc/state.h"
#include "exec/cputlb.h"
#include "exec/exec-all.h"
#include "exec/ramblock.h"
#include "hw/intc/armv7m_nvic.h"
#include "qemu/seqlock.h"
#include "system/cpu-timers-internal.h"

enum { PAGE = 1024, MPU_REGIONS_MAX = 16, MPU_ARRAYS = 6, TIME_SHIFT = 10007 };
#define SRAM_SECURE 0x30000000u

/* Bytes that change rarely, compared kilobyte by kilobyte. */
typedef struct Store {
    uint8_t* bytes;
    size_t size;
    MemoryRegion* code; /* what the core runs it from; NULL: never */
    bool board;         /* changes only with the count of flash operations */
    uint8_t* base;
} Store;

/* In the order of fault_snapshots_new: SRAM, backup SRAM; bytes, states, erase counts of flash and
 * OBKeys. */
enum {
    SRAM_BYTES = 0,
    FLASH_BYTES = 2,
    FLASH_STATES = 3,
    OBK_BYTES = 5,
    OBK_STATES = 6,
    OTP_BYTES = 8,
    STORES = 9,
};

struct FaultSnapshots {
    FaultCore* core;
    const FaultRanges* keys; /* of OBKeys that count */
    H573Flash* flash;
    struct board* board;
    Store stores[STORES];
    unsigned store_count;
    size_t state_size;
    uint8_t* scratch; /* of that size */
};

typedef struct Page {
    uint16_t store;
    uint16_t number;
    uint8_t bytes[PAGE];
} Page;

/* SysTick: word by word, and only where it is not as it was. */
typedef struct TickTimer {
    uint32_t control;
    uint64_t limit;
    uint64_t count;
} TickTimer;

#define NVIC_PART(field) offsetof(NVICState, field)
#define NVIC_STATE (NVIC_PART(sysregmem) - NVIC_PART(vectors))

struct FaultSnapshot {
    FaultSnapshots* of;
    CPUARMState env;
    uint32_t protection[MPU_ARRAYS][MPU_REGIONS_MAX];
    uint32_t interrupts;
    uint32_t halted;
    uint8_t nvic[NVIC_STATE];
    TickTimer ticks[2];
    int64_t instructions;
    uint8_t* state;
    uint64_t operations;
    struct board_options options;
    uint32_t obk_current;
    GArray* pages; /* of Page, in order, that differ from the base */
};

/* --- what there is ---------------------------------------------------------------- */

static void add_store(FaultSnapshots* s, void* bytes, size_t size, MemoryRegion* code, bool board) {
    g_assert(s->store_count < STORES && size / PAGE <= UINT16_MAX);
    s->stores[s->store_count++] = (Store){
        .bytes = bytes, .size = size, .code = code, .board = board, .base = g_memdup2(bytes, size)};
}

static bool has_weak_words(const struct flash_model* flash) {
    for (uint32_t i = 0; i < flash_words(&flash->geometry); i++) {
        if ((flash->states[i] & FLASH_STATE_MASK) == FLASH_STATE_WEAK) {
            return true;
        }
    }
    return false;
}

FaultSnapshots* fault_snapshots_new(FaultCore* core, const FaultRanges* keys) {
    FaultSnapshots* s = g_new0(FaultSnapshots, 1);
    H573Soc* soc = core->soc;
    struct board* b = soc->board;
    const struct flash_model* models[] = {&b->flash, &b->obk.cells};

    s->core = core;
    s->keys = keys;
    s->flash = soc->flash;
    s->board = b;
    s->state_size = h573_state_size();
    s->scratch = g_malloc(s->state_size);
    add_store(s, b->sram, BOARD_SRAM_SIZE, &soc->sram.array, false);
    add_store(s, memory_region_get_ram_ptr(&soc->bkpsram.array), 4096, &soc->bkpsram.array, false);
    for (unsigned i = 0; i < ARRAY_SIZE(models); i++) {
        const struct flash_geometry* g = &models[i]->geometry;
        add_store(s, models[i]->bytes, flash_size(g), i == 0 ? &s->flash->array : NULL, true);
        add_store(s, models[i]->states, flash_words(g), NULL, true);
        add_store(s, models[i]->erase_counts, flash_sectors(g) * 4, NULL, true);
    }
    s->stores[FLASH_STATES].board = !has_weak_words(&b->flash); /* a read wears those */
    add_store(s, b->otp.bytes, b->otp.size, NULL, true);
    return s;
}

FaultSnapshot* fault_snapshot_new(FaultSnapshots* snapshots) {
    FaultSnapshot* s = g_new0(FaultSnapshot, 1);

    s->of = snapshots;
    s->state = g_malloc(snapshots->state_size);
    s->pages = g_array_new(false, false, sizeof(Page));
    return s;
}

/* --- core ------------------------------------------------------------------------------ */

static void protection_arrays(CPUARMState* env, uint32_t* arrays[MPU_ARRAYS]) {
    uint32_t* all[] = {env->pmsav8.rbar[0], env->pmsav8.rbar[1], env->pmsav8.rlar[0],
                       env->pmsav8.rlar[1], env->sau.rbar,       env->sau.rlar};
    memcpy(arrays, all, sizeof all);
}

static unsigned protection_count(const ARMCPU* cpu, unsigned array) {
    return array < 4 ? cpu->pmsav7_dregion : cpu->sau_sregion;
}

static TickTimer tick_timer(const SysTickState* tick) {
    return (TickTimer){tick->control, ptimer_get_limit(tick->ptimer),
                       ptimer_get_count(tick->ptimer)};
}

static void ticks_load(SysTickState* tick, const TickTimer* wanted) {
    TickTimer now = tick_timer(tick);

    if (now.control == wanted->control && now.limit == wanted->limit &&
        now.count == wanted->count) {
        return;
    }
    ptimer_transaction_begin(tick->ptimer);
    ptimer_stop(tick->ptimer);
    tick->control = wanted->control;
    ptimer_set_limit(tick->ptimer, wanted->limit, 0);
    ptimer_set_count(tick->ptimer, wanted->count);
    if (wanted->control & 1) {
        ptimer_run(tick->ptimer, 0);
    }
    ptimer_transaction_commit(tick->ptimer);
}

static void core_take(FaultSnapshot* s) {
    FaultCore* core = s->of->core;
    CPUState* cs = CPU(core->cpu);
    uint32_t* arrays[MPU_ARRAYS];

    s->env = *core->env;
    protection_arrays(core->env, arrays);
    for (unsigned i = 0; i < MPU_ARRAYS; i++) {
        memcpy(s->protection[i], arrays[i], protection_count(core->cpu, i) * 4);
    }
    memcpy(s->nvic, (uint8_t*)core->env->nvic + NVIC_PART(vectors), NVIC_STATE);
    for (unsigned world = 0; world < 2; world++) {
        s->ticks[world] = tick_timer(&core->soc->armv7m.systick[world]);
    }
    s->interrupts = cs->interrupt_request;
    s->halted = cs->halted;
    s->instructions = timers_state.qemu_icount;
}

static void core_go_back(const FaultSnapshot* s) {
    FaultCore* core = s->of->core;
    CPUState* cs = CPU(core->cpu);
    uint32_t* arrays[MPU_ARRAYS];

    timers_state.qemu_icount = s->instructions;
    *core->env = s->env;
    protection_arrays(core->env, arrays);
    for (unsigned i = 0; i < MPU_ARRAYS; i++) {
        memcpy(arrays[i], s->protection[i], protection_count(core->cpu, i) * 4);
    }
    memcpy((uint8_t*)core->env->nvic + NVIC_PART(vectors), s->nvic, NVIC_STATE);
    for (unsigned world = 0; world < 2; world++) {
        ticks_load(&core->soc->armv7m.systick[world], &s->ticks[world]);
    }
    cs->interrupt_request = s->interrupts;
    cs->halted = s->halted;
    cs->exception_index = -1;
    cs->cflags_next_tb = -1;
    qatomic_set(&cs->exit_request, false);
    qatomic_set(&cs->neg.icount_decr.u16.high, 0);
}

/* --- memories --------------------------------------------------------------------------- */

static bool store_may_differ(const FaultSnapshot* s, const Store* store) {
    return !store->board || s->operations != s->of->board->power.operations;
}

static const Page* page_of(const FaultSnapshot* s, unsigned store, unsigned number,
                           unsigned* next) {
    const Page* page;

    if (*next >= s->pages->len) {
        return NULL;
    }
    page = &g_array_index(s->pages, Page, *next);
    if (page->store != store || page->number != number) {
        return NULL;
    }
    ++*next;
    return page;
}

static void store_take(FaultSnapshot* s, unsigned index) {
    const Store* store = &s->of->stores[index];

    for (size_t at = 0; at < store->size; at += PAGE) {
        size_t size = MIN(store->size - at, PAGE);
        if (memcmp(store->bytes + at, store->base + at, size) != 0) {
            Page page = {.store = index, .number = at / PAGE};
            memcpy(page.bytes, store->bytes + at, size);
            g_array_append_val(s->pages, page);
        }
    }
}

/* Translated code of these bytes is no longer theirs. */
static void forget_code(const FaultSnapshots* s, const Store* store, size_t at, size_t size) {
    if (store->code == &s->flash->array) {
        flash_refresh(s->flash, at, size);
    } else if (store->code) {
        ram_addr_t start = memory_region_get_ram_addr(store->code) + at;
        tb_invalidate_phys_range(start, start + size - 1);
    }
}

static void store_go_back(const FaultSnapshot* s, unsigned index, unsigned* next) {
    const Store* store = &s->of->stores[index];

    for (size_t at = 0; at < store->size; at += PAGE) {
        size_t size = MIN(store->size - at, PAGE);
        const Page* page = page_of(s, index, at / PAGE, next);
        const uint8_t* wanted = page ? page->bytes : store->base + at;
        if (memcmp(store->bytes + at, wanted, size) != 0) {
            memcpy(store->bytes + at, wanted, size);
            forget_code(s->of, store, at, size);
        }
    }
}

static void skip_pages(const FaultSnapshot* s, unsigned store, unsigned* next) {
    while (*next < s->pages->len && g_array_index(s->pages, Page, *next).store == store) {
        ++*next;
    }
}

/* --- all of it ------------------------------------------------------------------------------ */

void fault_snapshot_take(FaultSnapshot* s) {
    core_take(s);
    h573_state_save(s->state);
    s->operations = s->of->board->power.operations;
    s->options = board_get_options(s->of->board);
    s->obk_current = *s->of->board->obk.current;
    g_array_set_size(s->pages, 0);
    for (unsigned i = 0; i < s->of->store_count; i++) {
        store_take(s, i);
    }
}

static void options_go_back(const FaultSnapshot* s) {
    struct board* board = s->of->board;
    struct board_options now = board_get_options(board);

    if (memcmp(&now, &s->options, sizeof now) != 0) {
        board_set_options(board, &s->options);
    }
    *board->obk.current = s->obk_current;
}

/* What the core sees of flash runs ahead of the board while an operation is under way. */
static void flash_go_back(const FaultSnapshot* s) {
    H573Flash* flash = s->of->flash;
    bool ran_ahead = flash_is_busy(flash);

    h573_state_load(s->state);
    if (ran_ahead) {
        flash_refresh(flash, 0, BOARD_FLASH_SIZE);
    }
    if (flash_is_busy(flash)) {
        flash_show_result(flash, &flash->running);
    }
}

void fault_snapshot_go_back(const FaultSnapshot* s, bool keep_board) {
    unsigned next = 0;

    for (unsigned i = 0; i < s->of->store_count; i++) {
        const Store* store = &s->of->stores[i];
        if (store_may_differ(s, store) && !(keep_board && store->board)) {
            store_go_back(s, i, &next);
        } else {
            skip_pages(s, i, &next);
        }
    }
    if (!keep_board && fault_snapshot_board_changed(s)) {
        options_go_back(s);
        s->of->board->power.operations = s->operations;
    }
    flash_go_back(s);
    core_go_back(s);
    tlb_flush(CPU(s->of->core->cpu));
}

bool fault_snapshot_board_changed(const FaultSnapshot* s) {
    return s->of->board->power.operations != s->operations;
}

static bool store_differs(const FaultSnapshot* s, unsigned index) {
    const Store* store = &s->of->stores[index];
    unsigned next = 0;

    while (next < s->pages->len && g_array_index(s->pages, Page, next).store < index) {
        next++;
    }
    for (size_t at = 0; at < store->size; at += PAGE) {
        const Page* page = page_of(s, index, at / PAGE, &next);
        if (memcmp(store->bytes + at, page ? page->bytes : store->base + at,
                   MIN(store->size - at, PAGE)) != 0) {
            return true;
        }
    }
    return false;
}

/* What byte AT of a store was then; its page is looked up anew, which is rare enough. */
static uint8_t byte_then(const FaultSnapshot* s, unsigned index, size_t at) {
    for (unsigned i = 0; i < s->pages->len; i++) {
        const Page* page = &g_array_index(s->pages, Page, i);
        if (page->store == index && page->number == at / PAGE) {
            return page->bytes[at % PAGE];
        }
    }
    return s->of->stores[index].base[at];
}

/* Of a store of two halves: whether the half that counts holds now what the one that counted held
 * then, where keys lie that count. UNIT: bytes of OBKeys that one byte of the store is about. */
static bool half_differs(const FaultSnapshot* s, unsigned index, unsigned unit) {
    const Store* store = &s->of->stores[index];
    size_t half = store->size / 2;
    size_t now = *s->of->board->obk.current * half, then = s->obk_current * half;
    const FaultRanges* keys = s->of->keys;

    for (size_t at = 0; at < half; at++) {
        if (store->bytes[now + at] != byte_then(s, index, then + at) &&
            (!keys || keys->count == 0 || fault_in_ranges(keys, at * unit))) {
            return true;
        }
    }
    return false;
}

/* The alternate sector of OBKeys is scrap: whoever builds new keys there erases it first. */
static bool settings_differ(const FaultSnapshot* s) {
    struct board_options options = board_get_options(s->of->board);

    return half_differs(s, OBK_BYTES, 1) || half_differs(s, OBK_STATES, FLASH_WORD) ||
           store_differs(s, OTP_BYTES) || memcmp(&options, &s->options, sizeof options) != 0;
}

FaultDifference fault_snapshot_board_difference(const FaultSnapshot* s) {
    if (settings_differ(s)) {
        return FAULT_SETTINGS_DIFFER;
    }
    return store_differs(s, FLASH_BYTES) || store_differs(s, FLASH_STATES) ? FAULT_FLASH_DIFFERS
                                                                           : FAULT_SAME;
}

/* --- comparing ------------------------------------------------------------------------------ */

static bool same_core(const FaultSnapshot* s) {
    const FaultCore* core = s->of->core;
    const CPUState* cs = CPU(core->cpu);
    uint32_t* arrays[MPU_ARRAYS];

    protection_arrays(core->env, arrays);
    for (unsigned i = 0; i < MPU_ARRAYS; i++) {
        if (memcmp(arrays[i], s->protection[i], protection_count(core->cpu, i) * 4) != 0) {
            return false;
        }
    }
    return memcmp(core->env, &s->env, sizeof s->env) == 0 &&
           memcmp((uint8_t*)core->env->nvic + NVIC_PART(vectors), s->nvic, NVIC_STATE) == 0 &&
           cs->interrupt_request == s->interrupts && cs->halted == s->halted;
}

/* SysTick stands still, and no block waits for a time to come: then time is nothing but a number.
 * Else it has to be the same to the instruction. */
static bool same_time(const FaultSnapshot* s) {
    bool runs = h573_state_waits();

    for (unsigned world = 0; world < 2; world++) {
        TickTimer now = tick_timer(&s->of->core->soc->armv7m.systick[world]);
        const TickTimer* then = &s->ticks[world];
        if (now.control != then->control || now.limit != then->limit || now.count != then->count) {
            return false;
        }
        runs |= now.control & 1;
    }
    return !runs || timers_state.qemu_icount == s->instructions;
}

static bool same_bytes(const uint8_t* now, const uint8_t* then, size_t at, size_t size,
                       const FaultRanges* may_differ) {
    if (memcmp(now, then, size) == 0) {
        return true;
    }
    for (size_t i = 0; i < size; i++) {
        if (now[i] != then[i] && !fault_in_ranges(may_differ, SRAM_SECURE + at + i)) {
            return false;
        }
    }
    return true;
}

static bool same_store(const FaultSnapshot* s, unsigned index, unsigned* next,
                       const FaultRanges* may_differ) {
    const FaultRanges none = {0};
    const Store* store = &s->of->stores[index];

    for (size_t at = 0; at < store->size; at += PAGE) {
        const Page* page = page_of(s, index, at / PAGE, next);
        if (!same_bytes(store->bytes + at, page ? page->bytes : store->base + at, at,
                        MIN(store->size - at, PAGE), index == SRAM_BYTES ? may_differ : &none)) {
            return false;
        }
    }
    return true;
}

static bool same_state(const FaultSnapshot* s) {
    h573_state_save(s->of->scratch);
    return memcmp(s->of->scratch, s->state, s->of->state_size) == 0;
}

static bool same_options(const FaultSnapshot* s) {
    struct board_options options = board_get_options(s->of->board);

    return memcmp(&options, &s->options, sizeof options) == 0 &&
           *s->of->board->obk.current == s->obk_current;
}

bool fault_snapshot_memory_is_now(const FaultSnapshot* s, const FaultRanges* may_differ) {
    unsigned next = 0;

    if (!same_options(s)) {
        return false;
    }
    for (unsigned i = 0; i < s->of->store_count; i++) {
        if (!same_store(s, i, &next, may_differ)) {
            return false;
        }
    }
    return true;
}

bool fault_snapshot_is_now(const FaultSnapshot* s, const FaultRanges* may_differ) {
    return same_core(s) && same_time(s) && same_state(s) &&
           fault_snapshot_memory_is_now(s, may_differ);
}

void fault_snapshot_spoil(const FaultSnapshot* s, const FaultRanges* ranges, unsigned junk) {
    const Store* sram = &s->of->stores[SRAM_BYTES];

    for (unsigned i = 0; i < ranges->count; i++) {
        for (uint32_t at = ranges->range[i].first; at < ranges->range[i].end; at++) {
            size_t offset = at - SRAM_SECURE;
            if (offset < sram->size) {
                sram->bytes[offset] ^= junk % 2 ? 0xff : (uint8_t)(at * 167 + 91) | 1;
                forget_code(s->of, sram, offset, 1);
            }
        }
    }
    if (same_time(s) && !h573_state_waits()) {
        timers_state.qemu_icount += TIME_SHIFT;
    }
}
