/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The timers TIM1 to TIM8 and TIM12 to TIM17: their kinds. */
#ifndef EMULATOR_DEV_TIM_H
#define EMULATOR_DEV_TIM_H

#include "emulator/dev/regs.h"

#define TYPE_H573_TIM_ADVANCED "stm32h573-tim-advanced" /* 1, 8 */
#define TYPE_H573_TIM_WIDE "stm32h573-tim-wide"         /* 2, 5: 32 bits */
#define TYPE_H573_TIM_GENERAL "stm32h573-tim-general"   /* 3, 4 */
#define TYPE_H573_TIM_BASIC "stm32h573-tim-basic"       /* 6, 7 */
#define TYPE_H573_TIM_PAIR "stm32h573-tim-pair"         /* 12 */
#define TYPE_H573_TIM_SINGLE "stm32h573-tim-single"     /* 13, 14 */
#define TYPE_H573_TIM_15 "stm32h573-tim-15"
#define TYPE_H573_TIM_16 "stm32h573-tim-16" /* 16, 17 */

enum {
    TIM_CR1 = 0x00,
    TIM_CR2 = 0x04,
    TIM_SMCR = 0x08,
    TIM_DIER = 0x0c,
    TIM_SR = 0x10,
    TIM_EGR = 0x14,
    TIM_CCMR1 = 0x18,
    TIM_CCMR2 = 0x1c,
    TIM_CCER = 0x20,
    TIM_CNT = 0x24,
    TIM_PSC = 0x28,
    TIM_ARR = 0x2c,
    TIM_RCR = 0x30,
    TIM_CCR1 = 0x34,
    TIM_BDTR = 0x44,
    TIM_CCR5 = 0x48,
    TIM_CCR6 = 0x4c,
    TIM_CCMR3 = 0x50,
};

/* What the kinds differ in. */
typedef struct TimKind {
    const char* type;
    const H573Reg* table;
    unsigned table_size;
    unsigned channels;
    unsigned irqs;  /* 4: break, update, trigger and commutation, compare; 1: all in one */
    uint32_t flags; /* of SR; EGR has bits 0 to 8 of them */
    uint32_t range; /* the counter's */
    bool repeats;   /* RCR */
} TimKind;

enum { TIM_KINDS = 8 };
extern const TimKind tim_kinds[TIM_KINDS];

#endif
