/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLASH controller: registers, locks, status, interrupts.
 *
 * Facts followed: fact sheet 2.2, 2.3, 2.5 to 2.8. Both worlds' views, key locks (a
 * wrong key locks until reset), PRIVCFGR, SECBB/PRIVBB, HDPEXTR, ECC registers.
 * Modelled elsewhere: flash_program.c (buffer, erase), flash_options.c, flash_obk.c,
 * flash_otp.c, flash_gate.c (visibility).
 * Decided: SECBB, HDPEXTR and SECCR's kin are secure only; SECBB, PRIVBB, HDPEXTR and
 * PRIVCFGR want privilege; HDPEXTR is writable at HDPL 0 and 1 only [U-14, U-15]; OBKCFGR
 * resets locked [U-20]; no bus fault on a wrong key [U-10]; narrow accesses fault.
 * Left out: time (no operation is ever seen busy), OPSR (zero: no reset finds an
 * operation running), single-bit ECC errors, EDATA.
 */
#include "emulator/memory/flash_state.h"

#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "qemu/log.h"

enum {
    ACR = 0x000,
    NSKEYR = 0x004,
    SECKEYR = 0x008,
    OPTKEYR = 0x00c,
    NSOBKKEYR = 0x010,
    SECOBKKEYR = 0x014,
    OPSR = 0x018,
    OPTCR = 0x01c,
    NSSR = 0x020,
    SECSR = 0x024,
    NSCR = 0x028,
    SECCR = 0x02c,
    NSCCR = 0x030,
    SECCCR = 0x034,
    PRIVCFGR = 0x03c,
    NSOBKCFGR = 0x040,
    SECOBKCFGR = 0x044,
    HDPEXTR = 0x048,
    SECBB1 = 0x0a0,
    PRIVBB1 = 0x0c0,
    ECCCORR = 0x100,
    ECCDETR = 0x104,
    ECCDR = 0x108,
    SECBB2 = 0x1a0,
    PRIVBB2 = 0x1c0,
    REGISTERS_SIZE = 0x400,
};

enum { PRIVCFGR_SPRIV = 1, PRIVCFGR_NSPRIV = 2 };
enum { OPTCR_OPTLOCK = 1, OPTCR_OPTSTRT = 2 };
enum { ACR_RESET = 0x13, ACR_MASK = 0x13f, HDPEXTR_MASK = 0x007f007f };

#define KEY1 0x45670123u
#define KEY2 0xcdef89abu
#define OPTION_KEY1 0x08192a3bu
#define OPTION_KEY2 0x4c5d6e7fu
#define OBK_KEY1 0x192a083bu
#define OBK_KEY2 0x6e7f4c5du
#define CR_WRITABLE 0x807f9fceu /* without LOCK and STRT */
#define ECC_FLAG_CORRECTED (1u << 30)
#define ECC_FLAG_DETECTED (1u << 31)
#define ECC_ENABLE_CORRECTED (1u << 25)

/* --- flags ---------------------------------------------------------------------- */

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

/* Only the first error is kept; a second one stays unseen until the flag is cleared. */
void flash_ecc_detected(H573Flash* flash, uint32_t area, uint32_t word, uint16_t data) {
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

/* --- locks ------------------------------------------------------------------------ */

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

/* --- who may touch a register ------------------------------------------------------ */

static bool is_secure_register(unsigned offset) {
    switch (offset) {
        case SECKEYR:
        case SECOBKKEYR:
        case SECSR:
        case SECCR:
        case SECCCR:
        case SECOBKCFGR:
        case HDPEXTR:
        case SECBB1 ... SECBB1 + 0xc:
        case SECBB2 ... SECBB2 + 0xc:
            return true;
        default:
            return false;
    }
}

static bool is_nonsecure_register(unsigned offset) {
    switch (offset) {
        case NSKEYR:
        case NSOBKKEYR:
        case NSSR:
        case NSCR:
        case NSCCR:
        case NSOBKCFGR:
            return true;
        default:
            return false;
    }
}

/* Everything else takes the privilege rule of the world that asks. */
static bool wants_privilege(const H573Flash* flash, unsigned offset, H573Access access) {
    bool secure = is_secure_register(offset) || (!is_nonsecure_register(offset) && access.secure);

    return flash->privcfgr & (secure ? PRIVCFGR_SPRIV : PRIVCFGR_NSPRIV);
}

static bool may_touch(H573Flash* flash, unsigned offset, H573Access access) {
    if (is_secure_register(offset) && !access.secure) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: non-secure access to secure register 0x%03x\n",
                      offset);
        h573_illegal_access(flash->chip, H573_TZIC_GROUP4, H573_TZIC_FLASH_REGISTERS);
        return false;
    }
    if (wants_privilege(flash, offset, access) && !access.privileged) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: unprivileged access to register 0x%03x\n", offset);
        return false;
    }
    return true;
}

static bool refuse_unprivileged(unsigned offset, H573Access access) {
    if (!access.privileged) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: unprivileged write to 0x%03x ignored\n", offset);
    }
    return !access.privileged;
}

/* --- reading ------------------------------------------------------------------------- */

