/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What SAES and PKA ask the RNG, which feeds them without software's help. */
#ifndef EMULATOR_DEV_RNG_H
#define EMULATOR_DEV_RNG_H

#include <stdbool.h>

/* Has the RNG its clocks and no error to report? */
bool h573_rng_feeds(void);
/* Does it report a seed error? */
bool h573_rng_failed(void);

#endif
