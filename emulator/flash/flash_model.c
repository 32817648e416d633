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

enum flash_result flash_state_status(uint8_t state) {
    switch (state & FLASH_STATE_MASK) {
        case FLASH_STATE_ERASED:
        case FLASH_STATE_HALF_ERASED:
            return FLASH_ERASED;
        case FLASH_STATE_PROGRAMMED:
            return FLASH_OK;
        case FLASH_STATE_SINGLE:
            return FLASH_CORRECTED;
        case FLASH_STATE_WEAK:
            return (state >> FLASH_STATE_COUNT_SHIFT) > 0 ? FLASH_OK : FLASH_ECC_BAD;
        default:
            return FLASH_ECC_BAD;
    }
}

/* A weak word loses one of the good reads it has left. */
uint8_t flash_state_worn(uint8_t state) {
    uint8_t left = state >> FLASH_STATE_COUNT_SHIFT;

    if ((state & FLASH_STATE_MASK) == FLASH_STATE_WEAK && left > 0) {
        return (uint8_t)((left - 1) << FLASH_STATE_COUNT_SHIFT | FLASH_STATE_WEAK);
    }
    return state;
}

enum flash_result flash_word_status(const struct flash_model* flash, uint32_t offset) {
    if (!range_valid(flash, offset, 1)) {
        return FLASH_BAD_ADDRESS;
    }
    return flash_state_status(flash->states[offset / FLASH_WORD]);
}

bool flash_is_sound(const struct flash_model* flash, uint32_t offset, uint32_t size) {
    uint32_t word = offset / FLASH_WORD;
    uint32_t end = (offset + size + FLASH_WORD - 1) / FLASH_WORD;

    for (; word < end; word++) {
        enum flash_word_state state = state_of(flash, word);
        if (state != FLASH_STATE_PROGRAMMED && state != FLASH_STATE_ERASED &&
            state != FLASH_STATE_HALF_ERASED) {
            return false;
        }
    }
    return true;
}

static void wear(struct flash_model* flash, uint32_t word) {
    flash->states[word] = flash_state_worn(flash->states[word]);
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

/* The enumeration goes from good to bad: the worst is the largest. */
enum flash_result flash_read(struct flash_model* flash, uint32_t offset, void* out, uint32_t size) {
    enum flash_result worst = FLASH_OK;

    if (!range_valid(flash, offset, size)) {
        return FLASH_BAD_ADDRESS;
    }
    memcpy(out, flash->bytes + offset, size);
    for (uint32_t at = offset / FLASH_WORD; size > 0 && at <= (offset + size - 1) / FLASH_WORD;
         at++) {
        enum flash_result result = flash_state_status(flash->states[at]);
        wear(flash, at);
        worst = result > worst ? result : worst;
    }
    return worst;
}

/* --- programming ------------------------------------------------------------- */

/*
 * The process may be killed between any two stores, and its mapped memory is the
 * board: a word is bad while its bytes change.
 */
static void program(struct flash_model* flash, uint32_t offset, const uint8_t* data, bool cut) {
    uint8_t* state = &flash->states[offset / FLASH_WORD];
    uint8_t before = *state;
    uint8_t after;

    *state = FLASH_STATE_BAD;
    atomic_signal_fence(memory_order_seq_cst);
    after = flash_cells_program(flash->power, cut, before, flash->bytes + offset, data, FLASH_WORD);
    atomic_signal_fence(memory_order_seq_cst);
    *state = after;
}

static void set_state(struct flash_model* flash, uint32_t offset, uint8_t state) {
    flash->states[offset / FLASH_WORD] = state;
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
    program(flash, offset, data, cut);
    return cut ? flash_power_fail(flash->power, operation, offset) : FLASH_OK;
}

enum flash_result flash_program_word(struct flash_model* flash, uint32_t offset,
                                     const uint8_t data[FLASH_WORD]) {
    return flash_program_as(flash, offset, data, FLASH_OP_PROGRAM);
}

/* --- erasing ------------------------------------------------------------------ */

static void erase_fully(struct flash_model* flash, uint32_t sector, uint8_t state) {
    flash->erase_counts[sector]++;
    uint32_t size = flash->geometry.sector_size;
    uint8_t* states = flash->states + (size_t)sector * size / FLASH_WORD;

    memset(states, FLASH_STATE_BAD, size / FLASH_WORD);
    atomic_signal_fence(memory_order_seq_cst);
    memset(flash->bytes + (size_t)sector * size, FLASH_ERASED_BYTE, size);
    atomic_signal_fence(memory_order_seq_cst);
    memset(states, state, size / FLASH_WORD);
}

/*
 * Thirds of the words stay old, read as erased but are not, or are ECC errors. Notes go by the
 * half-words they are about.
 */
static void erase_mixed(struct flash_model* flash, uint32_t sector) {
    uint64_t random = flash_random_start(flash->power);
    flash->erase_counts[sector]++;
    uint32_t start = sector * flash->geometry.sector_size;

    for (uint32_t at = start; at < start + flash->geometry.sector_size; at += FLASH_WORD) {
        uint64_t dice = flash_random_next(&random);
        if (state_of(flash, at / FLASH_WORD) == FLASH_STATE_NOTES) {
            continue;
        }
        if (dice % 3 == 1) {
            memset(flash->bytes + at, FLASH_ERASED_BYTE, FLASH_WORD);
            set_state(flash, at, FLASH_STATE_HALF_ERASED);
        } else if (dice % 3 == 2) {
            for (uint32_t i = 0; i < FLASH_WORD; i++) {
                flash->bytes[at + i] |= (uint8_t)flash_random_next(&random);
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

/* --- planting ------------------------------------------------------------------- */

enum flash_result flash_plant(struct flash_model* flash, uint32_t offset, enum flash_plant what) {
    if (!word_valid(flash, offset)) {
        return FLASH_BAD_ADDRESS;
    }
    set_state(flash, offset, what == FLASH_PLANT_SINGLE ? FLASH_STATE_SINGLE : FLASH_STATE_BAD);
    return FLASH_OK;
}

static uint32_t programmed_words(const struct flash_model* flash) {
    uint32_t count = 0;

    for (uint32_t word = 0; word < flash_words(&flash->geometry); word++) {
        count += state_of(flash, word) == FLASH_STATE_PROGRAMMED;
    }
    return count;
}

/* Each programmed word has the same chance: of those to come, so many are still to be picked. */
uint32_t flash_plant_some(struct flash_model* flash, uint64_t seed, uint32_t count,
                          enum flash_plant what) {
    uint32_t to_come = programmed_words(flash);
    uint32_t planted = 0;

    for (uint32_t word = 0; to_come > 0 && planted < count; word++) {
        if (state_of(flash, word) != FLASH_STATE_PROGRAMMED) {
            continue;
        }
        if (flash_random_next(&seed) % to_come-- < count - planted) {
            flash_plant(flash, word * FLASH_WORD, what);
            planted++;
        }
    }
    return planted;
}
