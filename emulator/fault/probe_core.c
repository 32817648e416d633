/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Probes by the core: see probe.h.
 *
 * Asked: QEMU's own translation (IDAU, SAU, the MPU of the state and privilege the core is in),
 * then the bus with the attributes it gives. Tried: a load or store found in the context's own
 * code, or a jump, runs on a snapshot, and the exception it ends in is told instead of being taken.
 */
#include "qemu/osdep.h"

#include "emulator/fault/probe.h"

#include "accel/tcg/cpu-ops.h"
#include "hw/core/cpu.h"
#include "target/arm/internals.h"

enum {
    SG = 0xe97fe97f,
    SEARCH = 0x8000,
    LOAD_WORD = 0x6800, /* LDR Rt, [Rn, #imm5 * 4] */
    STORE_WORD = 0x6000,
    OPCODE = 0xf800,
    EXTERNAL_ABORT = 8,
};

/* --- asked ------------------------------------------------------------------------------ */

static char fault_letter(const ARMMMUFaultInfo* fault) {
    return fault->type == ARMFault_QEMU_SFault || fault->type == ARMFault_QEMU_NSCExec
               ? PROBE_SECURE
               : PROBE_MPU;
}

static char ask(Probe* p, uint32_t address, MMUAccessType access, ARMMMUIdx index,
                ARMFaultType* type) {
    CPUState* cs = CPU(p->core.cpu);
    GetPhysAddrResult result = {};
    ARMMMUFaultInfo fault = {};

    if (get_phys_addr(p->core.env, address, access, MO_8, index, &result, &fault)) {
        *type = fault.type;
        return fault_letter(&fault);
    }
    *type = ARMFault_None;
    return probe_bus_ask(p, cpu_get_address_space(cs, cpu_asidx_from_attrs(cs, result.f.attrs)),
                         result.f.phys_addr, access, result.f.attrs);
}

/* What the core does where non-secure code fetches from a callable region. */
static char ask_entry(Probe* p, uint32_t address) {
    ARMMMUIdx index = arm_v7m_mmu_idx_for_secstate(p->core.env, true);
    MemTxAttrs attrs = {.secure = 1, .space = ARMSS_Secure};
    ARMFaultType type;
    uint32_t word = 0;

    if (ask(p, address, MMU_INST_FETCH, index, &type) != PROBE_REACHED) {
        return PROBE_SECURE;
    }
    address_space_read(cpu_get_address_space(CPU(p->core.cpu), ARMASIdx_S), address, attrs, &word,
                       4);
    return le32_to_cpu(word) == SG ? PROBE_ENTRY : PROBE_SECURE;
}

char probe_core_ask(Probe* p, uint32_t address, MMUAccessType access) {
    ARMFaultType type;
    char answer = ask(p, address, access, arm_mmu_idx(p->core.env), &type);

    return type == ARMFault_QEMU_NSCExec ? ask_entry(p, address) : answer;
}

/* --- tried -------------------------------------------------------------------------------- */

static void (*next_do_interrupt)(CPUState* cs);
static FaultCore* the_core;
static bool trying;
static MMUAccessType tried; /* a fetch that succeeds may bring a load that does not */
static char caught;

static char letter_of(CPUState* cs) {
    uint32_t kind = ARM_CPU(cs)->env.exception.fsr & 0xf;

    return kind == M_FAKE_FSR_SFAULT ? PROBE_SECURE
           : kind == EXTERNAL_ABORT  ? PROBE_BUS
                                     : PROBE_MPU;
}

static void on_exception(CPUState* cs) {
    CPUARMState* env = &ARM_CPU(cs)->env;
    int number = cs->exception_index;
    bool abort = number == (tried == MMU_INST_FETCH ? EXCP_PREFETCH_ABORT : EXCP_DATA_ABORT);

    if (!trying) {
        next_do_interrupt(cs);
        return;
    }
    if (number == EXCP_PREFETCH_ABORT && (env->exception.fsr & 0xf) == M_FAKE_FSR_NSC_EXEC) {
        next_do_interrupt(cs); /* SG goes on as secure code, all else as an exception */
        caught = env->v7m.secure && !arm_v7m_is_handler_mode(env) ? PROBE_ENTRY : PROBE_SECURE;
    } else if (abort) {
        caught = letter_of(cs);
    }
    the_core->locked_up = true; /* ends the run: the instruction would run again */
    cpu_exit(cs);
}

void probe_core_take_over(Probe* p) {
    CPUState* cs = CPU(p->core.cpu);
    TCGCPUOps* ops = g_memdup2(cs->cc->tcg_ops, sizeof *ops);

    the_core = &p->core;
    next_do_interrupt = ops->do_interrupt;
    ops->do_interrupt = on_exception;
    cs->cc->tcg_ops = ops;
}

static uint32_t find(Probe* p, uint16_t opcode) {
    uint32_t start = p->core.env->regs[15];

    for (uint32_t at = start; at < start + SEARCH; at += 2) {
        uint16_t half = 0;
        fault_core_fetch(&p->core, at, &half, 2);
        half = le16_to_cpu(half);
        if ((half & OPCODE) == opcode && (half & 7) != (half >> 3 & 7)) {
            return at;
        }
    }
    return 0;
}

bool probe_core_find_code(Probe* p) {
    p->load = find(p, LOAD_WORD);
    p->store = find(p, STORE_WORD);
    return p->load != 0 && p->store != 0;
}

/* Its base register gets the address less its offset. */
static void aim(Probe* p, uint32_t code, uint32_t address) {
    uint16_t half = 0;

    fault_core_fetch(&p->core, code, &half, 2);
    half = le16_to_cpu(half);
    p->core.env->regs[half >> 3 & 7] = address - (half >> 6 & 31) * 4;
    p->core.env->regs[15] = code;
}

char probe_core_try(Probe* p, uint32_t address, MMUAccessType access) {
    CPUState* cs = CPU(p->core.cpu);
    H573Witness before = h573_witness;

    if (access == MMU_INST_FETCH) {
        p->core.env->regs[15] = address;
    } else {
        aim(p, access == MMU_DATA_LOAD ? p->load : p->store, address);
    }
    p->core.env->condexec_bits = 0;
    cpu_reset_interrupt(cs, CPU_INTERRUPT_HARD);
    caught = 0;
    tried = access;
    trying = true;
    fault_core_run(&p->core, 1, NULL);
    trying = false;
    if (!caught) {
        caught = access == MMU_INST_FETCH                 ? PROBE_REACHED
                 : before.refused != h573_witness.refused ? PROBE_REFUSED
                 : before.absent != h573_witness.absent   ? PROBE_NOTHING
                                                          : PROBE_REACHED;
    }
    fault_snapshot_go_back(p->here, false);
    return caught;
}
