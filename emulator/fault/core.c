/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core under a fault campaign: see core.h.
 *
 * Facts followed: Armv8-M Architecture Reference Manual, B3.9 (priorities), B3.33 (lockup),
 * ITSTATE. Modelled: instruction counts are exact (the machine runs with -icount), interrupts are
 * taken as in any run, timers of the virtual clock run between slices. QEMU ends the process where
 * a core would lock up: that is seen before it happens, and where it is not, its abort is caught.
 * Left out: sleep (WFI is an end), debug events of the guest's own.
 */
#include "emulator/fault/core.h"

#include <setjmp.h>

#include "accel/tcg/cpu-ops.h"
#include "emulator/soc/chip_internal.h"
#include "exec/cpu-common.h"
#include "hw/core/cpu.h"
#include "hw/intc/armv7m_nvic.h"
#include "qemu/main-loop.h"
#include "qemu/rcu.h"
#include "qemu/timer.h"
#include "system/cpu-timers.h"
#include "system/cpus.h"

enum { SLICE = 65535 };

static FaultCore* the_core;
static void (*qemu_do_interrupt)(CPUState* cs);
static sigjmp_buf abort_jump;
static volatile sig_atomic_t abort_armed;

/* --- ends that QEMU does not offer -------------------------------------------------- */

static void on_reset(void* opaque) {
    FaultCore* core = opaque;

    core->reset = true;
    cpu_exit(CPU(core->cpu));
}

static bool is_fault(int exception) {
    switch (exception) {
        case EXCP_UDEF:
        case EXCP_PREFETCH_ABORT:
        case EXCP_DATA_ABORT:
        case EXCP_BKPT:
        case EXCP_NOCP:
        case EXCP_INVSTATE:
        case EXCP_STKOF:
        case EXCP_LAZYFP:
        case EXCP_LSERR:
        case EXCP_UNALIGNED:
        case EXCP_DIVBYZERO:
            return true;
        default:
            return false;
    }
}

static bool would_lock_up(const FaultCore* core) {
    const NVICState* nvic = core->env->nvic;
    int hard_fault = nvic->sec_vectors[ARMV7M_EXCP_HARD].prio;
    int running = nvic->exception_prio;

    if (core->env->v7m.faultmask[M_REG_S]) {
        running = MIN(running, core->env->v7m.aircr & R_V7M_AIRCR_BFHFNMINS_MASK ? -3 : -1);
    }
    return running <= hard_fault;
}

static void on_exception(CPUState* cs) {
    FaultCore* core = the_core;

    if (is_fault(cs->exception_index)) {
        core->faulted = true;
        if (would_lock_up(core)) {
            core->locked_up = true;
            cpu_exit(cs);
            return;
        }
    }
    qemu_do_interrupt(cs);
}

static void on_abort(int signal) {
    if (abort_armed && current_cpu) {
        abort_armed = 0;
        siglongjmp(abort_jump, 1);
    }
}

void fault_core_take_over(FaultCore* core, H573Soc* soc) {
    ARMCPU* cpu = soc->armv7m.cpu;
    TCGCPUOps* ops = g_memdup2(CPU(cpu)->cc->tcg_ops, sizeof *ops);
    struct sigaction action = {.sa_handler = on_abort, .sa_flags = SA_NODEFER};

    *core = (FaultCore){.soc = soc, .cpu = cpu, .env = &cpu->env};
    the_core = core;
    qemu_do_interrupt = ops->do_interrupt;
    ops->do_interrupt = on_exception;
    CPU(cpu)->cc->tcg_ops = ops;
    h573_chip_catch_reset(soc->chip, on_reset, core);
    sigaction(SIGABRT, &action, NULL);
}

/* --- running ------------------------------------------------------------------------ */

static int execute(FaultCore* core) {
    CPUState* cs = CPU(core->cpu);
    unsigned depth = get_ptr_rcu_reader()->depth;
    int result;

    bql_unlock();
    if (sigsetjmp(abort_jump, 1) == 0) {
        abort_armed = 1;
        cpu_exec_start(cs);
        result = cpu_exec(cs);
    } else {
        core->locked_up = true;
        cs->neg.can_do_io = true;
        cs->exception_index = -1;
        result = EXCP_INTERRUPT;
        while (get_ptr_rcu_reader()->depth > depth) {
            rcu_read_unlock();
        }
    }
    abort_armed = 0;
    if (bql_locked()) {
        bql_unlock();
    }
    cpu_exec_end(cs);
    bql_lock();
    return result;
}

static int slice(FaultCore* core, int64_t budget, int64_t* done) {
    CPUState* cs = CPU(core->cpu);
    int64_t before;
    int result;

    cs->icount_budget = budget;
    cs->neg.icount_decr.u16.low = budget;
    cs->icount_extra = 0;
    before = icount_get_raw();
    result = execute(core);
    icount_update(cs);
    *done += icount_get_raw() - before;
    cs->neg.icount_decr.u16.low = 0;
    cs->icount_extra = 0;
    cs->icount_budget = 0;
    if (!cpu_work_list_empty(cs)) {
        process_queued_cpu_work(cs);
    }
    return result;
}

static bool ended(FaultCore* core, int result, FaultEnd* end) {
    *end = core->locked_up                               ? FAULT_END_LOCKUP
           : core->reset                                 ? FAULT_END_RESET
           : result == EXCP_HLT || result == EXCP_HALTED ? FAULT_END_HALT
           : result == EXCP_DEBUG                        ? FAULT_END_BREAK
                                                         : FAULT_END_BUDGET;
    return *end != FAULT_END_BUDGET;
}

FaultEnd fault_core_run(FaultCore* core, int64_t budget, int64_t* done) {
    int64_t executed = 0;
    FaultEnd end = FAULT_END_BUDGET;

    core->locked_up = false;
    core->reset = false;
    while (executed < budget &&
           !ended(core, slice(core, MIN(budget - executed, SLICE), &executed), &end)) {
        if (budget > 1) {
            qemu_clock_run_timers(QEMU_CLOCK_VIRTUAL);
        }
    }
    if (done) {
        *done = executed;
    }
    return end;
}

/* --- looking at and changing it ------------------------------------------------------- */

void fault_core_fetch(FaultCore* core, uint32_t address, void* bytes, unsigned size) {
    memset(bytes, 0, size);
    cpu_memory_rw_debug(CPU(core->cpu), address, bytes, size, false);
}

static bool condition_holds(const CPUARMState* env, unsigned condition) {
    bool z = env->ZF == 0, c = env->CF, n = env->NF >> 31, v = env->VF >> 31;
    bool holds[] = {z, c, n, v, c && !z, n == v, n == v && !z, true};

    return holds[condition >> 1] != (condition & 1) || condition >> 1 == 7;
}

bool fault_core_condition_fails(const FaultCore* core) {
    uint32_t state = core->env->condexec_bits;

    return (state & 0xf) != 0 && !condition_holds(core->env, state >> 4);
}

void fault_core_set_register(FaultCore* core, unsigned number, uint32_t value) {
    core->env->regs[number] = number == 15 ? value & ~1u : number == 13 ? value & ~3u : value;
}

void fault_core_leave_out(FaultCore* core, unsigned length, unsigned instructions) {
    CPUARMState* env = core->env;

    env->regs[15] += length;
    for (; instructions > 0 && env->condexec_bits != 0; instructions--) {
        uint32_t state = env->condexec_bits;
        env->condexec_bits = state & 7 ? (state & 0xe0) | (state << 1 & 0x1f) : 0;
    }
}
