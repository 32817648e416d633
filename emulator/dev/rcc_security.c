/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RCC seen from the non-secure side.
 * Facts: fact sheet 9.1 (SECCFGR bits), 8.1 (TZSC bits); clock bits follow their peripheral.
 * Modelled: bits of oscillators, PLLs and prescalers by RCC_SECCFGR; enable, reset and low-power
 * bits, and the kernel clock choice of USART1-3 and RNG, by the peripheral's TZSC bit or by the
 * port's secure pins; a GPDMA's when none of its channels is secure.
 * Stricter than the chip: bits whose owner is not in the tables belong to the secure side.
 */
#include "qemu/osdep.h"

#include "emulator/dev/rcc_security.h"

#include "emulator/dev/gpdma.h"
#include "emulator/dev/gpio.h"
#include "emulator/dev/rcc.h"

typedef struct {
    uint8_t at;
    uint8_t bit;
    uint8_t group;
    uint8_t tzsc_bit;
} Owner;

static const Owner owners[] = {
    {RCC_AHB1ENR, 12, 3, 8},   {RCC_AHB1ENR, 14, 3, 9},   {RCC_AHB1ENR, 15, 3, 10},
    {RCC_AHB1ENR, 17, 3, 26},  {RCC_AHB1ENR, 19, 3, 11},  {RCC_AHB1ENR, 20, 3, 11},
    {RCC_AHB1ENR, 21, 3, 11},  {RCC_AHB1ENR, 30, 3, 13},  {RCC_AHB2ENR, 10, 3, 14},
    {RCC_AHB2ENR, 11, 1, 25},  {RCC_AHB2ENR, 12, 3, 15},  {RCC_AHB2ENR, 16, 3, 16},
    {RCC_AHB2ENR, 17, 3, 17},  {RCC_AHB2ENR, 18, 3, 18},  {RCC_AHB2ENR, 19, 3, 20},
    {RCC_AHB2ENR, 20, 3, 19},  {RCC_AHB4ENR, 11, 3, 21},  {RCC_AHB4ENR, 12, 3, 22},
    {RCC_AHB4ENR, 16, 3, 23},  {RCC_AHB4ENR, 20, 3, 24},  {RCC_APB1LENR, 0, 1, 0},
    {RCC_APB1LENR, 1, 1, 1},   {RCC_APB1LENR, 2, 1, 2},   {RCC_APB1LENR, 3, 1, 3},
    {RCC_APB1LENR, 4, 1, 4},   {RCC_APB1LENR, 5, 1, 5},   {RCC_APB1LENR, 6, 1, 6},
    {RCC_APB1LENR, 7, 1, 7},   {RCC_APB1LENR, 8, 1, 8},   {RCC_APB1LENR, 11, 1, 9},
    {RCC_APB1LENR, 14, 1, 11}, {RCC_APB1LENR, 15, 1, 12}, {RCC_APB1LENR, 17, 1, 13},
    {RCC_APB1LENR, 18, 1, 14}, {RCC_APB1LENR, 19, 1, 15}, {RCC_APB1LENR, 20, 1, 16},
    {RCC_APB1LENR, 21, 1, 17}, {RCC_APB1LENR, 22, 1, 18}, {RCC_APB1LENR, 23, 1, 19},
    {RCC_APB1LENR, 24, 1, 20}, {RCC_APB1LENR, 25, 1, 21}, {RCC_APB1LENR, 26, 1, 22},
    {RCC_APB1LENR, 27, 1, 23}, {RCC_APB1LENR, 28, 1, 24}, {RCC_APB1LENR, 30, 1, 26},
    {RCC_APB1LENR, 31, 1, 27}, {RCC_APB1HENR, 0, 1, 28},  {RCC_APB1HENR, 1, 1, 29},
    {RCC_APB1HENR, 3, 1, 30},  {RCC_APB1HENR, 5, 1, 31},  {RCC_APB1HENR, 9, 2, 0},
    {RCC_APB1HENR, 23, 2, 2},  {RCC_APB2ENR, 11, 2, 8},   {RCC_APB2ENR, 12, 2, 9},
    {RCC_APB2ENR, 13, 2, 10},  {RCC_APB2ENR, 14, 2, 11},  {RCC_APB2ENR, 16, 2, 12},
    {RCC_APB2ENR, 17, 2, 13},  {RCC_APB2ENR, 18, 2, 14},  {RCC_APB2ENR, 19, 2, 15},
    {RCC_APB2ENR, 20, 2, 16},  {RCC_APB2ENR, 21, 2, 17},  {RCC_APB2ENR, 22, 2, 18},
    {RCC_APB2ENR, 24, 2, 19},  {RCC_APB3ENR, 5, 2, 24},   {RCC_APB3ENR, 6, 2, 25},
    {RCC_APB3ENR, 7, 2, 26},   {RCC_APB3ENR, 8, 2, 27},   {RCC_APB3ENR, 11, 2, 28},
    {RCC_APB3ENR, 12, 2, 29},  {RCC_APB3ENR, 13, 2, 30},  {RCC_APB3ENR, 14, 2, 31},
    {RCC_APB3ENR, 15, 3, 0},   {RCC_APB3ENR, 20, 3, 1},
};

