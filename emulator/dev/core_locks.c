/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lock inputs of the Cortex-M33 that SBS_CSLCKR and SBS_CNSLCKR drive.
 * Facts: fact sheet 8.4; which registers each lock freezes: Cortex-M33 TRM, LOCK* signals.
 * Modelled: writes to the locked registers of 0xE000ED00..EDFF and its non-secure alias are
 * ignored: VTOR_S with AIRCR.PRIS and BFHFNMINS; MPU_CTRL, RNR, RBAR*, RLAR* of either side; SAU;
 * VTOR_NS. QEMU's NVIC has no such locks, so a window in front of it drops these writes.
 * The same window takes the non-secure MPU back to the chip's 8 regions (fact sheet 1.1): QEMU
 * gives both worlds 12; and DEMCR, which QEMU lacks, goes to dwt.c. And it holds SCR.SLEEPDEEP and
 * SLEEPDEEPS, which QEMU's NVIC drops.
 */
#include "qemu/osdep.h"

#include "emulator/dev/core_locks.h"

#include "emulator/dev/dwt.h"
#include "emulator/dev/sbs.h"
#include "exec/memory.h"
#include "qemu/log.h"
#include "system/reset.h"

enum {
    WINDOW = 0xd00, /* offset in the system control space */
    VTOR = 0x08,
    AIRCR = 0x0c,
    AIRCR_LOCKED = 3 << 13, /* BFHFNMINS, PRIS */
    SCR = 0x10,
    SLEEPDEEP = 1 << 2,
    SLEEPDEEPS = 1 << 3, /* SLEEPDEEP is the secure side's alone */
    MPU_TYPE = 0x90,
    MPU_TYPE_DREGION = 0xff << 8,
    MPU_CTRL = 0x94,
    MPU_RNR = 0x98,
    NON_SECURE_REGIONS = 8,
    MPU_LAST = 0xbc, /* RLAR_A3 */
    SAU_CTRL = 0xd0,
    SAU_RLAR = 0xe0,
    DEMCR = 0xfc,
};

typedef struct {
    MemoryRegion window;
    MemoryRegion* behind;
    bool non_secure_alias;
} Locks;

static uint32_t deep_sleep; /* SLEEPDEEP and SLEEPDEEPS: one for both worlds */

bool h573_core_sleeps_deep(void) {
    return deep_sleep & SLEEPDEEP;
}

static bool is_secure_bank(const Locks* l, MemTxAttrs attrs) {
    return attrs.secure && !l->non_secure_alias;
}

static uint32_t locks_for(const Locks* l, MemTxAttrs attrs) {
    return is_secure_bank(l, attrs) ? h573_sbs_secure_locks() : h573_sbs_non_secure_locks();
}

/* Is it a region the non-secure MPU does not have? */
static bool beyond_mpu(const Locks* l, hwaddr at, uint64_t data, MemTxAttrs attrs) {
    return at == MPU_RNR && !is_secure_bank(l, attrs) && (data & 0xff) >= NON_SECURE_REGIONS;
}

static bool locked(const Locks* l, hwaddr at, MemTxAttrs attrs) {
    uint32_t locks = locks_for(l, attrs);

    return (locks & SBS_LOCK_VTOR_AIRCR && at == VTOR) ||
           (locks & SBS_LOCK_MPU && at >= MPU_CTRL && at <= MPU_LAST) ||
           (locks & SBS_LOCK_SAU && at >= SAU_CTRL && at <= SAU_RLAR);
}

/* Which of the two bits this access has. */
static uint32_t deep_sleep_bits(const Locks* l, MemTxAttrs attrs) {
    if (is_secure_bank(l, attrs)) {
        return SLEEPDEEP | SLEEPDEEPS;
    }
    return deep_sleep & SLEEPDEEPS ? 0 : SLEEPDEEP;
}

static MemTxResult locks_read(void* opaque, hwaddr at, uint64_t* data, unsigned size,
                              MemTxAttrs attrs) {
    Locks* l = opaque;
    MemTxResult result =
        memory_region_dispatch_read(l->behind, WINDOW + at, data, size_memop(size) | MO_LE, attrs);

    if (at == DEMCR && size == 4 && !attrs.user) {
        *data = h573_dwt_demcr();
        return MEMTX_OK;
    }
    if (at == MPU_TYPE && size == 4 && *data != 0 && !is_secure_bank(l, attrs)) {
        *data = (*data & ~(uint64_t)MPU_TYPE_DREGION) | NON_SECURE_REGIONS << 8;
    }
    if (at == SCR && result == MEMTX_OK) {
        *data |= deep_sleep & deep_sleep_bits(l, attrs);
    }
    return result;
}

static MemTxResult locks_write(void* opaque, hwaddr at, uint64_t data, unsigned size,
                               MemTxAttrs attrs) {
    Locks* l = opaque;

    if (!attrs.user && locked(l, at, attrs)) {
        qemu_log_mask(LOG_GUEST_ERROR, "core: write to locked register 0xe000e%03x ignored\n",
                      (unsigned)(WINDOW + at));
        return MEMTX_OK;
    }
    if (beyond_mpu(l, at, data, attrs)) {
        qemu_log_mask(LOG_GUEST_ERROR, "core: non-secure MPU has no region %u\n",
                      (unsigned)(data & 0xff));
        return MEMTX_OK;
    }
    if (at == DEMCR && size == 4 && !attrs.user) {
        h573_dwt_set_demcr(data);
        return MEMTX_OK;
    }
    if (at == SCR && !attrs.user) {
        uint32_t mine = deep_sleep_bits(l, attrs);

        deep_sleep = (deep_sleep & ~mine) | (data & mine);
    }
    if (at == AIRCR && size == 4 && locks_for(l, attrs) & SBS_LOCK_VTOR_AIRCR && attrs.secure) {
        uint64_t now = 0;

        locks_read(opaque, at, &now, 4, attrs);
        data = (data & ~(uint64_t)AIRCR_LOCKED) | (now & AIRCR_LOCKED);
    }
    return memory_region_dispatch_write(l->behind, WINDOW + at, data, size_memop(size) | MO_LE,
                                        attrs);
}

static const MemoryRegionOps locks_ops = {
    .read_with_attrs = locks_read,
    .write_with_attrs = locks_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {.min_access_size = 1, .max_access_size = 4},
    .impl = {.min_access_size = 1, .max_access_size = 4},
};

static void lay(Object* owner, ARMv7MState* armv7m, MemoryRegion* behind, bool alias) {
    Locks* l = g_new0(Locks, 1); /* one chip for the life of the process */

    l->behind = behind;
    l->non_secure_alias = alias;
    memory_region_init_io(&l->window, owner, &locks_ops, l, alias ? "core-locks-ns" : "core-locks",
                          0x100);
    l->window.disable_reentrancy_guard = true;
    memory_region_add_subregion_overlap(&armv7m->container,
                                        (alias ? 0xe002e000 : 0xe000e000) + WINDOW, &l->window, 10);
}

static void forget(void* opaque) {
    deep_sleep = 0;
}

void h573_core_locks_lay(Object* owner, ARMv7MState* armv7m, bool trustzone) {
    lay(owner, armv7m, &armv7m->nvic.sysregmem, false);
    if (trustzone) {
        lay(owner, armv7m, &armv7m->sysreg_ns_mem, true);
    }
    qemu_register_reset(forget, NULL);
}
