/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers of the kinds of timers.
 * Facts: ST's SVD (offsets, bits), but for ARR of the 16-bit timers, whose reset value there has
 * more bits than the register.
 */
#include "qemu/osdep.h"

#include "emulator/dev/tim.h"

enum { BITS_16 = 0xffff, BITS_20 = 0xfffff };

static const H573Reg advanced[] = {
    {TIM_CR1, 1, 0, 0x1bff},
    {TIM_CR2, 1, 0, 0x02f5fffd},
    {TIM_SMCR, 1, 0, 0x0331ffff},
    {TIM_DIER, 1, 0, 0x00f07fff},
    {TIM_SR, 2, 0, 0},
    {TIM_CCMR1, 2, 0, 0x0101ffff},
    {TIM_CCER, 1, 0, 0x0033ffff},
    {TIM_CNT, 1, 0, BITS_16},
    {TIM_PSC, 1, 0, BITS_16},
    {TIM_ARR, 1, BITS_16, BITS_20},
    {TIM_RCR, 1, 0, BITS_16},
    {TIM_CCR1, 4, 0, BITS_20},
    {TIM_BDTR, 1, 0, 0x3fffffff},
    {TIM_CCR5, 1, 0, 0xe0000000 | BITS_20},
    {TIM_CCR6, 1, 0, BITS_20},
    {TIM_CCMR3, 1, 0, 0x0101fcfc},
    {0x54, 1, 0, 0x000300ff},
    {0x58, 1, 0, 0x07ff00ff},
    {0x5c, 1, 0, 0x0f0f0f0f},
    {0x60, 1, 1, 0x0003ffff},
    {0x64, 1, 1, 0x00073fff},
    {0x3dc, 1, 0, 0x000f1f1f},
    {0x3e0, 1, 0, 0},
};

#define GENERAL(counter, bits)                                                          \
    {TIM_CR1, 1, 0, 0x1bff}, {TIM_CR2, 1, 0, 0x020000f8}, {TIM_SMCR, 1, 0, 0x0331ffff}, \
        {TIM_DIER, 1, 0, 0x00f05f5f}, {TIM_SR, 2, 0, 0}, {TIM_CCMR1, 2, 0, 0x0101ffff}, \
        {TIM_CCER, 1, 0, 0xbbbb}, {TIM_CNT, 1, 0, counter}, {TIM_PSC, 1, 0, BITS_16},   \
        {TIM_ARR, 1, counter, bits}, {TIM_CCR1, 4, 0, bits}, {0x58, 1, 0, 0x07ff00ff},  \
        {0x5c, 1, 0, 0x0f0f0f0f}, {0x60, 1, 0, 0x0003c000}, {0x64, 1, 0, 0x00070000},   \
        {0x3dc, 1, 0, 0x000f1f1f}, {0x3e0, 1, 0, 0},

static const H573Reg wide[] = {GENERAL(UINT32_MAX, UINT32_MAX)};
static const H573Reg general[] = {GENERAL(BITS_16, BITS_20)};

static const H573Reg basic[] = {
    {TIM_CR1, 1, 0, 0x188f},        {TIM_CR2, 1, 0, 0x70},
    {TIM_DIER, 1, 0, 0x101},        {TIM_SR, 2, 0, 0},
    {TIM_CNT, 1, 0, BITS_16},       {TIM_PSC, 1, 0, BITS_16},
    {TIM_ARR, 1, BITS_16, BITS_20},
};

static const H573Reg pair[] = {
    {TIM_CR1, 1, 0, 0x1b8f},        {TIM_CR2, 1, 0, 0xf0},     {TIM_SMCR, 1, 0, 0x003100f7},
    {TIM_DIER, 1, 0, 0x47},         {TIM_SR, 2, 0, 0},         {TIM_CCMR1, 1, 0, 0x0101ffff},
    {TIM_CCER, 1, 0, 0xbb},         {TIM_CNT, 1, 0, BITS_16},  {TIM_PSC, 1, 0, BITS_16},
    {TIM_ARR, 1, BITS_16, BITS_20}, {TIM_CCR1, 2, 0, BITS_20}, {0x5c, 1, 0, 0x0f0f},
};

