/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
#include "emulator/flash/flash_model.h"

#include <stdatomic.h>
#include <string.h>

const struct flash_geometry flash_geometry_h573 = {2, 128, 8192};

uint32_t flash_sectors(const struct flash_geometry* geometry) {
    return geometry->banks * geometry->sectors_per_bank;
}

uint32_t flash_size(const struct flash_geometry* geometry) {
    return flash_sectors(geometry) * geometry->sector_size;
}

uint32_t flash_words(const struct flash_geometry* geometry) {
    return flash_size(geometry) / FLASH_WORD;
}

void flash_format(struct flash_model* flash) {
    memset(flash->bytes, FLASH_ERASED_BYTE, flash_size(&flash->geometry));
    memset(flash->states, FLASH_STATE_ERASED, flash_words(&flash->geometry));
    memset(flash->erase_counts, 0, flash_sectors(&flash->geometry) * sizeof(uint32_t));
}

static enum flash_word_state state_of(const struct flash_model* flash, uint32_t word) {
    return (enum flash_word_state)(flash->states[word] & FLASH_STATE_MASK);
}

static bool range_valid(const struct flash_model* flash, uint32_t offset, uint32_t size) {
    uint32_t total = flash_size(&flash->geometry);
    return offset <= total && size <= total - offset;
}

static bool word_valid(const struct flash_model* flash, uint32_t offset) {
    return offset % FLASH_WORD == 0 && range_valid(flash, offset, FLASH_WORD);
}

/* --- reading ---------------------------------------------------------------- */

static enum flash_result status_of_state(uint8_t state) {
    switch (state & FLASH_STATE_MASK) {
        case FLASH_STATE_ERASED:
        case FLASH_STATE_HALF_ERASED:
            return FLASH_ERASED;
        case FLASH_STATE_PROGRAMMED:
            return FLASH_OK;
        case FLASH_STATE_WEAK:
            return (state >> FLASH_STATE_COUNT_SHIFT) > 0 ? FLASH_OK : FLASH_ECC_BAD;
        default:
            return FLASH_ECC_BAD;
    }
}

enum flash_result flash_word_status(const struct flash_model* flash, uint32_t offset) {
    if (!range_valid(flash, offset, 1)) {
        return FLASH_BAD_ADDRESS;
    }
    return status_of_state(flash->states[offset / FLASH_WORD]);
}

bool flash_is_sound(const struct flash_model* flash, uint32_t offset, uint32_t size) {
    uint32_t word = offset / FLASH_WORD;
    uint32_t end = (offset + size + FLASH_WORD - 1) / FLASH_WORD;

    for (; word < end; word++) {
        enum flash_word_state state = state_of(flash, word);
        if (state == FLASH_STATE_BAD || state == FLASH_STATE_WEAK) {
            return false;
        }
    }
    return true;
}

/* A weak word loses one of the good reads it has left. */
static void wear(struct flash_model* flash, uint32_t word) {
    uint8_t left = flash->states[word] >> FLASH_STATE_COUNT_SHIFT;

    if (state_of(flash, word) == FLASH_STATE_WEAK && left > 0) {
        flash->states[word] = (uint8_t)((left - 1) << FLASH_STATE_COUNT_SHIFT | FLASH_STATE_WEAK);
    }
}

enum flash_result flash_read_word(struct flash_model* flash, uint32_t offset,
                                  uint8_t out[FLASH_WORD]) {
    if (!word_valid(flash, offset)) {
        return FLASH_BAD_ADDRESS;
    }
    enum flash_result result = flash_word_status(flash, offset);
    memcpy(out, flash->bytes + offset, FLASH_WORD);
    wear(flash, offset / FLASH_WORD);
    return result;
}

/* FLASH_OK < FLASH_ERASED < FLASH_ECC_BAD in the enumeration: the worst is the largest. */
enum flash_result flash_read(struct flash_model* flash, uint32_t offset, void* out, uint32_t size) {
    enum flash_result worst = FLASH_OK;

