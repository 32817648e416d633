/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Driving the core from a job on its own thread: an exact number of instructions at a time, with
 * every way a run can end as a value.
 */
#ifndef EMULATOR_FAULT_CORE_H
#define EMULATOR_FAULT_CORE_H

#include "qemu/osdep.h"

#include "cpu.h"
#include "emulator/soc/soc.h"

typedef enum FaultEnd {
    FAULT_END_BUDGET, /* all the instructions asked for were executed */
    FAULT_END_BREAK,  /* the next instruction is a breakpoint */
    FAULT_END_HALT,   /* WFI with nothing to wake up for */
    FAULT_END_RESET,  /* the firmware or a watchdog asked for a system reset */
    FAULT_END_LOCKUP, /* a fault where no fault can be taken */
} FaultEnd;

typedef struct FaultCore {
    H573Soc* soc;
    ARMCPU* cpu;
    CPUARMState* env;
    bool faulted; /* a synchronous fault was taken since this was last cleared */
    bool locked_up;
    bool reset;
    bool taken_over;
} FaultCore;

/* Once, on the core's thread, before anything of the window ran. */
void fault_core_take_over(FaultCore* core, H573Soc* soc);

/* Runs at most BUDGET instructions, with BQL held by the caller. *DONE (may be NULL): how many. */
FaultEnd fault_core_run(FaultCore* core, int64_t budget, int64_t* done);

/* The BYTES at ADDRESS as a fetch would see them; zeros where there are none. */
void fault_core_fetch(FaultCore* core, uint32_t address, void* bytes, unsigned size);

/* True where the instruction about to run is in an IT block whose condition fails. */
bool fault_core_condition_fails(const FaultCore* core);

/* Sets register 0..15 as the core could hold it (SP word-aligned, PC even). */
void fault_core_set_register(FaultCore* core, unsigned number, uint32_t value);

/* Goes on at the instruction LENGTH bytes further, INSTRUCTIONS of an IT block left behind. */
void fault_core_leave_out(FaultCore* core, unsigned length, unsigned instructions);

#endif