static const H573Reg single[] = {
    {TIM_CR1, 1, 0, 0x1b8f},   {TIM_DIER, 1, 0, 3},
    {TIM_SR, 2, 0, 0},         {TIM_CCMR1, 1, 0, 0x100ff},
    {TIM_CCER, 1, 0, 0xb},     {TIM_CNT, 1, 0, BITS_16},
    {TIM_PSC, 1, 0, BITS_16},  {TIM_ARR, 1, BITS_16, BITS_20},
    {TIM_CCR1, 1, 0, BITS_20}, {0x5c, 1, 0, 0xf},
};

static const H573Reg fifteen[] = {
    {TIM_CR1, 1, 0, 0x1b8f},
    {TIM_CR2, 1, 0, 0x7fd},
    {TIM_SMCR, 1, 0, 0x003100f7},
    {TIM_DIER, 1, 0, 0x63e7},
    {TIM_SR, 2, 0, 0},
    {TIM_CCMR1, 1, 0, 0x0101ffff},
    {TIM_CCER, 1, 0, 0xbf},
    {TIM_CNT, 1, 0, BITS_16},
    {TIM_PSC, 1, 0, BITS_16},
    {TIM_ARR, 1, BITS_16, BITS_20},
    {TIM_RCR, 1, 0, 0xff},
    {TIM_CCR1, 2, 0, BITS_20},
    {TIM_BDTR, 1, 0, 0x140fffff},
    {0x54, 1, 0, 0x000300ff},
    {0x5c, 1, 0, 0x0f0f},
    {0x60, 1, 1, 0x3fff},
    {0x64, 1, 0, 0x00070000},
    {0x3dc, 1, 0, 0x000f1f1f},
    {0x3e0, 1, 0, 0},
};

static const H573Reg sixteen[] = {
    {TIM_CR1, 1, 0, 0x1b8f},  {TIM_CR2, 1, 0, 0x30d},     {TIM_DIER, 1, 0, 0x23a3},
    {TIM_SR, 2, 0, 0},        {TIM_CCMR1, 1, 0, 0x100ff}, {TIM_CCER, 1, 0, 0xf},
    {TIM_CNT, 1, 0, BITS_16}, {TIM_PSC, 1, 0, BITS_16},   {TIM_ARR, 1, BITS_16, BITS_20},
    {TIM_RCR, 1, 0, 0xff},    {TIM_CCR1, 1, 0, BITS_20},  {TIM_BDTR, 1, 0, 0x140fffff},
    {0x54, 1, 0, 0x000300ff}, {0x5c, 1, 0, 0xf},          {0x60, 1, 1, 0x3fff},
    {0x64, 1, 0, 0x00070000}, {0x3dc, 1, 0, 0x000f1f1f},  {0x3e0, 1, 0, 0},
};

#define KIND(type, table, ...) {type, table, ARRAY_SIZE(table), __VA_ARGS__}

const TimKind tim_kinds[TIM_KINDS] = {
    KIND(TYPE_H573_TIM_ADVANCED, advanced, 6, 4, 0x00f33fff, BITS_16, true),
    KIND(TYPE_H573_TIM_WIDE, wide, 4, 1, 0x00f01e5f, UINT32_MAX, false),
    KIND(TYPE_H573_TIM_GENERAL, general, 4, 1, 0x00f01e5f, BITS_16, false),
    KIND(TYPE_H573_TIM_BASIC, basic, 0, 1, 0x1, BITS_16, false),
    KIND(TYPE_H573_TIM_PAIR, pair, 2, 1, 0x647, BITS_16, false),
    KIND(TYPE_H573_TIM_SINGLE, single, 1, 1, 0x203, BITS_16, false),
    KIND(TYPE_H573_TIM_15, fifteen, 2, 1, 0x6e7, BITS_16, true),
    KIND(TYPE_H573_TIM_16, sixteen, 1, 1, 0x2a3, BITS_16, true),
};
