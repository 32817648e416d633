/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLASH controller: status flags, ECC registers, interrupts.
 *
 * Facts followed: fact sheet 2.3, 2.8. ECCCORR and ECCDETR keep the first error of their kind
 * until its flag is cleared; a double error raises the NMI, which SBS_ECCNMIR masks for user
 * flash; a corrected one the FLASH interrupt by ECCCIE.
 * Decided: BSY is seen by both worlds; the address of an error in user flash names the physical
 * bank, also with the banks swapped [U-12].
 * Left out: nothing.
 */
#include "emulator/memory/flash_registers.h"
#include "emulator/memory/flash_state.h"

#include "hw/irq.h"
#include "qemu/log.h"

#define ECC_FLAG_CORRECTED (1u << 30)
#define ECC_FLAG_DETECTED (1u << 31)
#define ECC_ENABLE_CORRECTED (1u << 25)

void flash_update_irq(H573Flash* flash) {
    bool corrected =
        (flash->ecccorr & ECC_FLAG_CORRECTED) && (flash->ecccorr & ECC_ENABLE_CORRECTED);

    for (int i = 0; i < 2; i++) {
        const FlashSide* side = &flash->side[i];
        bool level = (side->sr & side->cr & (SR_EOP | SR_ERRORS)) != 0;
        qemu_set_irq(flash->irq[i], level || (i == 0 && corrected));
    }
}

void flash_flag(H573Flash* flash, bool secure, uint32_t flags) {
    if (flags & SR_ERRORS) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: %s error flags 0x%08x\n",
                      secure ? "secure" : "non-secure", flags & SR_ERRORS);
    }
    /* OPTCHANGEERR exists once. */
    flash->side[flags & SR_OPTCHANGEERR ? 0 : secure].sr |= flags;
    flash_update_irq(flash);
}

uint32_t flash_status(const H573Flash* flash, bool secure) {
    bool filling = flash->buffer.mask != 0 && flash->buffer.secure == secure;
    const Operation* running = &flash->running;
    bool half_words = running->area == AREA_OTP || running->area == AREA_EDATA;

    return flash->side[secure].sr | (filling ? SR_WBNE : 0) |
           (flash_is_busy(flash) ? SR_BSY | (half_words ? SR_DBNE : 0) : 0);
}

void flash_status_clear(H573Flash* flash, bool secure, uint32_t value) {
    flash->side[secure].sr &= ~(value & (SR_EOP | SR_ERRORS));
    flash_update_irq(flash);
}

/* --- ECC ---------------------------------------------------------------------------- */

static void ecc_corrected(H573Flash* flash, uint32_t area, uint32_t word) {
    if (flash->ecccorr & ECC_FLAG_CORRECTED) {
        return;
    }
    flash->ecccorr =
        (flash->ecccorr & ECC_ENABLE_CORRECTED) | ECC_FLAG_CORRECTED | area | (word & 0xffff);
    flash_update_irq(flash);
}

static void ecc_detected(H573Flash* flash, uint32_t area, uint32_t word, uint16_t data) {
    if (flash->eccdetr & ECC_FLAG_DETECTED) {
        return;
    }
    qemu_log_mask(LOG_GUEST_ERROR, "flash: double ECC error, area 0x%08x word 0x%x\n", area, word);
    flash->eccdetr = ECC_FLAG_DETECTED | area | (word & 0xffff);
    flash->eccdr = data;
    if (!(h573_ecc_nmi_masked(flash->chip) && (area & ~ECC_BANK) == ECC_USER)) {
        qemu_irq_pulse(flash->nmi);
    }
}

void flash_ecc(H573Flash* flash, enum flash_result result, uint32_t area, uint32_t word,
               uint16_t data) {
    bool virgin_fails = (area & ~ECC_BANK) != ECC_USER;

    if (result == FLASH_CORRECTED) {
        ecc_corrected(flash, area, word);
    } else if (result == FLASH_ECC_BAD || (result == FLASH_ERASED && virgin_fails)) {
        ecc_detected(flash, area, word, data);
    }
}

void flash_ecc_write(H573Flash* flash, unsigned offset, uint32_t value) {
    if (offset == ECCDETR && (value & ECC_FLAG_DETECTED)) {
        flash->eccdetr = 0;
    }
    if (offset == ECCCORR) {
        flash->ecccorr = (value & ECC_FLAG_CORRECTED ? 0 : flash->ecccorr & ~ECC_ENABLE_CORRECTED) |
                         (value & ECC_ENABLE_CORRECTED);
        flash_update_irq(flash);
    }
}
