/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
#include "emulator/flash/obk_store.h"

#include <stdatomic.h>
#include <string.h>

static uint32_t sector_of(const struct obk_store* store, bool alternate) {
    return (*store->current & 1u) ^ (alternate ? 1u : 0u);
}

static uint32_t cell(const struct obk_store* store, bool alternate, uint32_t offset) {
    return sector_of(store, alternate) * OBK_SIZE + offset;
}

enum flash_result obk_read(struct obk_store* store, bool alternate, uint32_t offset, void* out,
                           uint32_t size) {
    if (offset > OBK_SIZE || size > OBK_SIZE - offset) {
        return FLASH_BAD_ADDRESS;
    }
    return flash_read(&store->cells, cell(store, alternate, offset), out, size);
}

bool obk_is_virgin(const struct obk_store* store, bool alternate, uint32_t offset) {
    return offset < OBK_SIZE &&
           flash_word_status(&store->cells, cell(store, alternate, offset)) == FLASH_ERASED;
}

static enum obk_result result_of(enum flash_result result) {
    switch (result) {
        case FLASH_OK:
            return OBK_OK;
        case FLASH_POWER_LOST:
            return OBK_POWER_LOST;
        default:
            return OBK_BAD_ADDRESS;
    }
}

enum obk_result obk_program(struct obk_store* store, bool alternate, uint32_t offset,
                            const uint8_t data[FLASH_WORD]) {
    if (offset % FLASH_WORD != 0 || offset >= OBK_END) {
        return OBK_BAD_ADDRESS;
    }
    if (!obk_is_virgin(store, alternate, offset)) {
        return OBK_NOT_VIRGIN;
    }
    return result_of(flash_program_as(&store->cells, cell(store, alternate, offset), data,
                                      FLASH_OP_OBK_PROGRAM));
}

enum obk_result obk_erase_alternate(struct obk_store* store) {
    return result_of(flash_erase_as(&store->cells, sector_of(store, true), FLASH_OP_OBK_ERASE));
}

/* Raw copy: a slot that is an ECC error stays one. Killed halfway, it is bad too. */
static void copy_slot(struct obk_store* store, uint32_t slot) {
    uint32_t from = cell(store, false, slot * FLASH_WORD);
    uint32_t to = cell(store, true, slot * FLASH_WORD);
    uint8_t* states = store->cells.states;

    states[to / FLASH_WORD] = FLASH_STATE_BAD;
    atomic_signal_fence(memory_order_seq_cst);
    memcpy(store->cells.bytes + to, store->cells.bytes + from, FLASH_WORD);
    atomic_signal_fence(memory_order_seq_cst);
    states[to / FLASH_WORD] = states[from / FLASH_WORD];
}

static void copy_missing(struct obk_store* store, uint32_t keys) {
    for (uint32_t slot = 0; slot < keys; slot++) {
        if (obk_is_virgin(store, true, slot * FLASH_WORD)) {
            copy_slot(store, slot);
        }
    }
}

/* T2 and T3: some slots are copied, the next is torn; what does not fit copies none. */
static void copy_torn(struct obk_store* store, uint32_t keys) {
    struct flash_power* power = store->cells.power;
    uint64_t random = flash_random_start(power);
    bool torn = power->policy == FLASH_CUT_PART || power->policy == FLASH_CUT_BITS;
    uint32_t slot = (uint32_t)(flash_random_next(&random) % (keys + 1));

    if (!torn) {
        return;
    }
    copy_missing(store, slot);
    if (slot < keys && obk_is_virgin(store, true, slot * FLASH_WORD)) {
        uint32_t from = cell(store, false, slot * FLASH_WORD);
        uint32_t to = cell(store, true, slot * FLASH_WORD);
        uint8_t* states = store->cells.states;
        states[to / FLASH_WORD] =
            flash_cells_program(power, true, states[to / FLASH_WORD], store->cells.bytes + to,
                                store->cells.bytes + from, FLASH_WORD);
    }
}

/* A key that was torn on its way into the alternate sector must not become current. */
static bool target_sound(const struct obk_store* store) {
    return flash_is_sound(&store->cells, cell(store, true, 0), OBK_END);
}

enum obk_result obk_swap(struct obk_store* store, uint32_t keys) {
    struct flash_power* power = store->cells.power;
    bool cut = false;

    if (keys > OBK_SLOTS_USABLE) {
        return OBK_BAD_ADDRESS;
    }
    if (!target_sound(store)) {
        return OBK_NOT_VIRGIN;
    }
    if (flash_power_begin(power, &cut) != FLASH_OK) {
        return OBK_POWER_LOST;
    }
    if (cut && power->policy != FLASH_CUT_DONE) {
        copy_torn(store, keys);
        return result_of(flash_power_fail(power, FLASH_OP_OBK_SWAP, 0));
    }
    copy_missing(store, keys);
    atomic_signal_fence(memory_order_seq_cst);
    *store->current ^= 1u;
    return cut ? result_of(flash_power_fail(power, FLASH_OP_OBK_SWAP, 0)) : OBK_OK;
}

unsigned obk_level(uint32_t offset, bool* nonsecure) {
    *nonsecure = offset >= OBK_HDPL3_NONSECURE;
    if (offset < OBK_HDPL1) {
        return 0;
    }
    if (offset < OBK_HDPL2) {
        return 1;
    }
    return offset < OBK_HDPL3_SECURE ? 2 : 3;
}
