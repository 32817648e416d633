/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The FLASH controller as the SoC sees it. */
#ifndef EMULATOR_MEMORY_FLASH_H
#define EMULATOR_MEMORY_FLASH_H

#include "qemu/osdep.h"

#include "emulator/soc/chip.h"
#include "exec/memory.h"
#include "hw/sysbus.h"

/*
 * Property "chip". Sysbus region 0: registers; sysbus IRQ 0 FLASH, 1 FLASH_S;
 * named output "nmi": double ECC error.
 */
#define TYPE_H573_FLASH "stm32h573-flash"
OBJECT_DECLARE_SIMPLE_TYPE(H573Flash, H573_FLASH)

/* Maps the flash, OBKeys and OTP windows into BUS_ROOT. After realize. */
void h573_flash_map(H573Flash* flash, MemoryRegion* bus_root, AddressSpace* bus);

/*
 * Before everything else is reset: a system reset tears the operation that runs, and OPSR tells
 * of it afterwards.
 */
void h573_flash_interrupt(H573Flash* flash);
/* The power fails now: the operation that runs is torn by POLICY (board->power.on_cut is told). */
void h573_flash_power_cut(H573Flash* flash, enum flash_cut policy);
/* After a change of the board behind the controller's back (planted errors). */
void h573_flash_look_again(H573Flash* flash);

#endif
