/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLASH controller: write buffer, programming, erasing.
 *
 * Facts followed: fact sheet 2.1, 2.3, 2.6, 2.7.
 * Decided: a store needs PG set, its control register unlocked, and all error flags of
 * that register cleared before, else PGSERR [U-16]; any order and width of stores fills a
 * quad-word [U-16]; a quad-word may be programmed twice and then reads as an ECC error
 * [U-17]; an erase from one world's register of the other world's sector, of a hidden or
 * of a write-protected one is WRPERR and erases nothing; a bank or mass erase takes sectors of
 * high-cycle data with it.
 * Left out: nothing; what takes time is begun here (flash_time.c).
 */
#include "emulator/memory/flash_state.h"

#include "qemu/log.h"

/* --- what the core sees ----------------------------------------------------------- */

void flash_refresh(H573Flash* flash, uint32_t offset, uint32_t size) {
    uint8_t* seen = memory_region_get_ram_ptr(&flash->array);

    memcpy(seen + offset, flash->board->flash.bytes + offset, size);
    memory_region_flush_rom_device(&flash->array, offset, size);
}

bool flash_will_spoil(const H573Flash* flash, const Operation* operation) {
    return operation->code == OPERATION_WRITE && operation->area == AREA_USER &&
           flash->board->flash.states[operation->offset / FLASH_WORD] != FLASH_STATE_ERASED;
}

/* Bytes as the cells will hold them; what reads wrong is read access by access, which waits. */
static void show_word(H573Flash* flash, const Operation* operation) {
    uint8_t* seen = (uint8_t*)memory_region_get_ram_ptr(&flash->array) + operation->offset;

    for (unsigned i = 0; i < FLASH_WORD; i++) {
        seen[i] &= operation->data[i];
    }
    memory_region_flush_rom_device(&flash->array, operation->offset, FLASH_WORD);
    if (flash_will_spoil(flash, operation)) {
        h573_gates_flush();
    }
}

static void show_erase(H573Flash* flash, const Operation* operation) {
    uint8_t* seen = memory_region_get_ram_ptr(&flash->array);
    uint32_t start = operation->offset * SECTOR_SIZE;
    uint32_t size = operation->size * SECTOR_SIZE;

    memset(seen + start, FLASH_ERASED_BYTE, size);
    memory_region_flush_rom_device(&flash->array, start, size);
}

void flash_show_result(H573Flash* flash, const Operation* operation) {
    if (operation->code == OPERATION_WRITE && operation->area == AREA_USER) {
        show_word(flash, operation);
    }
    if (operation->code >= OPERATION_SECTOR_ERASE && operation->code <= OPERATION_MASS_ERASE) {
        show_erase(flash, operation);
    }
}

/* --- buffer ------------------------------------------------------------------------- */

void flash_buffer_drop(H573Flash* flash) {
    flash->buffer.mask = 0;
}

bool flash_program_ready(H573Flash* flash, bool secure) {
    const FlashSide* side = &flash->side[secure];

    if (!flash_may_begin(flash, secure, "store")) {
        return false;
    }
    if (side->lock == UNLOCKED && (side->cr & CR_PG) && !(side->sr & SR_ERRORS)) {
        return true;
    }
    qemu_log_mask(LOG_GUEST_ERROR, "flash: store with %s\n",
                  side->lock != UNLOCKED ? "the control register locked"
                  : !(side->cr & CR_PG)  ? "PG clear"
                                         : "error flags of an earlier operation set");
    flash_flag(flash, secure, SR_PGSERR);
    return false;
}

static void commit(H573Flash* flash) {
    const WriteBuffer* buffer = &flash->buffer;
    Operation operation = {
        .code = OPERATION_WRITE,
        .area = buffer->target == BUFFER_OBK ? AREA_OBK : AREA_USER,
        .secure = buffer->secure,
        .alternate = buffer->alternate,
        .offset = buffer->line,
        .size = FLASH_WORD,
    };

    memcpy(operation.data, buffer->data, FLASH_WORD);
    flash_buffer_drop(flash);
    if (operation.area == AREA_OBK &&
        !obk_is_virgin(&flash->board->obk, operation.alternate, operation.offset)) {
        flash_flag(flash, operation.secure, SR_OBKWERR);
        return;
    }
    flash_begin(flash, &operation);
}

static bool same_place(const WriteBuffer* a, const WriteBuffer* b) {
    return a->target == b->target && a->secure == b->secure && a->alternate == b->alternate &&
           a->line == b->line;
}

