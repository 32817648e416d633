/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
/*
 * Flash as it behaves, without registers: what the emulator's chip and the
 * tests on a PC both write to, so that both break in the same way.
 *
 * A word is 16 bytes with ECC; erased bytes are 0xFF; an erase takes a whole
 * sector. Programming a word that is not erased ANDs the bytes and spoils the
 * ECC. Power may be cut inside any operation (struct flash_power). Memory is
 * the caller's: plain arrays in a test, mapped files on a board.
 */
#ifndef EMULATOR_FLASH_FLASH_MODEL_H
#define EMULATOR_FLASH_FLASH_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    FLASH_WORD = 16, /* bytes of one program unit */
    FLASH_ERASED_BYTE = 0xFF,
};

enum flash_result {
    FLASH_OK,
    FLASH_ERASED,      /* reads: never written since the erase (bytes are 0xFF) */
    FLASH_CORRECTED,   /* reads: one bit was wrong; the bytes are right */
    FLASH_ECC_BAD,     /* reads: double ECC error; the bytes are what the cells hold */
    FLASH_BAD_ADDRESS, /* outside the array, or not 16-byte aligned */
    FLASH_POWER_LOST,  /* the power failed in or before this operation */
};

/* One byte for each word: a state in bits 2..0, reads left (weak words) in bits 7..3. */
enum flash_word_state {
    FLASH_STATE_ERASED = 0,
    FLASH_STATE_PROGRAMMED = 1,
    FLASH_STATE_BAD = 2,
    FLASH_STATE_WEAK = 3,        /* reads good now, bad after some more reads */
    FLASH_STATE_HALF_ERASED = 4, /* reads as erased, but programming it goes wrong */
    FLASH_STATE_HALFWORDS = 5,   /* eight half-words of high-cycle data (half_words.h) */
    FLASH_STATE_NOTES = 6,       /* their states */
    FLASH_STATE_SINGLE = 7,      /* programmed, one bit wrong: reads good and says so */
    FLASH_STATE_MASK = 7,
    FLASH_STATE_COUNT_SHIFT = 3,
};

/* What the interrupted operation leaves behind (proof sheet, torn policies). */
enum flash_cut {
    FLASH_CUT_NOTHING,       /* T0: nothing was written */
    FLASH_CUT_DONE,          /* T1: all was written, nobody was told */
    FLASH_CUT_PART,          /* T2: the first k of 16 bytes, ECC bad */
    FLASH_CUT_BITS,          /* T3: some of the bits, ECC bad */
    FLASH_CUT_WEAK,          /* T4: reads good now, bad after n reads */
    FLASH_CUT_ERASE_MIX,     /* T5: words old, all ones or ECC bad at random */
    FLASH_CUT_ERASE_SHALLOW, /* T6: reads as erased, later programs go wrong */
    FLASH_CUTS,
};

enum flash_operation {
    FLASH_OP_NONE,
    FLASH_OP_PROGRAM,
    FLASH_OP_ERASE,
    FLASH_OP_OBK_PROGRAM,
    FLASH_OP_OBK_ERASE,
    FLASH_OP_OBK_SWAP,
    FLASH_OP_OPTIONS,
    FLASH_OP_OTP,
    FLASH_OP_EDATA,
};

/* Says when the power fails; shared by all arrays of one board. Zeroed: never. */
struct flash_power {
    uint64_t operations;                /* counts every operation begun: the first is 1 */
    uint64_t cut_at;                    /* the operation that is cut; 0: none */
    enum flash_cut policy;              /* one that does not fit the operation counts as T0 */
    uint64_t seed;                      /* of the random choices of T2..T5 */
    bool lost;                          /* set by the cut: every later operation is refused */
    enum flash_operation cut_operation; /* what was cut ... */
    uint32_t cut_offset;                /* ... and where (byte offset in its array) */
    void (*on_cut)(void* opaque);       /* called when the torn state is in memory */
    void* opaque;
};

struct flash_geometry {
    uint32_t banks;
    uint32_t sectors_per_bank;
    uint32_t sector_size; /* bytes, a multiple of 16 */
};

