/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Creates the peripherals of emulator/dev: see dev.h.
 * Facts: fact sheet 1.5 (addresses), 1.6 (lines), 8.1 (TZSC bits).
 */
#include "qemu/osdep.h"

#include "emulator/dev/dev.h"

#include "emulator/dev/blocks.h"
#include "emulator/dev/core_locks.h"
#include "emulator/dev/dbgmcu.h"
#include "emulator/dev/dwt.h"
#include "emulator/dev/exti.h"
#include "emulator/dev/gpdma.h"
#include "emulator/dev/gpio.h"
#include "emulator/dev/gtzc.h"
#include "emulator/dev/pwr.h"
#include "emulator/dev/rcc.h"
#include "emulator/dev/rtc.h"
#include "emulator/dev/sbs.h"
#include "emulator/dev/tamp.h"
#include "emulator/dev/tim.h"
#include "emulator/dev/usart.h"
#include "emulator/soc/secure_mmio.h"
#include "hw/sysbus.h"
#include "qapi/error.h"
#include "system/system.h"

enum { NO_LINE = -1 };

typedef struct {
    const char* name;
    const char* type;
    uint32_t base;        /* non-secure alias */
    uint8_t group, bit;   /* of TZSC; group 0: the block has its own rules */
    int16_t line, lines;  /* first interrupt and how many */
    const char* property; /* which instance it is */
    uint8_t value;
} Block;

static const Block blocks[] = {
    {"rcc", TYPE_H573_RCC, 0x44020c00, 0, 0, 9, 2, NULL, 0},
    {"pwr", TYPE_H573_PWR, 0x44020800, 0, 0, NO_LINE, 0, NULL, 0},
    {"sbs", TYPE_H573_SBS, 0x44000400, 0, 0, NO_LINE, 0, NULL, 0},
    {"tzsc", TYPE_H573_TZSC, 0x40032400, 0, 0, NO_LINE, 0, NULL, 0},
    {"tzic", TYPE_H573_TZIC, 0x40032800, 0, 0, 8, 1, NULL, 0},
    {"mpcbb1", TYPE_H573_MPCBB, 0x40032c00, 0, 0, NO_LINE, 0, "sram", 0},
    {"mpcbb2", TYPE_H573_MPCBB, 0x40033000, 0, 0, NO_LINE, 0, "sram", 1},
    {"mpcbb3", TYPE_H573_MPCBB, 0x40033400, 0, 0, NO_LINE, 0, "sram", 2},
    {"gpioa", TYPE_H573_GPIO, 0x42020000, 0, 0, NO_LINE, 0, "port", 0},
    {"gpiob", TYPE_H573_GPIO, 0x42020400, 0, 0, NO_LINE, 0, "port", 1},
    {"gpioc", TYPE_H573_GPIO, 0x42020800, 0, 0, NO_LINE, 0, "port", 2},
    {"gpiod", TYPE_H573_GPIO, 0x42020c00, 0, 0, NO_LINE, 0, "port", 3},
    {"gpioe", TYPE_H573_GPIO, 0x42021000, 0, 0, NO_LINE, 0, "port", 4},
    {"gpiof", TYPE_H573_GPIO, 0x42021400, 0, 0, NO_LINE, 0, "port", 5},
    {"gpiog", TYPE_H573_GPIO, 0x42021800, 0, 0, NO_LINE, 0, "port", 6},
    {"gpioh", TYPE_H573_GPIO, 0x42021c00, 0, 0, NO_LINE, 0, "port", 7},
    {"gpioi", TYPE_H573_GPIO, 0x42022000, 0, 0, NO_LINE, 0, "port", 8},
    {"crc", TYPE_H573_CRC, 0x40023000, 3, 8, NO_LINE, 0, NULL, 0},
    {"gpdma1", TYPE_H573_GPDMA, 0x40020000, 0, 0, 27, 8, "number", 1},
    {"gpdma2", TYPE_H573_GPDMA, 0x40021000, 0, 0, 90, 8, "number", 2},
    {"exti", TYPE_H573_EXTI, 0x44022000, 0, 0, 11, 16, NULL, 0},
    {"rtc", TYPE_H573_RTC, 0x44007800, 0, 0, 2, 2, NULL, 0},
    {"tamp", TYPE_H573_TAMP, 0x44007c00, 0, 0, 4, 1, NULL, 0},
    {"usart1", TYPE_H573_USART, 0x40013800, 2, 11, 58, 1, "number", 1},
    {"usart2", TYPE_H573_USART, 0x40004400, 1, 13, 59, 1, "number", 2},
    {"usart3", TYPE_H573_USART, 0x40004800, 1, 14, 60, 1, "number", 3},
    {"iwdg", TYPE_H573_IWDG, 0x40003000, 1, 10, 35, 1, NULL, 0},
    {"wwdg", TYPE_H573_WWDG, 0x40002c00, 1, 9, 0, 1, NULL, 0},
    {"tim1", TYPE_H573_TIM_ADVANCED, 0x40012c00, 2, 8, 41, 4, "number", 1},
    {"tim2", TYPE_H573_TIM_WIDE, 0x40000000, 1, 0, 45, 1, "number", 2},
    {"tim3", TYPE_H573_TIM_GENERAL, 0x40000400, 1, 1, 46, 1, "number", 3},
    {"tim4", TYPE_H573_TIM_GENERAL, 0x40000800, 1, 2, 47, 1, "number", 4},
    {"tim5", TYPE_H573_TIM_WIDE, 0x40000c00, 1, 3, 48, 1, "number", 5},
    {"tim6", TYPE_H573_TIM_BASIC, 0x40001000, 1, 4, 49, 1, "number", 6},
    {"tim7", TYPE_H573_TIM_BASIC, 0x40001400, 1, 5, 50, 1, "number", 7},
    {"tim8", TYPE_H573_TIM_ADVANCED, 0x40013400, 2, 10, 65, 4, "number", 8},
    {"tim12", TYPE_H573_TIM_PAIR, 0x40001800, 1, 6, 120, 1, "number", 12},
    {"tim13", TYPE_H573_TIM_SINGLE, 0x40001c00, 1, 7, 121, 1, "number", 13},
    {"tim14", TYPE_H573_TIM_SINGLE, 0x40002000, 1, 8, 122, 1, "number", 14},
    {"tim15", TYPE_H573_TIM_15, 0x40014000, 2, 12, 71, 1, "number", 15},
    {"tim16", TYPE_H573_TIM_16, 0x40014400, 2, 13, 72, 1, "number", 16},
    {"tim17", TYPE_H573_TIM_16, 0x40014800, 2, 14, 73, 1, "number", 17},
    {"lptim1", TYPE_H573_LPTIM, 0x44004400, 2, 28, 64, 1, "number", 1},
    {"lptim2", TYPE_H573_LPTIM, 0x40009400, 1, 31, 70, 1, "number", 2},
    {"lptim3", TYPE_H573_LPTIM, 0x44004800, 2, 29, 127, 1, "number", 3},
    {"lptim4", TYPE_H573_LPTIM, 0x44004c00, 2, 30, 128, 1, "number", 4},
    {"lptim5", TYPE_H573_LPTIM, 0x44005000, 2, 31, 129, 1, "number", 5},
    {"lptim6", TYPE_H573_LPTIM, 0x44005400, 3, 0, 130, 1, "number", 6},
    {"icache", TYPE_H573_ICACHE, 0x40030400, 3, 12, 104, 1, NULL, 0},
    {"ramcfg", TYPE_H573_RAMCFG, 0x40026000, 3, 26, NO_LINE, 0, NULL, 0},
    {"rng", TYPE_H573_RNG, 0x420c0800, 3, 18, 114, 1, NULL, 0},
    {"hash", TYPE_H573_HASH, 0x420c0400, 3, 17, 117, 1, NULL, 0},
    {"aes", TYPE_H573_AES, 0x420c0000, 3, 16, 116, 1, NULL, 0},
    {"saes", TYPE_H573_SAES, 0x420c0c00, 3, 19, 36, 1, NULL, 0},
    {"pka", TYPE_H573_PKA, 0x420c2000, 3, 20, 118, 1, NULL, 0},
    {"dbgmcu", TYPE_H573_DBGMCU, 0x44024000, 0, 0, NO_LINE, 0, NULL, 0},
};

