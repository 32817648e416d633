/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * STM32H573: what is where.
 *
 * Facts followed: fact sheet 1.1 (core, 131 interrupts, 4 priority bits, 8 SAU regions), 1.2
 * (memory map), 1.3 (reset enters the system flash), 1.4 (IDAU), 1.6 (FLASH interrupts), 2.4
 * (TZEN: 0xB4 or else a core without the Security Extension, core.h; chosen once, at power-on).
 * Decided: addresses of table 1.4 with bit 28 set and no row of their own are secure [U-05].
 * Partly: QEMU gives both worlds 12 MPU regions; dev/core_locks.c holds the non-secure side to 8.
 * Left out: FMC and OCTOSPI memories, EDATA.
 */
#include "emulator/soc/soc.h"

#include "emulator/dev/dev.h"
#include "emulator/memory/gate.h"
#include "emulator/soc/chip_internal.h"
#include "emulator/soc/core.h"
#include "emulator/soc/secure_mmio.h"
#include "emulator/soc/sleep.h"
#include "exec/address-spaces.h"
#include "hw/irq.h"
#include "hw/qdev-clock.h"
#include "qapi/error.h"
#include "target/arm/idau.h"

enum {
    NS_ROM_RESET = H573_ROM_BASE - 0x04000000 + H573_ROM_WITHOUT_TRUSTZONE,
    IRQ_FLASH = 6,
    IRQ_FLASH_S = 7,
    IRQS = 131,
    PRIORITY_BITS = 4,
    MPU_REGIONS = 12,
    FLASH_REGISTERS = 0x40022000,
    FLASH_REGISTERS_SIZE = 0x400,
    HCLK = 64000000, /* until RCC drives it */
};

/* --- IDAU -------------------------------------------------------------------------- */

static void soc_idau_check(IDAUInterface* idau, uint32_t address, int* region, bool* exempt,
                           bool* ns, bool* nsc) {
    bool secure;

    if (address < 0x10000000) {
        secure = address >= 0x0c000000;
        *nsc = secure;
    } else if (address < 0x60000000) {
        secure = address >> 28 & 1;
        *nsc = secure && address >= 0x30000000;
    } else {
        secure = false;
        *nsc = false;
    }
    *region = IREGION_NOTVALID;
    *exempt = address >= 0xe0000000 && address < 0xe0100000;
    *ns = !secure;
}

/* --- creation ------------------------------------------------------------------------ */

static void soc_init(Object* object) {
    H573Soc* soc = H573_SOC(object);

    soc->chip = H573_CHIP(object_new(TYPE_H573_CHIP));
    object_property_add_child(object, "chip", OBJECT(soc->chip));
    object_initialize_child(object, "armv7m", &soc->armv7m, TYPE_ARMV7M);
    soc->flash = H573_FLASH(object_new(TYPE_H573_FLASH));
    object_property_add_child(object, "flash", OBJECT(soc->flash));
    soc->hclk = clock_new(object, "hclk");
    soc->systick_reference = clock_new(object, "systick-reference");
}

static bool core_realize(H573Soc* soc, Error** errp) {
    DeviceState* armv7m = DEVICE(&soc->armv7m);
    struct board_options options = board_get_options(soc->board);

    clock_set_hz(soc->hclk, HCLK);
    clock_set_hz(soc->systick_reference, HCLK / 8);
    qdev_prop_set_uint32(armv7m, "num-irq", IRQS);
    qdev_prop_set_uint8(armv7m, "num-prio-bits", PRIORITY_BITS);
    qdev_prop_set_string(armv7m, "cpu-type",
                         board_trustzone(&options) ? ARM_CPU_TYPE_NAME("cortex-m33")
                                                   : TYPE_H573_CORE_WITHOUT_TRUSTZONE);
    qdev_prop_set_uint32(armv7m, "init-svtor", H573_ROM_BASE);
    qdev_prop_set_uint32(armv7m, "init-nsvtor", NS_ROM_RESET);
    qdev_prop_set_uint32(armv7m, "mpu-s-regions", MPU_REGIONS);
    qdev_prop_set_uint32(armv7m, "mpu-ns-regions", MPU_REGIONS);
    qdev_connect_clock_in(armv7m, "cpuclk", soc->hclk);
    qdev_connect_clock_in(armv7m, "refclk", soc->systick_reference);
    object_property_set_link(OBJECT(armv7m), "memory", OBJECT(get_system_memory()), &error_abort);
    object_property_set_link(OBJECT(armv7m), "idau", OBJECT(soc), &error_abort);
    return sysbus_realize(SYS_BUS_DEVICE(armv7m), errp);
}

