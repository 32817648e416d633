/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Offsets of the FLASH controller's registers (fact sheet 2.2); the options' are in
 * flash_options.c. */
#ifndef EMULATOR_MEMORY_FLASH_REGISTERS_H
#define EMULATOR_MEMORY_FLASH_REGISTERS_H

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

#endif
