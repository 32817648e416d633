/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core of a board with TrustZone off: a Cortex-M33 without the Security Extension, which is
 * what TZEN = 0xC3 makes of it (fact sheet 2.4): no SAU, no secure state, all accesses
 * non-secure, one SysTick, the reset's vector table chosen by init-nsvtor.
 */
#ifndef EMULATOR_SOC_CORE_H
#define EMULATOR_SOC_CORE_H

#define TYPE_H573_CORE_WITHOUT_TRUSTZONE "stm32h573-m33-without-trustzone-arm-cpu"

#endif
