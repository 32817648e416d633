/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Type names of blocks that no other block asks anything. */
#ifndef EMULATOR_DEV_BLOCKS_H
#define EMULATOR_DEV_BLOCKS_H

#define TYPE_H573_AES "stm32h573-aes"
#define TYPE_H573_CRC "stm32h573-crc"
#define TYPE_H573_HASH "stm32h573-hash"
#define TYPE_H573_ICACHE "stm32h573-icache"
#define TYPE_H573_IWDG "stm32h573-iwdg"
#define TYPE_H573_LPTIM "stm32h573-lptim"
#define TYPE_H573_PKA "stm32h573-pka"
#define TYPE_H573_RAMCFG "stm32h573-ramcfg"
#define TYPE_H573_RNG "stm32h573-rng"
#define TYPE_H573_SAES "stm32h573-saes"
#define TYPE_H573_WWDG "stm32h573-wwdg"

#endif
