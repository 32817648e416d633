/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SBS's core locks, for core_locks.c, and choice of epoch. */
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

/*
 * What a debugger may do now: fact sheet 5.1 (product states), 6.1 (DBGCR). "Non-secure" means
 * while non-secure code runs.
 */
typedef enum H573DebugAccess {
    H573_DEBUG_NONE,
    H573_DEBUG_NON_SECURE,
    H573_DEBUG_ALL,
} H573DebugAccess;
H573DebugAccess h573_debug_access(void);

/* EPOCHSELCR, for SAES: 0 the non-secure epoch, 1 the secure one, 2 zero. */
uint32_t h573_sbs_epoch_choice(void);

#endif