/* Reset and low-power registers have the enable registers' bits, 0x28 before and behind. */
static unsigned enable_register(unsigned at) {
    if (at >= 0x60 && at < 0x88) {
        return at + 0x28;
    }
    if (at >= 0xb0 && at < 0xd8) {
        return at - 0x28;
    }
    return at;
}

static uint32_t peripheral_bits(H573Regs* rcc, unsigned at) {
    uint32_t bits = 0;

    for (unsigned i = 0; i < ARRAY_SIZE(owners); i++) {
        const Owner* o = &owners[i];

        if (o->at == at && !h573_peripheral_secure(rcc->chip, o->group, o->tzsc_bit)) {
            bits |= 1u << o->bit;
        }
    }
    for (unsigned number = 1; at == RCC_AHB1ENR && number <= 2; number++) {
        bits |= h573_gpdma_all_non_secure(number) ? 1u << (number - 1) : 0;
    }
    for (unsigned port = 0; at == RCC_AHB2ENR && port < H573_PORTS; port++) {
        bits |= h573_port_secure_pins(port) == 0 ? 1u << port : 0;
    }
    return bits;
}

typedef struct {
    uint16_t at;
    uint32_t bits;
    uint8_t secured_by; /* bit of RCC_SECCFGR */
} Field;

static const Field fields[] = {
    {0x00, 0x0000003f, 0},  {0x00, 0x00000700, 2}, {0x00, 0x00003000, 11}, {0x00, 0x001f0000, 1},
    {0x00, 0x03000000, 7},  {0x00, 0x0c000000, 8}, {0x00, 0x30000000, 9},  {0x10, 0x007f0fff, 0},
    {0x14, 0x000003ff, 11}, {0x18, 0x003f00ff, 2}, {0x1c, 0xffff40ff, 5},  {0x1c, 0x0000bf00, 6},
    {0x20, 0xffffffff, 6},  {0x28, 0xffffffff, 7}, {0x2c, 0xffffffff, 8},  {0x30, 0xffffffff, 9},
    {0x34, 0xffffffff, 7},  {0x38, 0xffffffff, 7}, {0x3c, 0xffffffff, 8},  {0x40, 0xffffffff, 8},
    {0x44, 0xffffffff, 9},  {0x48, 0xffffffff, 9}, {0xf0, 0x00000063, 4},  {0xf0, 0x0c000000, 3},
    {0x50, 1 << 0, 3},      {0x50, 1 << 1, 4},     {0x50, 1 << 2, 2},      {0x50, 1 << 3, 0},
    {0x50, 1 << 4, 1},      {0x50, 1 << 5, 11},    {0x50, 1 << 6, 7},      {0x50, 1 << 7, 8},
    {0x50, 1 << 8, 9},      {0x50, 1 << 10, 1},    {0xf4, 0x00800000, 12}, {0xe8, 0xc0000000, 13},
};

/* CIER, CIFR and CICR have the same bits. */
static uint32_t configuration_bits(H573Regs* rcc, unsigned at) {
    uint32_t security = *h573_reg(rcc, RCC_SECCFGR);
    uint32_t bits = 0;

    for (unsigned i = 0; i < ARRAY_SIZE(fields); i++) {
        if (fields[i].at == at && !(security >> fields[i].secured_by & 1)) {
            bits |= fields[i].bits;
        }
    }
    return bits;
}

/* CCIPR1: USART1SEL, USART2SEL, USART3SEL; CCIPR5: RNGSEL. */
static uint32_t kernel_clock_bits(H573Regs* rcc, unsigned at) {
    uint32_t bits = 0;

    if (at == 0xd8) {
        bits |= h573_peripheral_secure(rcc->chip, 2, 11) ? 0 : 0x007;
        bits |= h573_peripheral_secure(rcc->chip, 1, 13) ? 0 : 0x038;
        bits |= h573_peripheral_secure(rcc->chip, 1, 14) ? 0 : 0x1c0;
    } else if (at == RCC_CCIPR5) {
        bits |= h573_peripheral_secure(rcc->chip, 3, 18) ? 0 : 0x030;
    }
    return bits;
}

static bool interrupt_register(unsigned at) {
    return at >= 0x50 && at <= 0x58;
}

uint32_t rcc_non_secure_bits(H573Regs* rcc, unsigned at, bool write) {
    if (!write && (at == RCC_SECCFGR || at == 0xf4)) {
        return UINT32_MAX;
    }
    if (at == 0x114) {
        return write ? 2 : 3;
    }
    return peripheral_bits(rcc, enable_register(at)) |
           configuration_bits(rcc, interrupt_register(at) ? 0x50 : at) | kernel_clock_bits(rcc, at);
}
