/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fault campaign inside the machine: README.md. */
#ifndef EMULATOR_FAULT_ENGINE_H
#define EMULATOR_FAULT_ENGINE_H

#include "emulator/soc/soc.h"

/*
 * Runs the campaign in FILE instead of the board, as soon as the machine would start: results go to
 * stdout, a line each, and the process ends with status 0. Wants -icount.
 */
void fault_engine_start(H573Soc* soc, const char* file);

#endif