static uint32_t control(const FlashSide* side) {
    return side->cr | (side->lock == UNLOCKED ? 0 : CR_LOCK);
}

static uint32_t obk_configuration(const FlashSide* side) {
    return side->obkcfgr | (side->obk_lock == UNLOCKED ? 0 : OBKCFGR_LOCK);
}

static uint32_t status(const H573Flash* flash, bool secure) {
    bool filling = flash->buffer.mask != 0 && flash->buffer.secure == secure;

    return flash->side[secure].sr | (filling ? SR_WBNE : 0);
}

static uint32_t option_control(const H573Flash* flash) {
    return (flash->option_lock == UNLOCKED ? 0 : OPTCR_OPTLOCK) | (uint32_t)flash->swapped << 31;
}

static uint32_t register_read(H573Flash* flash, unsigned offset) {
    uint32_t value = 0;

    switch (offset) {
        case ACR:
            return flash->acr;
        case OPTCR:
            return option_control(flash);
        case NSSR:
        case SECSR:
            return status(flash, offset == SECSR);
        case NSCR:
        case SECCR:
            return control(&flash->side[offset == SECCR]);
        case PRIVCFGR:
            return flash->privcfgr;
        case NSOBKCFGR:
        case SECOBKCFGR:
            return obk_configuration(&flash->side[offset == SECOBKCFGR]);
        case HDPEXTR:
            return flash->hdpextr;
        case SECBB1 ... SECBB1 + 0xc:
            return flash->secbb[0][(offset - SECBB1) / 4];
        case SECBB2 ... SECBB2 + 0xc:
            return flash->secbb[1][(offset - SECBB2) / 4];
        case PRIVBB1 ... PRIVBB1 + 0xc:
            return flash->privbb[0][(offset - PRIVBB1) / 4];
        case PRIVBB2 ... PRIVBB2 + 0xc:
            return flash->privbb[1][(offset - PRIVBB2) / 4];
        case ECCCORR:
            return flash->ecccorr;
        case ECCDETR:
            return flash->eccdetr;
        case ECCDR:
            return flash->eccdr;
        case OPSR:
        case NSKEYR:
        case SECKEYR:
        case OPTKEYR:
        case NSOBKKEYR:
        case SECOBKKEYR:
        case NSCCR:
        case SECCCR:
            return 0;
        default:
            if (!flash_option_read(flash, offset, &value)) {
                qemu_log_mask(LOG_GUEST_ERROR, "flash: read of reserved 0x%03x\n", offset);
            }
            return value;
    }
}

/* --- writing ---------------------------------------------------------------------------- */

static void control_write(H573Flash* flash, bool secure, uint32_t value, H573Access access) {
    FlashSide* side = &flash->side[secure];
    uint32_t writable = CR_WRITABLE | (secure ? CR_INV : SR_OPTCHANGEERR);

    if (side->lock != UNLOCKED) {
        if (!(value & CR_LOCK)) {
            qemu_log_mask(LOG_GUEST_ERROR, "flash: write to locked %s\n",
                          secure ? "SECCR" : "NSCR");
        }
        return;
    }
    bool inverted = (side->cr ^ value) & CR_INV & writable;
    side->cr = value & writable & ~CR_FW;
    if (inverted) {
        h573_changed(flash->chip);
    }
    if (value & CR_FW) {
        flash_force_write(flash, secure);
    }
    if (value & CR_STRT) {
        flash_start_erase(flash, secure, access.privileged);
    }
    if (value & CR_LOCK) {
        side->lock = LOCKED;
    }
    flash_update_irq(flash);
}

static void status_clear(H573Flash* flash, bool secure, uint32_t value) {
    flash->side[secure].sr &= ~(value & (SR_EOP | SR_ERRORS));
    flash_update_irq(flash);
}

static void option_control_write(H573Flash* flash, uint32_t value, H573Access access) {
    if (flash->option_lock != UNLOCKED) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: write to locked OPTCR\n");
        return;
    }
    if (value & OPTCR_OPTSTRT) {
        flash_option_launch(flash, access);
    }
    if (value & OPTCR_OPTLOCK) {
        flash->option_lock = LOCKED;
    }
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

static void ecc_write(H573Flash* flash, unsigned offset, uint32_t value) {
    if (offset == ECCDETR && (value & ECC_FLAG_DETECTED)) {
        flash->eccdetr = 0;
    }
    if (offset == ECCCORR) {
        flash->ecccorr = (value & ECC_FLAG_CORRECTED ? 0 : flash->ecccorr & ~ECC_ENABLE_CORRECTED) |
                         (value & ECC_ENABLE_CORRECTED);
        flash_update_irq(flash);
    }
}

