/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Isolation, tried: at one instant of a run (an instruction about to run in somebody's context)
 * what would each access to each address meet? Every question is put to the translation and the
 * bus that a real access goes through; a sample is put by real instructions and a real DMA channel
 * as well, and both must say the same. README.md has the text it reads and writes.
 */
#ifndef EMULATOR_FAULT_PROBE_H
#define EMULATOR_FAULT_PROBE_H

#include "emulator/fault/snapshot.h"
#include "exec/memattrs.h"
#include "exec/mmu-access-type.h"

/* Answers, a letter each. */
enum {
    PROBE_REACHED = 'y',
    PROBE_ENTRY = 'e',   /* a fetch of SG: the veneer goes on as secure code */
    PROBE_SECURE = 's',  /* SecureFault */
    PROBE_MPU = 'm',     /* MemManage fault */
    PROBE_BUS = 'b',     /* bus fault */
    PROBE_REFUSED = 'z', /* reads zero, writes nothing */
    PROBE_NOTHING = 'n', /* no memory and no register there */
};

typedef struct Probe {
    FaultCore core;
    FaultSnapshot* here;  /* the instant that is asked about */
    uint32_t load, store; /* instructions of the context's own code that do that */
} Probe;

/* By the core as it stands, without running anything: what ACCESS to ADDRESS meets. */
char probe_core_ask(Probe* p, uint32_t address, MMUAccessType access);

/* The bus behind it: an access of SIZE bytes with ATTRS. */
char probe_bus_ask(Probe* p, AddressSpace* space, uint32_t address, MMUAccessType access,
                   MemTxAttrs attrs);
/* By a non-secure channel of GPDMA1; privileged or not. */
char probe_dma_ask(Probe* p, uint32_t address, MMUAccessType access, bool privileged);
/* The same by programming one and letting it run. */
char probe_dma_try(Probe* p, uint32_t address, MMUAccessType access, bool privileged);

/* Takes the exceptions of the core for itself; once, behind fault_core_take_over(). */
void probe_core_take_over(Probe* p);
/* Looks for a load and a store in the code from here on. False: there is none. */
bool probe_core_find_code(Probe* p);
/* By an instruction that runs, on a snapshot. */
char probe_core_try(Probe* p, uint32_t address, MMUAccessType access);

/* Instead of running the board: does what FILE says and ends the process. */
void probe_start(H573Soc* soc, const char* file);

#endif
