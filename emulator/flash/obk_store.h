/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
/*
 * The OBKeys store: two 8 KB sectors of 512 slots of 16 bytes. The window
 * shows the current one; new contents are built in the other (the alternate)
 * and the roles exchanged by a swap. Cells hold what was written: encryption is
 * the convention of the software above. Who may touch a slot is not decided here.
 */
#ifndef EMULATOR_FLASH_OBK_STORE_H
#define EMULATOR_FLASH_OBK_STORE_H

#include "emulator/flash/flash_model.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    OBK_SIZE = 8192,
    OBK_SLOTS = 512,
    OBK_SLOTS_USABLE = 511, /* slot 511 is the swap's own */
};

/* Byte ranges of the levels: [start, end). */
enum {
    OBK_HDPL0 = 0x000,
    OBK_HDPL1 = 0x100,
    OBK_HDPL2 = 0x900,
    OBK_HDPL3_SECURE = 0xC00,
    OBK_HDPL3_NONSECURE = 0x1800,
    OBK_END = 0x1FF0,
};

enum obk_result {
    OBK_OK,
    OBK_NOT_VIRGIN, /* the slot was written since the sector's erase: OBKWERR */
    OBK_BAD_ADDRESS,
    OBK_POWER_LOST,
};

struct obk_store {
    struct flash_model cells; /* one bank of two sectors */
    uint32_t* current;        /* 0 or 1: the sector that counts */
};

/* OFFSET: 0..0x1FFF in the window; ALTERNATE: the sector behind ALT_SECT=1. */
enum flash_result obk_read(struct obk_store* store, bool alternate, uint32_t offset, void* out,
                           uint32_t size);
bool obk_is_virgin(const struct obk_store* store, bool alternate, uint32_t offset);
enum obk_result obk_program(struct obk_store* store, bool alternate, uint32_t offset,
                            const uint8_t data[FLASH_WORD]);
enum obk_result obk_erase_alternate(struct obk_store* store);
/*
 * Copies the first KEYS (0..511) slots that the alternate sector lacks, then
 * exchanges the sectors' roles. One operation: a cut leaves the old roles; by T2
 * and T3 a part of the copy is done and one slot torn.
 */
enum obk_result obk_swap(struct obk_store* store, uint32_t keys);

/* The level (0..3) a slot belongs to; *nonsecure tells the two of level 3 apart. */
unsigned obk_level(uint32_t offset, bool* nonsecure);

#ifdef __cplusplus
}
#endif

#endif
