/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RAMCFG: erase of an SRAM by software.
 * Facts: fact sheet 9.9; option bits SRAM2_ECC, SRAM3_ECC, BKPRAM_ECC, 2.4.
 * Modelled: the registers each memory has; ERKEYR opens SRAMER, which wipes the memory at once;
 * ECCE from the options, cleared only behind ECCKEYR; write protection of SRAM2's pages and ECCNMI,
 * which only a reset clears. Left out: ECC faults of SRAM, so status, error addresses and
 * interrupts stay at zero.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"

typedef struct {
    H573Regs regs;
    uint8_t keys[5];     /* how far the erase key of each memory has got: 2 = open */
    uint8_t ecc_keys[5]; /* likewise the ECC key */
} Ramcfg;

enum {
    MEMORIES = 5, /* SRAM1, SRAM2, SRAM3, none, BKPSRAM */
    STRIDE = 0x40,
    CR = 0x00,
    SRAMER = 1 << 8,
    WPR1 = 0x18,
    ECCKEYR = 0x24,
    ERKEYR = 0x28,
    IER = 0x04,
    ECCE = 1 << 0,
    ALE = 1 << 4,
    ECCNMI = 1 << 3,
    ERASE_KEY1 = 0xca,
    ERASE_KEY2 = 0x53,
    ECC_KEY1 = 0xae,
    ECC_KEY2 = 0x75,
    SRAM2 = 1,
};

/* SRAM1 has no ECC, SRAM2 alone has write protection; block 4 (unused) has its erase key. */
static const H573Reg table[] = {
    {0x00, 1, 0, 0},          {0x08, 1, 0, 0},           {0x28, 1, 0, 0},
    {0x40, 1, 0, ECCE | ALE}, {0x44, 1, 0, 0xb},         {0x48, 4, 0, 0},
    {0x58, 2, 0, UINT32_MAX}, {0x64, 2, 0, 0},           {0x80, 1, 0, ECCE | ALE},
    {0x84, 1, 0, 0xb},        {0x88, 4, 0, 0},           {0xa4, 2, 0, 0},
    {0xe8, 1, 0, 0},          {0x100, 1, 0, ECCE | ALE}, {0x104, 1, 0, 0xb},
    {0x108, 4, 0, 0},         {0x124, 2, 0, 0},
};

/* Bits that only a reset clears cannot be cleared; ECCE can behind its key. */
static uint32_t ramcfg_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    switch (at % STRIDE) {
        case CR:
            if (!(value & ECCE) && ((Ramcfg*)s)->ecc_keys[at / STRIDE] != 2) {
                return ~(uint32_t)ECCE;
            }
            return UINT32_MAX;
        case IER:
            return value | ~(uint32_t)ECCNMI;
        case WPR1:
        case WPR1 + 4:
            return value;
        default:
            return UINT32_MAX;
    }
}

/* Two bytes in a row; a wrong one shuts. */
static void turn_key(uint8_t* key, uint32_t value, uint8_t first, uint8_t second) {
    *key = *key == 1 && (value & 0xff) == second ? 2 : (value & 0xff) == first;
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

static void protect_pages(H573Regs* s) {
    unsigned base = SRAM2 * STRIDE + WPR1;

    h573_protect_sram2(s->chip, *h573_reg(s, base) | (uint64_t)*h573_reg(s, base + 4) << 32);
}

static void ramcfg_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    unsigned memory = at / STRIDE;
    Ramcfg* r = (Ramcfg*)s;

    switch (at % STRIDE) {
        case CR:
            if (value & SRAMER) {
                erase(s, memory);
            }
            r->ecc_keys[memory] = 0;
            break;
        case ERKEYR:
            turn_key(&r->keys[memory], value, ERASE_KEY1, ERASE_KEY2);
            break;
        case ECCKEYR:
            turn_key(&r->ecc_keys[memory], value, ECC_KEY1, ECC_KEY2);
            break;
        case WPR1:
        case WPR1 + 4:
            protect_pages(s);
            break;
        default:
            break;
    }
}

static void ramcfg_reset(H573Regs* s) {
    static const uint8_t ecc_off_bit[MEMORIES] = {0, 6, 5, 0, 4};
    uint32_t optsr2 = h573_options(s->chip)->optsr2;

    memset(((Ramcfg*)s)->keys, 0, MEMORIES);
    memset(((Ramcfg*)s)->ecc_keys, 0, MEMORIES);
    protect_pages(s);
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
