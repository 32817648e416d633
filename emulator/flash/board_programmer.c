/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
/* What a programmer on the debug port does to a board: no rights are asked here. */
#include <stdio.h>
#include <string.h>

#include "emulator/flash/board_files.h"

enum { SECTOR = 8192 };

static bool flash_range_valid(uint32_t offset, uint32_t size, char* error) {
    if (offset > BOARD_FLASH_SIZE || size > BOARD_FLASH_SIZE - offset) {
        snprintf(error, BOARD_ERROR, "0x%x bytes at flash offset 0x%x reach past the 2 MB", size,
                 offset);
        return false;
    }
    return true;
}

static bool store_failed(const char* what, uint32_t offset, char* error) {
    snprintf(error, BOARD_ERROR, "%s at offset 0x%x failed: the power is cut", what, offset);
    return false;
}

/* Contents of a sector, and which words of it were written. */
struct sector_copy {
    uint8_t bytes[SECTOR];
    bool written[SECTOR / FLASH_WORD];
};

static void sector_load(const struct board* board, uint32_t start, struct sector_copy* copy) {
    memcpy(copy->bytes, board->flash.bytes + start, SECTOR);
    for (uint32_t i = 0; i < SECTOR / FLASH_WORD; i++) {
        copy->written[i] = flash_word_status(&board->flash, start + i * FLASH_WORD) != FLASH_ERASED;
    }
}

/* The part of DATA (at OFFSET of the flash) that falls into the sector at START. */
static void sector_merge(struct sector_copy* copy, uint32_t start, uint32_t offset,
                         const uint8_t* data, uint32_t size) {
    uint32_t from = offset > start ? offset : start;
    uint32_t end = offset + size < start + SECTOR ? offset + size : start + SECTOR;
    uint32_t padded = (end + FLASH_WORD - 1) / FLASH_WORD * FLASH_WORD;

    memset(copy->bytes + (from - start), FLASH_ERASED_BYTE, padded - from);
    memcpy(copy->bytes + (from - start), data + (from - offset), end - from);
    for (uint32_t at = from - start; at < padded - start; at += FLASH_WORD) {
        copy->written[at / FLASH_WORD] = true;
    }
}

static bool sector_store(struct board* board, uint32_t start, const struct sector_copy* copy,
                         char* error) {
    if (flash_erase_sector(&board->flash, start / SECTOR) != FLASH_OK) {
        return store_failed("erasing flash", start, error);
    }
    for (uint32_t i = 0; i < SECTOR / FLASH_WORD; i++) {
        const uint8_t* word = copy->bytes + i * FLASH_WORD;
        if (copy->written[i] &&
            flash_program_word(&board->flash, start + i * FLASH_WORD, word) != FLASH_OK) {
            return store_failed("programming flash", start + i * FLASH_WORD, error);
        }
    }
    return true;
}

bool board_program(struct board* board, uint32_t offset, const void* data, uint32_t size,
                   char* error) {
    struct sector_copy copy;

    if (!flash_range_valid(offset, size, error)) {
        return false;
    }
    if (offset % FLASH_WORD != 0) {
        snprintf(error, BOARD_ERROR, "flash offset 0x%x is not a multiple of 16", offset);
        return false;
    }
    for (uint32_t start = offset / SECTOR * SECTOR; start < offset + size; start += SECTOR) {
        sector_load(board, start, &copy);
        sector_merge(&copy, start, offset, data, size);
        if (!sector_store(board, start, &copy, error)) {
            return false;
        }
    }
    return true;
}

bool board_erase(struct board* board, uint32_t offset, uint32_t size, char* error) {
    if (!flash_range_valid(offset, size, error)) {
        return false;
    }
    if (offset % SECTOR != 0 || size % SECTOR != 0) {
        snprintf(error, BOARD_ERROR, "0x%x bytes at 0x%x are not whole sectors of 8 KB", size,
                 offset);
        return false;
    }
    for (uint32_t at = offset; at < offset + size; at += SECTOR) {
        if (flash_erase_sector(&board->flash, at / SECTOR) != FLASH_OK) {
            return store_failed("erasing flash", at, error);
        }
    }
    return true;
}

static bool obk_range_valid(uint32_t offset, uint32_t size, char* error) {
    if (offset % FLASH_WORD == 0 && size % FLASH_WORD == 0 && offset <= OBK_END &&
        size <= OBK_END - offset) {
        return true;
    }
    snprintf(error, BOARD_ERROR, "0x%x bytes at OBKeys offset 0x%x: whole 16-byte slots below 0x%x",
             size, offset, OBK_END);
    return false;
}

/* By the chip's own way: build the alternate sector, then swap. */
bool board_obk_write(struct board* board, uint32_t offset, const void* data, uint32_t size,
                     char* error) {
    const uint8_t* bytes = data;

    if (!obk_range_valid(offset, size, error)) {
        return false;
    }
    if (obk_erase_alternate(&board->obk) != OBK_OK) {
        return store_failed("erasing OBKeys", offset, error);
    }
    for (uint32_t at = 0; at < size; at += FLASH_WORD) {
        if (obk_program(&board->obk, true, offset + at, bytes + at) != OBK_OK) {
            return store_failed("writing OBKeys", offset + at, error);
        }
    }
    if (obk_swap(&board->obk, OBK_SLOTS_USABLE) != OBK_OK) {
        return store_failed("exchanging OBKeys sectors", offset, error);
    }
    return true;
}

bool board_obk_read(struct board* board, uint32_t offset, void* out, uint32_t size, char* error) {
    if (!obk_range_valid(offset, size, error)) {
        return false;
    }
    if (obk_read(&board->obk, false, offset, out, size) == FLASH_ECC_BAD) {
        snprintf(error, BOARD_ERROR, "ECC error in OBKeys at 0x%x..0x%x", offset, offset + size);
        return false;
    }
    return true;
}
