/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The debugger's side of DBGMCU on a character device: see SPEC.md. */
#ifndef EMULATOR_DEV_MAILBOX_MAILBOX_H
#define EMULATOR_DEV_MAILBOX_MAILBOX_H

#include "emulator/soc/chip.h"
#include "qapi/error.h"

/* Serves access port 0 on the character device named ID from now on. */
void h573_mailbox_open(H573Chip* chip, const char* id, Error** errp);

#endif
