/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The STM32H573 itself: core, memories, peripherals; the machine gives it a board and a ROM. */
#ifndef EMULATOR_SOC_SOC_H
#define EMULATOR_SOC_SOC_H

#include "qemu/osdep.h"

#include "emulator/memory/flash.h"
#include "emulator/memory/sram.h"
#include "emulator/soc/chip.h"
#include "hw/arm/armv7m.h"
#include "hw/clock.h"
#include "hw/sysbus.h"

#define TYPE_H573_SOC "stm32h573-soc"
OBJECT_DECLARE_SIMPLE_TYPE(H573Soc, H573_SOC)

struct H573Soc {
    SysBusDevice parent_obj;

    H573Chip* chip;
    ARMv7MState armv7m;
    H573Flash* flash;
    H573Sram sram;
    H573Sram bkpsram;
    H573SystemFlash rom;
    AddressSpace bus; /* same root as the core's */
    Notifier changed;
    Clock* hclk;
    Clock* systick_reference;

    /* set before realize */
    struct board* board;
    char* rom_file;
    uint64_t seed;
};

#endif
