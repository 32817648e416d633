/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What SAES asks TAMP. */
#ifndef EMULATOR_DEV_TAMP_H
#define EMULATOR_DEV_TAMP_H

#include <stdint.h>

/* The boot hardware key: BKP0R..BKP7R, whether or not BHKLOCK hides them from software. */
void h573_tamp_boot_key(uint32_t key[8]);

#endif
