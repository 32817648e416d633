/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SRAM1..3, BKPSRAM and the system flash, each behind its gates at both aliases. */
#ifndef EMULATOR_MEMORY_SRAM_H
#define EMULATOR_MEMORY_SRAM_H

#include "emulator/memory/gate.h"

typedef struct H573Sram {
    MemoryRegion array;
    H573Gate gates[2];
} H573Sram;

typedef struct H573SystemFlash {
    MemoryRegion array;
    H573Gate gates[2];
} H573SystemFlash;

enum {
    H573_ROM_BASE = 0x0ff80000, /* secure alias: reset starts here */
    H573_ROM_SIZE = 128 * 1024,
    H573_ROM_WITHOUT_TRUSTZONE = 0x8000, /* offset of the vectors used with TZEN off */
};

/* CONTENTS: the board's 640 KB, used in place. */
void h573_sram_map(H573Sram* sram, H573Chip* chip, Object* owner, MemoryRegion* bus_root,
                   AddressSpace* bus, uint8_t* contents);
void h573_bkpsram_map(H573Sram* sram, H573Chip* chip, Object* owner, MemoryRegion* bus_root,
                      AddressSpace* bus);
/* FILE: its raw bytes. Ends the program where it cannot be used. */
void h573_system_flash_map(H573SystemFlash* rom, H573Chip* chip, Object* owner,
                           MemoryRegion* bus_root, AddressSpace* bus, const char* file);

#endif
