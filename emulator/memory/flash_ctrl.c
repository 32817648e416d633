/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLASH controller: the device and its registers as the bus sees them.
 *
 * Facts followed: fact sheet 2.2, 2.3. Both worlds' views, who may touch a register, control
 * registers. While an operation runs (BSY) STRT, OPTSTRT, ALT_SECT_ERASE and SWAP_SECT_REQ
 * read 1.
 * Modelled elsewhere: flash_locks.c (keys), flash_status.c (flags, ECC), flash_attributes.c
 * (PRIVCFGR, HDPEXTR, SECBB, PRIVBB), flash_time.c (BSY, OPSR), flash_operation.c (what runs),
 * flash_program.c (buffer, erase), flash_options.c, flash_obk.c, flash_otp.c, flash_edata.c,
 * flash_gate.c (visibility).
 * Decided: OBKCFGR resets locked [U-20]; narrow accesses fault; NSCR, SECCR, OPTCR, OBKCFGR
 * written while BSY stay as they are, with PGSERR [U-39].
 * Left out: nothing.
 */
#include "emulator/memory/flash_registers.h"
#include "emulator/memory/flash_state.h"

#include "emulator/soc/state.h"
#include "hw/qdev-properties.h"
#include "qemu/log.h"

enum { OPTCR_OPTLOCK = 1, OPTCR_OPTSTRT = 2 };
enum { ACR_RESET = 0x13, ACR_MASK = 0x13f };

#define CR_WRITABLE 0x807f9fceu /* without LOCK and STRT */

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
    bool hdp_without_trustzone = offset == HDPEXTR && !h573_tzen(flash->chip);

    if (is_secure_register(offset) && !access.secure && !hdp_without_trustzone) {
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

/* --- reading ------------------------------------------------------------------------- */

static bool runs(const H573Flash* flash, bool secure, OperationCode first, OperationCode last) {
    const Operation* running = &flash->running;

    return running->secure == secure && running->code >= first && running->code <= last;
}

static uint32_t control(const H573Flash* flash, bool secure) {
    const FlashSide* side = &flash->side[secure];

    return side->cr | (side->lock == UNLOCKED ? 0 : CR_LOCK) |
           (runs(flash, secure, OPERATION_SECTOR_ERASE, OPERATION_MASS_ERASE) ? CR_STRT : 0);
}

static uint32_t obk_configuration(const H573Flash* flash, bool secure) {
    const FlashSide* side = &flash->side[secure];
    bool erasing = runs(flash, secure, OPERATION_OBK_ERASE, OPERATION_OBK_ERASE);
    bool swapping = runs(flash, secure, OPERATION_OBK_SWAP, OPERATION_OBK_SWAP);

    return side->obkcfgr | (side->obk_lock == UNLOCKED ? 0 : OBKCFGR_LOCK) |
           (erasing ? OBKCFGR_ALT_SECT_ERASE : 0) | (swapping ? OBKCFGR_SWAP_SECT_REQ : 0);
}

static uint32_t option_control(const H573Flash* flash) {
    return (flash->option_lock == UNLOCKED ? 0 : OPTCR_OPTLOCK) |
           (flash->running.code == OPERATION_OPTIONS ? OPTCR_OPTSTRT : 0) |
           (uint32_t)flash->swapped << 31;
}

static uint32_t status_read(H573Flash* flash, bool secure) {
    uint32_t value = flash_status(flash, secure);

    flash_poll(flash);
    return value;
}

static uint32_t register_read(H573Flash* flash, unsigned offset) {
    uint32_t value = 0;

    switch (offset) {
        case ACR:
            return flash->acr;
        case OPSR:
            return flash->opsr;
        case OPTCR:
            return option_control(flash);
        case NSSR:
        case SECSR:
            return status_read(flash, offset == SECSR);
        case NSCR:
        case SECCR:
            return control(flash, offset == SECCR);
        case NSOBKCFGR:
        case SECOBKCFGR:
            return obk_configuration(flash, offset == SECOBKCFGR);
        case PRIVCFGR:
        case HDPEXTR:
        case SECBB1 ... SECBB1 + 0xc:
        case SECBB2 ... SECBB2 + 0xc:
        case PRIVBB1 ... PRIVBB1 + 0xc:
        case PRIVBB2 ... PRIVBB2 + 0xc:
            return flash_attribute_read(flash, offset);
        case ECCCORR:
            return flash->ecccorr;
        case ECCDETR:
            return flash->eccdetr;
        case ECCDR:
            return flash->eccdr;
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
    if (!flash_may_begin(flash, secure, "write to the control register")) {
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

static void option_control_write(H573Flash* flash, uint32_t value, H573Access access) {
    if (flash->option_lock != UNLOCKED) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: write to locked OPTCR\n");
        return;
    }
    if (!flash_may_begin(flash, access.secure, "write to OPTCR")) {
        return;
    }
    if (value & OPTCR_OPTSTRT) {
        flash_option_launch(flash, access);
    }
    if (value & OPTCR_OPTLOCK) {
        flash->option_lock = LOCKED;
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
            flash_key_write(flash, offset, value);
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
            flash_status_clear(flash, offset == SECCCR, value);
            break;
        case NSOBKCFGR:
        case SECOBKCFGR:
            flash_obk_configure(flash, offset == SECOBKCFGR, value);
            break;
        case PRIVCFGR:
        case HDPEXTR:
        case SECBB1 ... SECBB1 + 0xc:
        case SECBB2 ... SECBB2 + 0xc:
        case PRIVBB1 ... PRIVBB1 + 0xc:
        case PRIVBB2 ... PRIVBB2 + 0xc:
            flash_attribute_write(flash, offset, value, access);
            break;
        case ECCCORR:
        case ECCDETR:
            flash_ecc_write(flash, offset, value);
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

    *value = 0;
    if (!may_touch(flash, at, h573_access(attrs))) {
        return h573_refusal(h573_access(attrs));
    }
    *value = register_read(flash, at);
    return MEMTX_OK;
}

static MemTxResult registers_write(void* opaque, hwaddr at, uint64_t value, unsigned size,
                                   MemTxAttrs attrs) {
    H573Flash* flash = opaque;
    H573Access access = h573_access(attrs);

    if (!may_touch(flash, at, access)) {
        return h573_refusal(access);
    }
    register_write(flash, at, value, access);
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
    flash_time_init(flash);
    h573_state_add(flash->side, sizeof *flash - offsetof(H573Flash, side));
}

void h573_flash_map(H573Flash* flash, MemoryRegion* bus_root, AddressSpace* bus) {
    flash_gates_map(flash, bus_root, bus);
    flash_obk_map(flash, bus_root);
    flash_otp_map(flash, bus_root);
    flash_edata_map(flash, bus_root);
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
