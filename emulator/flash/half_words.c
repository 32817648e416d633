/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
#include "emulator/flash/half_words.h"

#include <stdatomic.h>
#include <string.h>

enum { HALF_WORDS_OF_WORD = FLASH_WORD / HALF_WORD };

static uint8_t planted_state(enum flash_plant what) {
    return what == FLASH_PLANT_SINGLE ? FLASH_STATE_SINGLE : FLASH_STATE_BAD;
}

/* --- OTP ------------------------------------------------------------------------ */

static bool otp_valid(const struct otp_store* otp, uint32_t offset) {
    return offset % HALF_WORD == 0 && offset < otp->size;
}

enum flash_result otp_read(struct otp_store* otp, uint32_t offset, uint8_t out[HALF_WORD]) {
    uint8_t* state;

    if (!otp_valid(otp, offset)) {
        return FLASH_BAD_ADDRESS;
    }
    state = &otp->states[offset / HALF_WORD];
    enum flash_result result = flash_state_status(*state);
    *state = flash_state_worn(*state);
    memcpy(out, otp->bytes + offset, HALF_WORD);
    return result;
}

enum flash_result otp_program(struct otp_store* otp, uint32_t offset,
                              const uint8_t data[HALF_WORD]) {
    bool cut = false;

    if (!otp_valid(otp, offset)) {
        return FLASH_BAD_ADDRESS;
    }
    if (flash_power_begin(otp->power, &cut) != FLASH_OK) {
        return FLASH_POWER_LOST;
    }
    uint8_t* state = &otp->states[offset / HALF_WORD];
    uint8_t before = *state;
    *state = FLASH_STATE_BAD;
    atomic_signal_fence(memory_order_seq_cst);
    uint8_t after =
        flash_cells_program(otp->power, cut, before, otp->bytes + offset, data, HALF_WORD);
    atomic_signal_fence(memory_order_seq_cst);
    *state = after;
    return cut ? flash_power_fail(otp->power, FLASH_OP_OTP, offset) : FLASH_OK;
}

enum flash_result otp_plant(struct otp_store* otp, uint32_t offset, enum flash_plant what) {
    if (!otp_valid(otp, offset)) {
        return FLASH_BAD_ADDRESS;
    }
    otp->states[offset / HALF_WORD] = planted_state(what);
    return FLASH_OK;
}

/* --- high-cycle data: where its states are ---------------------------------------- */

/* A note is the complement of 0..7 = the state, 8.. = weak with so many good reads left. */
enum { NOTE_BITS = 4, NOTE_MASK = 15, NOTE_WEAK = 8 };

static uint8_t state_of_note(unsigned note) {
    return note < NOTE_WEAK
               ? (uint8_t)note
               : (uint8_t)((note - NOTE_WEAK) << FLASH_STATE_COUNT_SHIFT | FLASH_STATE_WEAK);
}

static unsigned note_of_state(uint8_t state) {
    return (state & FLASH_STATE_MASK) == FLASH_STATE_WEAK
               ? NOTE_WEAK + (state >> FLASH_STATE_COUNT_SHIFT)
               : state;
}

struct cell {
    uint8_t* bytes;
    uint8_t* word_state; /* of the 16-byte word it lies in */
    uint8_t* notes;      /* the byte with its note ... */
    uint8_t* notes_state;
    unsigned shift; /* ... and the bit it starts at */
};

static struct cell cell_at(struct flash_model* flash, uint32_t sector, uint32_t offset) {
    uint32_t start = sector * flash->geometry.sector_size;
    uint32_t note = start + EDATA_SECTOR_SIZE + offset / 4;

    return (struct cell){
        .bytes = flash->bytes + start + offset,
        .word_state = &flash->states[(start + offset) / FLASH_WORD],
        .notes = flash->bytes + note,
        .notes_state = &flash->states[note / FLASH_WORD],
        .shift = offset / HALF_WORD % 2 * NOTE_BITS,
    };
}

static uint8_t cell_state(const struct cell* cell) {
    switch (*cell->word_state & FLASH_STATE_MASK) {
        case FLASH_STATE_HALFWORDS:
            return state_of_note(~(unsigned)*cell->notes >> cell->shift & NOTE_MASK);
        case FLASH_STATE_ERASED:
        case FLASH_STATE_HALF_ERASED:
            return *cell->word_state;
        default: /* ordinary flash: its ECC is another */
            return FLASH_STATE_BAD;
    }
}