static void on_sysresetreq(void* opaque, int n, int level) {
    H573Soc* soc = opaque;

    if (level) {
        h573_system_reset(soc->chip, H573_RESET_SOFTWARE);
    }
}

static void on_changed(Notifier* notifier, void* data) {
    h573_gates_flush();
}

static bool flash_realize(H573Soc* soc, Error** errp) {
    DeviceState* flash = DEVICE(soc->flash);
    DeviceState* armv7m = DEVICE(&soc->armv7m);

    object_property_set_link(OBJECT(flash), "chip", OBJECT(soc->chip), &error_abort);
    if (!sysbus_realize(SYS_BUS_DEVICE(flash), errp)) {
        return false;
    }
    sysbus_connect_irq(SYS_BUS_DEVICE(flash), 0, qdev_get_gpio_in(armv7m, IRQ_FLASH));
    sysbus_connect_irq(SYS_BUS_DEVICE(flash), 1, qdev_get_gpio_in(armv7m, IRQ_FLASH_S));
    qdev_connect_gpio_out_named(flash, "nmi", 0, qdev_get_gpio_in_named(armv7m, "NMI", 0));
    h573_map_peripheral(soc->chip, OBJECT(soc), get_system_memory(), "flash registers",
                        sysbus_mmio_get_region(SYS_BUS_DEVICE(flash), 0), FLASH_REGISTERS,
                        FLASH_REGISTERS_SIZE, true, H573_NO_GROUP, 0);
    h573_flash_map(soc->flash, get_system_memory(), &soc->bus);
    return true;
}

static void memories_map(H573Soc* soc) {
    MemoryRegion* root = get_system_memory();
    Object* owner = OBJECT(soc);

    h573_sram_map(&soc->sram, soc->chip, owner, root, &soc->bus, soc->board->sram);
    h573_bkpsram_map(&soc->bkpsram, soc->chip, owner, root, &soc->bus);
    h573_system_flash_map(&soc->rom, soc->chip, owner, root, &soc->bus, soc->rom_file);
    /* Whatever peripheral no one models reads zero, and says so in the log. */
    h573_map_peripheral(soc->chip, owner, root, "peripheral space", NULL, 0x40000000, 0x10000000,
                        true, H573_NO_GROUP, 0);
}

static void soc_realize(DeviceState* device, Error** errp) {
    H573Soc* soc = H573_SOC(device);

    if (!core_realize(soc, errp)) {
        return;
    }
    address_space_init(&soc->bus, &soc->armv7m.container, "h573-bus");
    h573_chip_attach(soc->chip, soc->board, soc->seed, &soc->bus);
    if (!qdev_realize(DEVICE(soc->chip), NULL, errp)) {
        return;
    }
    h573_sleep_watch(CPU(soc->armv7m.cpu));
    soc->changed.notify = on_changed;
    h573_add_changed_notifier(soc->chip, &soc->changed);
    if (!flash_realize(soc, errp)) {
        return;
    }
    memories_map(soc);
    h573_core_view(soc->chip, CPU(soc->armv7m.cpu));
    qdev_connect_gpio_out_named(DEVICE(&soc->armv7m), "SYSRESETREQ", 0,
                                qemu_allocate_irq(on_sysresetreq, soc, 0));
    h573_dev_create(soc->chip, OBJECT(soc), get_system_memory(), &soc->armv7m);
}

static void soc_class_init(ObjectClass* class, void* data) {
    DEVICE_CLASS(class)->realize = soc_realize;
    DEVICE_CLASS(class)->user_creatable = false;
    IDAU_INTERFACE_CLASS(class)->check = soc_idau_check;
}

static const TypeInfo soc_types[] = {
    {
        .name = TYPE_H573_SOC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(H573Soc),
        .instance_init = soc_init,
        .class_init = soc_class_init,
        .interfaces = (InterfaceInfo[]){{TYPE_IDAU_INTERFACE}, {}},
    },
};

DEFINE_TYPES(soc_types)