void flash_buffer_fill(H573Flash* flash, const WriteBuffer* where, uint32_t offset, uint64_t value,
                       unsigned size) {
    WriteBuffer* buffer = &flash->buffer;
    unsigned first = offset % FLASH_WORD;
    uint16_t bytes = ((1u << size) - 1) << first;

    if (buffer->mask == 0) {
        *buffer = *where;
        memset(buffer->data, FLASH_ERASED_BYTE, FLASH_WORD);
    } else if (!same_place(buffer, where)) {
        flash_flag(flash, where->secure, SR_INCERR);
        flash_buffer_drop(flash);
        return;
    }
    if (buffer->mask & bytes) {
        flash_flag(flash, where->secure, SR_STRBERR);
        flash_buffer_drop(flash);
        return;
    }
    for (unsigned i = 0; i < size; i++) {
        buffer->data[first + i] = value >> (8 * i);
    }
    buffer->mask |= bytes;
    if (buffer->mask == 0xffff) {
        commit(flash);
    }
}

void flash_force_write(H573Flash* flash, bool secure) {
    if (flash->buffer.mask == 0 || flash->buffer.secure != secure) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: FW set with an empty buffer\n");
        return;
    }
    commit(flash);
}

void flash_store(H573Flash* flash, uint32_t offset, uint64_t value, unsigned size,
                 H573Access access) {
    unsigned bank = offset / BANK_SIZE;
    unsigned sector = offset % BANK_SIZE / SECTOR_SIZE;
    WriteBuffer where = {
        .target = BUFFER_USER,
        .secure = access.secure,
        .line = offset / FLASH_WORD * FLASH_WORD,
    };

    if (flash_sector_write_protected(flash, bank, sector)) {
        flash_flag(flash, access.secure, SR_WRPERR);
        flash_buffer_drop(flash);
        return;
    }
    if (flash_program_ready(flash, access.secure)) {
        flash_buffer_fill(flash, &where, offset, value, size);
    }
}

/* --- erasing ------------------------------------------------------------------------- */

static bool may_erase(const H573Flash* flash, bool secure, bool privileged, unsigned bank,
                      unsigned sector) {
    return flash_sector_secure(flash, bank, sector) == secure &&
           !flash_sector_write_protected(flash, bank, sector) &&
           !flash_sector_hidden(flash, bank, sector) &&
           (privileged || !flash_sector_privileged(flash, bank, sector));
}

/* COUNT sectors from FIRST over both banks: all or nothing. */
static void erase_range(H573Flash* flash, OperationCode code, bool secure, bool privileged,
                        unsigned first, unsigned count) {
    const Operation operation = {.code = code, .secure = secure, .offset = first, .size = count};

    for (unsigned at = first; at < first + count; at++) {
        if (!may_erase(flash, secure, privileged, at / BANK_SECTORS, at % BANK_SECTORS)) {
            qemu_log_mask(LOG_GUEST_ERROR, "flash: erase of protected sector %u of bank %u\n",
                          at % BANK_SECTORS, at / BANK_SECTORS + 1);
            flash_flag(flash, secure, SR_WRPERR);
            return;
        }
    }
    flash_begin(flash, &operation);
}

void flash_start_erase(H573Flash* flash, bool secure, bool privileged) {
    uint32_t cr = flash->side[secure].cr;
    unsigned bank = cr & CR_BKSEL ? 1 : 0;
    unsigned sector = bank * BANK_SECTORS + (cr >> CR_SNB_SHIFT & (BANK_SECTORS - 1));

    if (flash->buffer.mask != 0 || (cr & CR_PG) || (flash->side[secure].sr & SR_ERRORS)) {
        flash_flag(flash, secure, SR_PGSERR);
        return;
    }
    switch (cr & (CR_SER | CR_BER | CR_MER)) {
        case CR_SER:
            erase_range(flash, OPERATION_SECTOR_ERASE, secure, privileged, sector, 1);
            break;
        case CR_BER:
            erase_range(flash, OPERATION_BANK_ERASE, secure, privileged, bank * BANK_SECTORS,
                        BANK_SECTORS);
            break;
        case CR_MER:
            erase_range(flash, OPERATION_MASS_ERASE, secure, privileged, 0, 2 * BANK_SECTORS);
            break;
        default:
            flash_flag(flash, secure, SR_PGSERR);
            break;
    }
}