static void set_note(const struct cell* cell, uint8_t state) {
    unsigned note = (~note_of_state(state) & NOTE_MASK) << cell->shift;

    *cell->notes = (uint8_t)((*cell->notes & ~(NOTE_MASK << cell->shift)) | note);
}

/* The word's half-words get states of their own. Ordinary flash stays what it is: bad. */
static bool split_word(struct flash_model* flash, uint32_t sector, uint32_t offset) {
    uint32_t first = offset / FLASH_WORD * FLASH_WORD;
    struct cell cell = cell_at(flash, sector, first);
    uint8_t state = *cell.word_state;

    if (state == FLASH_STATE_ERASED || state == FLASH_STATE_HALF_ERASED) {
        *cell.notes_state = FLASH_STATE_NOTES;
        for (uint32_t i = 0; i < HALF_WORDS_OF_WORD; i++) {
            struct cell half = cell_at(flash, sector, first + i * HALF_WORD);
            set_note(&half, state);
        }
        atomic_signal_fence(memory_order_seq_cst);
        *cell.word_state = FLASH_STATE_HALFWORDS;
    }
    return (*cell.word_state & FLASH_STATE_MASK) == FLASH_STATE_HALFWORDS;
}

static void cell_set(struct flash_model* flash, uint32_t sector, uint32_t offset, uint8_t state) {
    struct cell cell = cell_at(flash, sector, offset);

    if (split_word(flash, sector, offset)) {
        set_note(&cell, state);
    } else {
        *cell.word_state = FLASH_STATE_BAD;
    }
}

/* --- high-cycle data ---------------------------------------------------------------- */

static bool edata_valid(const struct flash_model* flash, uint32_t sector, uint32_t offset,
                        uint32_t size) {
    return sector < flash_sectors(&flash->geometry) && size > 0 && offset % size == 0 &&
           offset < EDATA_SECTOR_SIZE;
}

enum flash_result edata_read(struct flash_model* flash, uint32_t sector, uint32_t offset,
                             uint8_t out[HALF_WORD]) {
    if (!edata_valid(flash, sector, offset, HALF_WORD)) {
        return FLASH_BAD_ADDRESS;
    }
    struct cell cell = cell_at(flash, sector, offset);
    uint8_t state = cell_state(&cell);
    uint8_t worn = flash_state_worn(state);
    if (worn != state) {
        set_note(&cell, worn);
    }
    memcpy(out, cell.bytes, HALF_WORD);
    return flash_state_status(state);
}

static void program_half(struct flash_model* flash, uint32_t sector, uint32_t offset,
                         const uint8_t* data, bool cut) {
    struct cell cell = cell_at(flash, sector, offset);
    uint8_t before = cell_state(&cell);

    cell_set(flash, sector, offset, FLASH_STATE_BAD);
    atomic_signal_fence(memory_order_seq_cst);
    uint8_t after = flash_cells_program(flash->power, cut, before, cell.bytes, data, HALF_WORD);
    atomic_signal_fence(memory_order_seq_cst);
    cell_set(flash, sector, offset, after);
}

/* A cut tears the first half-word of two; all is written where nobody was told. */
enum flash_result edata_program(struct flash_model* flash, uint32_t sector, uint32_t offset,
                                const uint8_t* data, uint32_t count) {
    struct flash_power* power = flash->power;
    bool cut = false;

    if (count == 0 || count > 2 || !edata_valid(flash, sector, offset, count * HALF_WORD)) {
        return FLASH_BAD_ADDRESS;
    }
    if (flash_power_begin(power, &cut) != FLASH_OK) {
        return FLASH_POWER_LOST;
    }
    if (!cut || (power->policy != FLASH_CUT_NOTHING && power->policy <= FLASH_CUT_WEAK)) {
        program_half(flash, sector, offset, data, cut);
    }
    if (count == 2 && (!cut || power->policy == FLASH_CUT_DONE)) {
        program_half(flash, sector, offset + HALF_WORD, data + HALF_WORD, cut);
    }
    return cut ? flash_power_fail(power, FLASH_OP_EDATA,
                                  sector * flash->geometry.sector_size + offset)
               : FLASH_OK;
}

enum flash_result edata_plant(struct flash_model* flash, uint32_t sector, uint32_t offset,
                              enum flash_plant what) {
    if (!edata_valid(flash, sector, offset, HALF_WORD)) {
        return FLASH_BAD_ADDRESS;
    }
    cell_set(flash, sector, offset, planted_state(what));
    return FLASH_OK;
}
