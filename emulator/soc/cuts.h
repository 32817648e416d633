/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Power cuts and ECC errors on request, as properties of the machine:
 *
 *   cut-at=N, cut-policy=Tn   the N-th flash operation of the run is cut
 *   cut-by=power|reset        ... by the power (the process ends, status 3) or a system reset
 *   operations                how many were begun (read only)
 *   power-cut=Tn              now (QMP, monitor: qom-set /machine power-cut T2)
 *   plant-ecc=ADDR[:single]   the ECC word at ADDR goes wrong; more of them with "+" between;
 *                             on the command line and at run time
 */
#ifndef EMULATOR_SOC_CUTS_H
#define EMULATOR_SOC_CUTS_H

#include "qemu/osdep.h"

#include "emulator/memory/flash.h"

typedef struct H573Cuts {
    struct board* board; /* NULL: not opened yet */
    H573Flash* flash;
    uint64_t at;
    char* policy;
    char* by;
    char* planted; /* before the board is open */
} H573Cuts;

void h573_cuts_add_properties(H573Cuts* cuts, Object* machine);
/* Once BOARD is open. Exits with an error text where a property makes no sense. */
void h573_cuts_arm(H573Cuts* cuts, Object* machine, struct board* board);

#endif
