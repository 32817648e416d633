/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DBGMCU: identification.
 * Facts: fact sheet 6.2. The CPU's view at 0x4402_4000, which has no secure alias.
 * Modelled: IDCODE (STM32H57x, revision X), SR as after reset, registers that hold their bits.
 * Left out: freezing of peripherals, the debug-authentication mailbox, CoreSight identification.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
} Dbgmcu;

static const H573Reg table[] = {
    {0x000, 1, 0x10070484, 0}, {0x004, 1, 0, 0x000100f6}, {0x008, 7, 0, UINT32_MAX},
    {0x0fc, 1, 0x00010003, 0}, {0x100, 3, 0, 0},
};

static void dbgmcu_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "dbgmcu";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x1000;
}

H573_REGS_TYPE(TYPE_H573_DBGMCU, Dbgmcu, dbgmcu_class_init)
