/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
/* The power: when it fails, and what the cells of one word look like then. */
#include "emulator/flash/flash_model.h"

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

/* splitmix64 */
uint64_t flash_random_next(uint64_t* random) {
    uint64_t z = (*random += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t flash_random_start(const struct flash_power* power) {
    return power->seed ^ (power->operations * 0xd1342543de82ef95u);
}

/* --- one word ------------------------------------------------------------------ */

static void and_bytes(uint8_t* cells, const uint8_t* data, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        cells[i] &= data[i];
    }
}

/* Each bit to be cleared is cleared or not, by chance. */
static void and_some_bits(uint8_t* cells, const uint8_t* data, uint32_t count, uint64_t* random) {
    for (uint32_t i = 0; i < count; i++) {
        cells[i] &= (uint8_t)(data[i] | flash_random_next(random));
    }
}

static uint8_t state_after(uint8_t state) {
    return state == FLASH_STATE_ERASED ? FLASH_STATE_PROGRAMMED : FLASH_STATE_BAD;
}

static uint8_t weak_state(uint64_t* random) {
    return (uint8_t)((1 + flash_random_next(random) % 4) << FLASH_STATE_COUNT_SHIFT |
                     FLASH_STATE_WEAK);
}

static uint8_t program_torn(const struct flash_power* power, uint8_t state, uint8_t* cells,
                            const uint8_t* data, uint32_t size) {
    uint64_t random = flash_random_start(power);
    uint8_t done = state_after(state);

    switch (power->policy) {
        case FLASH_CUT_DONE:
            and_bytes(cells, data, size);
            return done;
        case FLASH_CUT_PART:
            and_bytes(cells, data, 1 + (uint32_t)(flash_random_next(&random) % (size - 1)));
            return FLASH_STATE_BAD;
        case FLASH_CUT_BITS:
            and_some_bits(cells, data, size, &random);
            return FLASH_STATE_BAD;
        case FLASH_CUT_WEAK:
            and_bytes(cells, data, size);
            return done == FLASH_STATE_PROGRAMMED ? weak_state(&random) : done;
        default:
            return state;
    }
}

uint8_t flash_cells_program(const struct flash_power* power, bool cut, uint8_t state,
                            uint8_t* cells, const uint8_t* data, uint32_t size) {
    if (cut) {
        return program_torn(power, state, cells, data, size);
    }
    and_bytes(cells, data, size);
    return state_after(state);
}
