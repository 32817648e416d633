/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RAMCFG: erase of an SRAM by software.
 * Facts: fact sheet 9.9; option bits SRAM2_ECC, SRAM3_ECC, BKPRAM_ECC, 2.4.
 * Modelled: registers; ERKEYR opens SRAMER, which wipes the memory at once; ECCE from the options.
 * Left out: ECC faults of SRAM, page write protection, interrupts.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
    uint8_t keys[5]; /* how far the erase key of each memory has got: 2 = open */
} Ramcfg;

enum {
    MEMORIES = 5, /* SRAM1, SRAM2, SRAM3, none, BKPSRAM */
    STRIDE = 0x40,
    CR = 0x00,
    SRAMER = 1 << 8,
    WPR1 = 0x18,
    ECCKEYR = 0x24,
    ERKEYR = 0x28,
    KEY1 = 0xca,
    KEY2 = 0x53,
};

static const H573Reg table[] = {
    {0x00, 10, 0, UINT32_MAX}, {ERKEYR, 1, 0, 0}, {0x40, 10, 0, UINT32_MAX},  {0x68, 1, 0, 0},
    {0x80, 10, 0, UINT32_MAX}, {0xa8, 1, 0, 0},   {0x100, 10, 0, UINT32_MAX}, {0x128, 1, 0, 0},
};

/* Status, error addresses and flag clears hold nothing: no error is ever found. */
static uint32_t ramcfg_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    switch (at % STRIDE) {
        case CR:
            return 0x11;
        case 0x04:
            return 0xb;
        case WPR1:
        case WPR1 + 4:
            return value;
        default:
            return 0;
    }
}

static void erase(H573Regs* s, unsigned memory) {
    uint8_t* key = &((Ramcfg*)s)->keys[memory];

    if (*key == 2) {
        h573_erase_sram(s->chip, memory == 4 ? 3 : memory);
        *key = 0;
    } else {
        h573_guest_error(s, "SRAMER without the erase key");
    }
}

static void ramcfg_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    unsigned memory = at / STRIDE;
    uint8_t* key = &((Ramcfg*)s)->keys[memory];

    switch (at % STRIDE) {
        case CR:
            if (value & SRAMER) {
                erase(s, memory);
            }
            break;
        case ERKEYR:
            *key = *key == 1 && (value & 0xff) == KEY2 ? 2 : (value & 0xff) == KEY1;
            break;
        case WPR1:
        case WPR1 + 4:
            h573_unimplemented(s, "page write protection");
            break;
        default:
            break;
    }
}

static void ramcfg_reset(H573Regs* s) {
    static const uint8_t ecc_off_bit[MEMORIES] = {0, 6, 5, 0, 4};
    uint32_t optsr2 = h573_options(s->chip)->optsr2;

    memset(((Ramcfg*)s)->keys, 0, MEMORIES);
    for (unsigned i = 0; i < MEMORIES; i++) {
        *h573_reg(s, i * STRIDE) = ecc_off_bit[i] && !(optsr2 >> ecc_off_bit[i] & 1);
    }
}

static void ramcfg_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "ramcfg";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->clock_register = RCC_AHB1ENR;
    c->clock_bit = 17;
    c->unlocked = ramcfg_unlocked;
    c->write = ramcfg_write;
    c->reset = ramcfg_reset;
}

H573_REGS_TYPE(TYPE_H573_RAMCFG, Ramcfg, ramcfg_class_init)
