/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLASH controller: what an operation does to the board when it ends.
 *
 * Facts followed: fact sheet 2.2 (OPSR), 2.6.
 * Decided: ADDR_OP is the byte offset in the bank of the word or of the first sector; in OBKeys,
 * OTP and high-cycle data that in the area; OTP_OP stands for OTP and OBKeys. A bank or mass
 * erase is as many of the board's operations as it has sectors, so that a cut finds each.
 * Left out: nothing.
 */
#include "emulator/memory/flash_state.h"

enum {
    OPSR_DATA = 1 << 21,
    OPSR_BANK = 1 << 22,
    OPSR_OTP = 1 << 24,
    OPSR_CODE_SHIFT = 29,
};

/* --- doing ------------------------------------------------------------------------- */

static uint32_t write_user(H573Flash* flash, const Operation* operation) {
    flash_program_word(&flash->board->flash, operation->offset, operation->data);
    if (!flash_is_sound(&flash->board->flash, operation->offset, FLASH_WORD)) {
        h573_gates_flush();
    }
    return SR_EOP;
}

static uint32_t write_obk(H573Flash* flash, const Operation* operation) {
    enum obk_result result =
        obk_program(&flash->board->obk, operation->alternate, operation->offset, operation->data);

    return result == OBK_OK ? SR_EOP : SR_OBKWERR;
}

static uint32_t write_edata(H573Flash* flash, const Operation* operation) {
    uint32_t sector = operation->offset / EDATA_SECTOR_SIZE;

    board_edata_sector(h573_options(flash->chip), operation->offset, &sector);
    edata_program(&flash->board->flash, sector, operation->offset % EDATA_SECTOR_SIZE,
                  operation->data, operation->size / HALF_WORD);
    return SR_EOP;
}

static uint32_t program(H573Flash* flash, const Operation* operation) {
    switch (operation->area) {
        case AREA_OBK:
            return write_obk(flash, operation);
        case AREA_OTP:
            otp_program(&flash->board->otp, operation->offset, operation->data);
            return SR_EOP;
        case AREA_EDATA:
            return write_edata(flash, operation);
        default:
            return write_user(flash, operation);
    }
}

static uint32_t erase(H573Flash* flash, const Operation* operation) {
    for (uint32_t at = operation->offset; at < operation->offset + operation->size; at++) {
        flash_erase_sector(&flash->board->flash, at);
    }
    h573_gates_flush();
    return SR_EOP;
}

static uint32_t change_options(H573Flash* flash) {
    if (board_set_options(flash->board, &flash->pending) == FLASH_OK) {
        h573_set_options(flash->chip, &flash->pending);
    }
    return SR_EOP;
}

uint32_t flash_operation_perform(H573Flash* flash, const Operation* operation) {
    switch (operation->code) {
        case OPERATION_WRITE:
            return program(flash, operation);
        case OPERATION_OBK_ERASE:
            obk_erase_alternate(&flash->board->obk);
            return SR_EOP;
        case OPERATION_OBK_SWAP:
            return obk_swap(&flash->board->obk, operation->size) == OBK_OK ? SR_EOP : SR_OBKWERR;
        case OPERATION_OPTIONS:
            return change_options(flash);
        default:
            return erase(flash, operation);
    }
}

/* --- describing ---------------------------------------------------------------------- */

static bool is_erase(OperationCode code) {
    return code >= OPERATION_SECTOR_ERASE && code <= OPERATION_MASS_ERASE;
}

uint32_t flash_operation_count(const Operation* operation) {
    return is_erase(operation->code) ? operation->size : 1;
}

static uint32_t place(const Operation* operation) {
    uint32_t offset = operation->offset;

    switch (operation->area) {
        case AREA_OBK:
        case AREA_OTP:
            return OPSR_OTP | offset;
        case AREA_EDATA:
            return OPSR_DATA | (offset >= BOARD_EDATA_BANK ? OPSR_BANK : 0) |
                   offset % BOARD_EDATA_BANK;
        default:
            offset *= is_erase(operation->code) ? SECTOR_SIZE : 1;
            return (offset >= BANK_SIZE ? OPSR_BANK : 0) | offset % BANK_SIZE;
    }
}

uint32_t flash_operation_opsr(const Operation* operation) {
    return (uint32_t)operation->code << OPSR_CODE_SHIFT | place(operation);
}