struct flash_model {
    struct flash_geometry geometry;
    uint8_t* bytes;            /* flash_size() bytes */
    uint8_t* states;           /* flash_words() bytes */
    uint32_t* erase_counts;    /* flash_sectors() counters */
    struct flash_power* power; /* never NULL */
};

/* The STM32H573: 2 banks of 128 sectors of 8 KB. */
extern const struct flash_geometry flash_geometry_h573;

uint32_t flash_sectors(const struct flash_geometry* geometry);
uint32_t flash_size(const struct flash_geometry* geometry);
uint32_t flash_words(const struct flash_geometry* geometry);

/* A factory-new array: all erased, no erase counted. */
void flash_format(struct flash_model* flash);

/*
 * The one typed read. OFFSET is a multiple of 16; OUT gets 16 bytes whatever
 * the result (but for FLASH_BAD_ADDRESS).
 */
enum flash_result flash_read_word(struct flash_model* flash, uint32_t offset,
                                  uint8_t out[FLASH_WORD]);
/*
 * SIZE bytes from any OFFSET: the worst result of the words touched (bad > corrected > erased >
 * ok).
 */
enum flash_result flash_read(struct flash_model* flash, uint32_t offset, void* out, uint32_t size);
/* What a read would say, without the wear of one. */
enum flash_result flash_word_status(const struct flash_model* flash, uint32_t offset);
/* True where bytes may be read straight from the array: no word of [offset, +size) bad or weak. */
bool flash_is_sound(const struct flash_model* flash, uint32_t offset, uint32_t size);

enum flash_result flash_program_word(struct flash_model* flash, uint32_t offset,
                                     const uint8_t data[FLASH_WORD]);
/* SECTOR counts over both banks: bank * sectors_per_bank + number. */
enum flash_result flash_erase_sector(struct flash_model* flash, uint32_t sector);

/* What a test wishes upon a word. */
enum flash_plant {
    FLASH_PLANT_DOUBLE, /* an ECC error */
    FLASH_PLANT_SINGLE, /* one wrong bit, corrected by each read */
};

enum flash_result flash_plant(struct flash_model* flash, uint32_t offset, enum flash_plant what);
/*
 * The same upon COUNT of the words that are programmed, SEED picks which. Returns how many
 * there were: fewer where fewer are programmed.
 */
uint32_t flash_plant_some(struct flash_model* flash, uint64_t seed, uint32_t count,
                          enum flash_plant what);

/* --- for the other stores of this folder ----------------------------------- */

/* Begins an operation: FLASH_POWER_LOST when the power is already gone. */
enum flash_result flash_power_begin(struct flash_power* power, bool* cut);
/* Ends the operation that is cut. Always FLASH_POWER_LOST. */
enum flash_result flash_power_fail(struct flash_power* power, enum flash_operation operation,
                                   uint32_t offset);
/* Programs or erases with the operation's name for the record. */
enum flash_result flash_program_as(struct flash_model* flash, uint32_t offset,
                                   const uint8_t data[FLASH_WORD], enum flash_operation operation);
enum flash_result flash_erase_as(struct flash_model* flash, uint32_t sector,
                                 enum flash_operation operation);
/* What a read of a word in this state says, and the state after it (a weak one wears). */
enum flash_result flash_state_status(uint8_t state);
uint8_t flash_state_worn(uint8_t state);

/* The random choices of the cut operation: from the seed and the operation's number alone. */
uint64_t flash_random_start(const struct flash_power* power);
uint64_t flash_random_next(uint64_t* random);

/*
 * Programs the SIZE (2 or 16) cells of one ECC word that was in STATE (FLASH_STATE_ERASED: goes
 * well); CUT: as the power's policy leaves them. Returns the word's new state. The caller marks
 * the word bad before, so that a process killed in between leaves an ECC error.
 */
uint8_t flash_cells_program(const struct flash_power* power, bool cut, uint8_t state,
                            uint8_t* cells, const uint8_t* data, uint32_t size);

#ifdef __cplusplus
}
#endif

#endif
