/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLASH controller: key registers.
 *
 * Facts followed: fact sheet 2.5. A wrong key, or keys for what is open, lock until reset.
 * Decided: no bus fault on a wrong key [U-10]; OPTKEYR counts only while NSCR is open.
 * Left out: nothing.
 */
#include "emulator/memory/flash_registers.h"
#include "emulator/memory/flash_state.h"

#include "qemu/log.h"

#define KEY1 0x45670123u
#define KEY2 0xcdef89abu
#define OPTION_KEY1 0x08192a3bu
#define OPTION_KEY2 0x4c5d6e7fu
#define OBK_KEY1 0x192a083bu
#define OBK_KEY2 0x6e7f4c5du

static void key_write(LockState* lock, uint32_t value, uint32_t key1, uint32_t key2,
                      const char* name) {
    if (*lock == LOCKED && value == key1) {
        *lock = KEY1_SEEN;
    } else if (*lock == KEY1_SEEN && value == key2) {
        *lock = UNLOCKED;
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: wrong key sequence on %s: locked until reset\n",
                      name);
        *lock = LOCKED_UNTIL_RESET;
    }
}

static void option_key_write(H573Flash* flash, uint32_t value) {
    if (flash->side[0].lock != UNLOCKED) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: OPTKEYR written while NSCR is locked\n");
        return;
    }
    key_write(&flash->option_lock, value, OPTION_KEY1, OPTION_KEY2, "OPTKEYR");
}

void flash_key_write(H573Flash* flash, unsigned offset, uint32_t value) {
    FlashSide* side = &flash->side[offset == SECKEYR || offset == SECOBKKEYR];

    switch (offset) {
        case NSKEYR:
        case SECKEYR:
            key_write(&side->lock, value, KEY1, KEY2, offset == NSKEYR ? "NSKEYR" : "SECKEYR");
            break;
        case OPTKEYR:
            option_key_write(flash, value);
            break;
        default:
            key_write(&side->obk_lock, value, OBK_KEY1, OBK_KEY2,
                      offset == NSOBKKEYR ? "NSOBKKEYR" : "SECOBKKEYR");
            break;
    }
}