static void connect_lines(SysBusDevice* device, const Block* b, ARMv7MState* armv7m) {
    for (int i = 0; b->line != NO_LINE && i < b->lines; i++) {
        sysbus_connect_irq(device, i, qdev_get_gpio_in(DEVICE(armv7m), b->line + i));
    }
}

static void create(const Block* b, H573Chip* chip, Object* owner, MemoryRegion* bus,
                   ARMv7MState* armv7m) {
    DeviceState* device = qdev_new(b->type);
    MemoryRegion* registers;
    bool secure_alias = strcmp(b->name, "dbgmcu") != 0;

    object_property_add_child(owner, b->name, OBJECT(device));
    object_property_set_link(OBJECT(device), "chip", OBJECT(chip), &error_fatal);
    if (b->property != NULL) {
        qdev_prop_set_uint8(device, b->property, b->value);
    }
    if (strcmp(b->type, TYPE_H573_USART) == 0) {
        qdev_prop_set_chr(device, "chardev", serial_hd(b->value - 1));
    }
    sysbus_realize_and_unref(SYS_BUS_DEVICE(device), &error_fatal);
    registers = sysbus_mmio_get_region(SYS_BUS_DEVICE(device), 0);
    h573_map_peripheral(chip, owner, bus, b->name, registers, b->base,
                        memory_region_size(registers), secure_alias, b->group, b->bit);
    connect_lines(SYS_BUS_DEVICE(device), b, armv7m);
}

void h573_dev_create(H573Chip* chip, Object* owner, MemoryRegion* bus, ARMv7MState* armv7m) {
    for (unsigned i = 0; i < ARRAY_SIZE(blocks); i++) {
        create(&blocks[i], chip, owner, bus, armv7m);
    }
    h573_core_locks_lay(owner, armv7m, h573_tzen(chip));
    h573_dwt_lay(chip, owner, armv7m);
    h573_rcc_drive(armv7m->cpuclk->source, armv7m->refclk->source);
}
