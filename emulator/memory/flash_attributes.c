/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLASH controller: volatile attributes: PRIVCFGR, HDPEXTR, SECBB, PRIVBB.
 *
 * Facts followed: fact sheet 2.2, 2.6.
 * Decided: all four want privilege; SECBB and HDPEXTR are secure only [U-14]; HDPEXTR is
 * writable at HDPL 0 and 1 only [U-15].
 * Left out: nothing.
 */
#include "emulator/memory/flash_registers.h"
#include "emulator/memory/flash_state.h"

#include "qemu/log.h"

enum { HDPEXTR_MASK = 0x007f007f };

static bool refuse_unprivileged(unsigned offset, H573Access access) {
    if (!access.privileged) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: unprivileged write to 0x%03x ignored\n", offset);
    }
    return !access.privileged;
}

static void privcfgr_write(H573Flash* flash, uint32_t value, H573Access access) {
    uint32_t mask = access.secure ? PRIVCFGR_SPRIV | PRIVCFGR_NSPRIV : PRIVCFGR_NSPRIV;

    if (!refuse_unprivileged(PRIVCFGR, access)) {
        flash->privcfgr = (flash->privcfgr & ~mask) | (value & mask);
    }
}

static void hdpextr_write(H573Flash* flash, uint32_t value, H573Access access) {
    if (refuse_unprivileged(HDPEXTR, access)) {
        return;
    }
    if (h573_hdpl(flash->chip) > 1) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: HDPEXTR written above HDPL1\n");
        return;
    }
    flash->hdpextr = value & HDPEXTR_MASK;
    h573_changed(flash->chip);
}

static void secbb_write(H573Flash* flash, unsigned offset, unsigned bank, unsigned word,
                        uint32_t value, H573Access access) {
    if (!refuse_unprivileged(offset, access)) {
        flash->secbb[bank][word] = value;
        h573_changed(flash->chip);
    }
}

/* The non-secure world sets the privilege of its own sectors only. */
static void privbb_write(H573Flash* flash, unsigned offset, unsigned bank, unsigned word,
                         uint32_t value, H573Access access) {
    uint32_t mask = 0;

    if (refuse_unprivileged(offset, access)) {
        return;
    }
    for (unsigned bit = 0; bit < 32; bit++) {
        if (access.secure || !flash_sector_secure(flash, bank, word * 32 + bit)) {
            mask |= 1u << bit;
        }
    }
    flash->privbb[bank][word] = (flash->privbb[bank][word] & ~mask) | (value & mask);
    h573_changed(flash->chip);
}

uint32_t flash_attribute_read(const H573Flash* flash, unsigned offset) {
    unsigned bank = offset >= SECBB2;
    unsigned word = offset % 0x10 / 4;

    switch (offset) {
        case PRIVCFGR:
            return flash->privcfgr;
        case HDPEXTR:
            return flash->hdpextr;
        case PRIVBB1 ... PRIVBB1 + 0xc:
        case PRIVBB2 ... PRIVBB2 + 0xc:
            return flash->privbb[bank][word];
        default:
            return flash->secbb[bank][word];
    }
}

void flash_attribute_write(H573Flash* flash, unsigned offset, uint32_t value, H573Access access) {
    unsigned bank = offset >= SECBB2;
    unsigned word = offset % 0x10 / 4;

    switch (offset) {
        case PRIVCFGR:
            privcfgr_write(flash, value, access);
            break;
        case HDPEXTR:
            hdpextr_write(flash, value, access);
            break;
        case PRIVBB1 ... PRIVBB1 + 0xc:
        case PRIVBB2 ... PRIVBB2 + 0xc:
            privbb_write(flash, offset, bank, word, value, access);
            break;
        default:
            secbb_write(flash, offset, bank, word, value, access);
            break;
    }
}