    if (!range_valid(flash, offset, size)) {
        return FLASH_BAD_ADDRESS;
    }
    memcpy(out, flash->bytes + offset, size);
    for (uint32_t at = offset / FLASH_WORD; size > 0 && at <= (offset + size - 1) / FLASH_WORD;
         at++) {
        enum flash_result result = status_of_state(flash->states[at]);
        wear(flash, at);
        worst = result > worst ? result : worst;
    }
    return worst;
}

/* --- power ------------------------------------------------------------------ */

enum flash_result flash_power_begin(struct flash_power* power, bool* cut) {
    if (power->lost) {
        return FLASH_POWER_LOST;
    }
    power->operations++;
    *cut = power->cut_at != 0 && power->operations == power->cut_at;
    return FLASH_OK;
}

enum flash_result flash_power_fail(struct flash_power* power, enum flash_operation operation,
                                   uint32_t offset) {
    power->lost = true;
    power->cut_operation = operation;
    power->cut_offset = offset;
    if (power->on_cut) {
        power->on_cut(power->opaque);
    }
    return FLASH_POWER_LOST;
}

/* splitmix64: from the seed and the operation's number alone, so that a cut replays. */
static uint64_t random_next(uint64_t* state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t random_start(const struct flash_power* power) {
    return power->seed ^ (power->operations * 0xd1342543de82ef95u);
}

/* --- programming ------------------------------------------------------------- */

static void and_bytes(uint8_t* cells, const uint8_t* data, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        cells[i] &= data[i];
    }
}

/*
 * The process may be killed between any two stores, and its mapped memory is the
 * board: a word is bad while its bytes change.
 */
static void program_fully(struct flash_model* flash, uint32_t offset, const uint8_t* data) {
    uint8_t* state = &flash->states[offset / FLASH_WORD];
    uint8_t next = *state == FLASH_STATE_ERASED ? FLASH_STATE_PROGRAMMED : FLASH_STATE_BAD;

    *state = FLASH_STATE_BAD;
    atomic_signal_fence(memory_order_seq_cst);
    and_bytes(flash->bytes + offset, data, FLASH_WORD);
    atomic_signal_fence(memory_order_seq_cst);
    *state = next;
}

static void set_state(struct flash_model* flash, uint32_t offset, uint8_t state) {
    flash->states[offset / FLASH_WORD] = state;
}

/* Each bit to be cleared is cleared or not, by chance. */
static void program_some_bits(struct flash_model* flash, uint32_t offset, const uint8_t* data,
                              uint64_t* random) {
    for (uint32_t i = 0; i < FLASH_WORD; i++) {
        flash->bytes[offset + i] &= (uint8_t)(data[i] | random_next(random));
    }
}

static void program_torn(struct flash_model* flash, uint32_t offset, const uint8_t* data) {
    uint64_t random = random_start(flash->power);

    switch (flash->power->policy) {
        case FLASH_CUT_DONE:
            program_fully(flash, offset, data);
            break;
        case FLASH_CUT_PART:
            and_bytes(flash->bytes + offset, data, 1 + random_next(&random) % (FLASH_WORD - 1));
            set_state(flash, offset, FLASH_STATE_BAD);
            break;
        case FLASH_CUT_BITS:
            program_some_bits(flash, offset, data, &random);
            set_state(flash, offset, FLASH_STATE_BAD);
            break;
        case FLASH_CUT_WEAK:
            program_fully(flash, offset, data);
            set_state(flash, offset,
                      (uint8_t)((1 + random_next(&random) % 4) << FLASH_STATE_COUNT_SHIFT |
                                FLASH_STATE_WEAK));
            break;
        default:
            break;
    }
}

