/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SBS's core locks, for core_locks.c. */
#ifndef EMULATOR_DEV_SBS_H
#define EMULATOR_DEV_SBS_H

#include <stdint.h>

#define TYPE_H573_SBS "stm32h573-sbs"

enum {
    SBS_LOCK_VTOR_AIRCR = 1 << 0, /* CSLCKR: VTOR_S and AIRCR; CNSLCKR: VTOR_NS */
    SBS_LOCK_MPU = 1 << 1,
    SBS_LOCK_SAU = 1 << 2, /* CSLCKR only */
};

uint32_t h573_sbs_secure_locks(void);
uint32_t h573_sbs_non_secure_locks(void);

#endif
