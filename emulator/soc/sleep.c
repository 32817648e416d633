/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stop mode: a WFI that really slept while SCR.SLEEPDEEP was set.
 * Facts: fact sheet 9.3 (STOPF), 9.1 (the chip leaves Stop on HSI, or on CSI where STOPWUCK says
 * so, with HSE and the PLLs off); Armv8-M: SLEEPDEEP. Modelled: what the software finds when it
 * wakes: STOPF, the clocks. A WFI with an interrupt already pending does not sleep, so it is no
 * Stop. Left out: which interrupts wake (all do, as from Sleep; on the chip those behind EXTI),
 * clocks that stand still meanwhile, Standby, NRST_STOP's reset.
 */
#include "qemu/osdep.h"

#include "emulator/soc/sleep.h"

#include "accel/tcg/cpu-ops.h"
#include "emulator/dev/core_locks.h"
#include "emulator/dev/pwr.h"
#include "emulator/dev/rcc.h"
#include "qemu/main-loop.h"

static const TCGCPUOps* original;
static TCGCPUOps watched;

static bool exec_halt(CPUState* cpu) {
    bool awake = original->cpu_exec_halt(cpu);

    if (awake && h573_core_sleeps_deep()) {
        BQL_LOCK_GUARD();
        if (h573_pwr_wake_from_stop()) {
            h573_rcc_wake_from_stop();
        }
    }
    return awake;
}

void h573_sleep_watch(CPUState* cpu) {
    original = cpu->cc->tcg_ops;
    watched = *original;
    watched.cpu_exec_halt = exec_halt;
    cpu->cc->tcg_ops = &watched;
}