enum flash_result flash_program_as(struct flash_model* flash, uint32_t offset,
                                   const uint8_t data[FLASH_WORD], enum flash_operation operation) {
    bool cut = false;

    if (!word_valid(flash, offset)) {
        return FLASH_BAD_ADDRESS;
    }
    if (flash_power_begin(flash->power, &cut) != FLASH_OK) {
        return FLASH_POWER_LOST;
    }
    if (cut) {
        program_torn(flash, offset, data);
        return flash_power_fail(flash->power, operation, offset);
    }
    program_fully(flash, offset, data);
    return FLASH_OK;
}

enum flash_result flash_program_word(struct flash_model* flash, uint32_t offset,
                                     const uint8_t data[FLASH_WORD]) {
    return flash_program_as(flash, offset, data, FLASH_OP_PROGRAM);
}

/* --- erasing ------------------------------------------------------------------ */

static void erase_fully(struct flash_model* flash, uint32_t sector, uint8_t state) {
    uint32_t size = flash->geometry.sector_size;
    uint8_t* states = flash->states + (size_t)sector * size / FLASH_WORD;

    memset(states, FLASH_STATE_BAD, size / FLASH_WORD);
    atomic_signal_fence(memory_order_seq_cst);
    memset(flash->bytes + (size_t)sector * size, FLASH_ERASED_BYTE, size);
    atomic_signal_fence(memory_order_seq_cst);
    memset(states, state, size / FLASH_WORD);
}

/* Thirds of the words stay old, read as erased but are not, or are ECC errors. */
static void erase_mixed(struct flash_model* flash, uint32_t sector) {
    uint64_t random = random_start(flash->power);
    uint32_t start = sector * flash->geometry.sector_size;

    for (uint32_t at = start; at < start + flash->geometry.sector_size; at += FLASH_WORD) {
        uint64_t dice = random_next(&random);
        if (dice % 3 == 1) {
            memset(flash->bytes + at, FLASH_ERASED_BYTE, FLASH_WORD);
            set_state(flash, at, FLASH_STATE_HALF_ERASED);
        } else if (dice % 3 == 2) {
            for (uint32_t i = 0; i < FLASH_WORD; i++) {
                flash->bytes[at + i] |= (uint8_t)random_next(&random);
            }
            set_state(flash, at, FLASH_STATE_BAD);
        }
    }
}

static void erase_torn(struct flash_model* flash, uint32_t sector) {
    switch (flash->power->policy) {
        case FLASH_CUT_DONE:
            erase_fully(flash, sector, FLASH_STATE_ERASED);
            break;
        case FLASH_CUT_ERASE_MIX:
            erase_mixed(flash, sector);
            break;
        case FLASH_CUT_ERASE_SHALLOW:
            erase_fully(flash, sector, FLASH_STATE_HALF_ERASED);
            break;
        default:
            break;
    }
}

enum flash_result flash_erase_as(struct flash_model* flash, uint32_t sector,
                                 enum flash_operation operation) {
    bool cut = false;

    if (sector >= flash_sectors(&flash->geometry)) {
        return FLASH_BAD_ADDRESS;
    }
    if (flash_power_begin(flash->power, &cut) != FLASH_OK) {
        return FLASH_POWER_LOST;
    }
    flash->erase_counts[sector]++;
    if (cut) {
        erase_torn(flash, sector);
        return flash_power_fail(flash->power, operation, sector * flash->geometry.sector_size);
    }
    erase_fully(flash, sector, FLASH_STATE_ERASED);
    return FLASH_OK;
}

enum flash_result flash_erase_sector(struct flash_model* flash, uint32_t sector) {
    return flash_erase_as(flash, sector, FLASH_OP_ERASE);
}

enum flash_result flash_plant_ecc(struct flash_model* flash, uint32_t offset) {
    if (!word_valid(flash, offset)) {
        return FLASH_BAD_ADDRESS;
    }
    set_state(flash, offset, FLASH_STATE_BAD);
    return FLASH_OK;
}