static void key_register_write(H573Flash* flash, unsigned offset, uint32_t value) {
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

static void register_write(H573Flash* flash, unsigned offset, uint32_t value, H573Access access) {
    switch (offset) {
        case ACR:
            flash->acr = value & ACR_MASK;
            break;
        case NSKEYR:
        case SECKEYR:
        case OPTKEYR:
        case NSOBKKEYR:
        case SECOBKKEYR:
            key_register_write(flash, offset, value);
            break;
        case OPTCR:
            option_control_write(flash, value, access);
            break;
        case NSCR:
        case SECCR:
            control_write(flash, offset == SECCR, value, access);
            break;
        case NSCCR:
        case SECCCR:
            status_clear(flash, offset == SECCCR, value);
            break;
        case PRIVCFGR:
            privcfgr_write(flash, value, access);
            break;
        case NSOBKCFGR:
        case SECOBKCFGR:
            flash_obk_configure(flash, offset == SECOBKCFGR, value);
            break;
        case HDPEXTR:
            hdpextr_write(flash, value, access);
            break;
        case SECBB1 ... SECBB1 + 0xc:
            secbb_write(flash, offset, 0, (offset - SECBB1) / 4, value, access);
            break;
        case SECBB2 ... SECBB2 + 0xc:
            secbb_write(flash, offset, 1, (offset - SECBB2) / 4, value, access);
            break;
        case PRIVBB1 ... PRIVBB1 + 0xc:
            privbb_write(flash, offset, 0, (offset - PRIVBB1) / 4, value, access);
            break;
        case PRIVBB2 ... PRIVBB2 + 0xc:
            privbb_write(flash, offset, 1, (offset - PRIVBB2) / 4, value, access);
            break;
        case ECCCORR:
        case ECCDETR:
            ecc_write(flash, offset, value);
            break;
        default:
            if (!flash_option_write(flash, offset, value, access)) {
                qemu_log_mask(LOG_GUEST_ERROR,
                              "flash: write of 0x%08x to read-only or reserved 0x%03x\n", value,
                              offset);
            }
            break;
    }
}

/* --- device ------------------------------------------------------------------------------- */

static MemTxResult registers_read(void* opaque, hwaddr at, uint64_t* value, unsigned size,
                                  MemTxAttrs attrs) {
    H573Flash* flash = opaque;

    *value = may_touch(flash, at, h573_access(attrs)) ? register_read(flash, at) : 0;
    return MEMTX_OK;
}

static MemTxResult registers_write(void* opaque, hwaddr at, uint64_t value, unsigned size,
                                   MemTxAttrs attrs) {
    H573Flash* flash = opaque;
    H573Access access = h573_access(attrs);

    if (may_touch(flash, at, access)) {
        register_write(flash, at, value, access);
    }
    return MEMTX_OK;
}

static const MemoryRegionOps registers_ops = {
    .read_with_attrs = registers_read,
    .write_with_attrs = registers_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {.min_access_size = 4, .max_access_size = 4},
    .impl = {.min_access_size = 4, .max_access_size = 4},
};

static void reset_side(FlashSide* side) {
    *side = (FlashSide){.obkcfgr = 0x1ff << OBKCFGR_SWAP_OFFSET_SHIFT};
}

static void flash_reset_hold(Object* object, ResetType type) {
    H573Flash* flash = H573_FLASH(object);

    reset_side(&flash->side[0]);
    reset_side(&flash->side[1]);
    flash->buffer.mask = 0;
    flash->option_lock = LOCKED;
    flash->pending = board_get_options(flash->board);
    flash->swapped = flash->pending.optsr >> 31;
    flash->acr = ACR_RESET;
    flash->privcfgr = 0;
    flash->hdpextr = 0;
    memset(flash->secbb, 0, sizeof flash->secbb);
    memset(flash->privbb, 0, sizeof flash->privbb);
    flash->ecccorr = flash->eccdetr = flash->eccdr = 0;
    flash_update_irq(flash);
    h573_changed(flash->chip);
}

static void flash_realize(DeviceState* device, Error** errp) {
    H573Flash* flash = H573_FLASH(device);

    flash->board = h573_board(flash->chip);
}

void h573_flash_map(H573Flash* flash, MemoryRegion* bus_root, AddressSpace* bus) {
    flash_gates_map(flash, bus_root, bus);
    flash_obk_map(flash, bus_root);
    flash_otp_map(flash, bus_root);
}

static void flash_init(Object* object) {
    H573Flash* flash = H573_FLASH(object);

    memory_region_init_io(&flash->registers, object, &registers_ops, flash, "flash.registers",
                          REGISTERS_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(object), &flash->registers);
    sysbus_init_irq(SYS_BUS_DEVICE(object), &flash->irq[0]);
    sysbus_init_irq(SYS_BUS_DEVICE(object), &flash->irq[1]);
    qdev_init_gpio_out_named(DEVICE(object), &flash->nmi, "nmi", 1);
}

static const Property flash_properties[] = {
    H573_CHIP_PROPERTY(H573Flash, chip),
};

static void flash_class_init(ObjectClass* class, void* data) {
    DEVICE_CLASS(class)->realize = flash_realize;
    RESETTABLE_CLASS(class)->phases.hold = flash_reset_hold;
    device_class_set_props(DEVICE_CLASS(class), flash_properties);
}

static const TypeInfo flash_types[] = {
    {
        .name = TYPE_H573_FLASH,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(H573Flash),
        .instance_init = flash_init,
        .class_init = flash_class_init,
    },
};

DEFINE_TYPES(flash_types)
