/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DWT of the Cortex-M33: CYCCNT.
 * Facts: Armv8-M Architecture Reference Manual (DEMCR, DWT_CTRL, DWT_CYCCNT); Cortex-M33 TRM (four
 * comparators).
 * Modelled: DEMCR.TRCENA, without which nothing answers; CYCCNTENA; CYCCNT at HCLK on QEMU's
 * virtual clock: with -icount shift=N it is exact and repeatable, an instruction counting as 2^N
 * ns; without, it follows the host's time and says nothing about instructions. Unprivileged
 * accesses are bus faults. Decided: it counts in product state Open only, where non-invasive debug
 * of both worlds is open; with CYCDISS, which secure code alone sets, it stands. All of it is kept
 * over system reset. Left out: comparators, the other counters, ITM; debug opened by SBS_DBGCR does
 * not start it.
 */
#include "qemu/osdep.h"

#include "emulator/dev/dwt.h"

#include "emulator/dev/rcc.h"
#include "exec/memory.h"
#include "hw/qdev-clock.h"
#include "qemu/log.h"
#include "qemu/timer.h"

enum {
    BASE = 0xe0001000,
    SIZE = 0x1000,
    CTRL = 0x0,
    CTRL_FIXED = 4 << 28, /* NUMCOMP */
    CYCCNTENA = 1 << 0,
    CYCDISS = 1 << 23,
    CYCCNT = 0x4,
    TRCENA = 1 << 24,
};

typedef struct {
    MemoryRegion window;
    H573Chip* chip;
    Clock* core;
    Notifier clocks;
    uint32_t demcr;
    uint32_t ctrl;
    uint32_t count; /* at BASE_NS, when it was last reckoned */
    int64_t base_ns;
    uint32_t hz;
} Dwt;

static Dwt* the_dwt;

static bool counting(const Dwt* d) {
    return d->demcr & TRCENA && (d->ctrl & (CYCCNTENA | CYCDISS)) == CYCCNTENA &&
           h573_product_state(d->chip) == BOARD_OPEN;
}

/* Brings COUNT up to now, so that what it depends on may change. */
static void reckon(Dwt* d) {
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (counting(d)) {
        d->count += muldiv64(now - d->base_ns, d->hz, NANOSECONDS_PER_SECOND);
    }
    d->base_ns = now;
    d->hz = clock_get_hz(d->core);
}

static uint32_t cycles(const Dwt* d) {
    int64_t passed = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) - d->base_ns;

    return d->count + (counting(d) ? muldiv64(passed, d->hz, NANOSECONDS_PER_SECOND) : 0);
}

static void on_clocks(Notifier* notifier, void* data) {
    Dwt* d = container_of(notifier, Dwt, clocks);

    if (clock_get_hz(d->core) != d->hz) {
        reckon(d);
    }
}

uint32_t h573_dwt_demcr(void) {
    return the_dwt->demcr;
}

void h573_dwt_set_demcr(uint32_t value) {
    reckon(the_dwt);
    the_dwt->demcr = value & TRCENA;
    if (value & ~(uint32_t)TRCENA) {
        qemu_log_mask(LOG_UNIMP, "dwt: DEMCR 0x%08x: only TRCENA is there\n", value);
    }
}

/* Does the register answer this access? */
static bool answers(const Dwt* d, hwaddr at, const char* what) {
    if (!(d->demcr & TRCENA)) {
        qemu_log_mask(LOG_GUEST_ERROR, "dwt: %s of 0x%03x while TRCENA is 0\n", what, (unsigned)at);
        return false;
    }
    if (at != CTRL && at != CYCCNT) {
        qemu_log_mask(LOG_UNIMP, "dwt: %s of 0x%03x\n", what, (unsigned)at);
        return false;
    }
    return true;
}

static MemTxResult dwt_read(void* opaque, hwaddr at, uint64_t* data, unsigned size,
                            MemTxAttrs attrs) {
    Dwt* d = opaque;

    *data = 0;
    if (attrs.user) {
        return MEMTX_ERROR;
    }
    if (answers(d, at, "read")) {
        *data = at == CTRL ? d->ctrl | CTRL_FIXED : cycles(d);
    }
    return MEMTX_OK;
}

static MemTxResult dwt_write(void* opaque, hwaddr at, uint64_t data, unsigned size,
                             MemTxAttrs attrs) {
    Dwt* d = opaque;

    if (attrs.user) {
        return MEMTX_ERROR;
    }
    if (!answers(d, at, "write")) {
        return MEMTX_OK;
    }
    reckon(d);
    if (at == CYCCNT) {
        d->count = data;
    } else {
        uint32_t mine = CYCCNTENA | (attrs.secure ? CYCDISS : 0);

        d->ctrl = (d->ctrl & ~mine) | (data & mine);
    }
    return MEMTX_OK;
}

static const MemoryRegionOps dwt_ops = {
    .read_with_attrs = dwt_read,
    .write_with_attrs = dwt_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {.min_access_size = 4, .max_access_size = 4},
    .impl = {.min_access_size = 4, .max_access_size = 4},
};

void h573_dwt_lay(H573Chip* chip, Object* owner, ARMv7MState* armv7m) {
    Dwt* d = g_new0(Dwt, 1); /* one chip for the life of the process */

    d->chip = chip;
    d->core = armv7m->cpuclk;
    d->hz = clock_get_hz(d->core);
    d->clocks.notify = on_clocks;
    h573_rcc_add_clock_notifier(&d->clocks);
    the_dwt = d;
    memory_region_init_io(&d->window, owner, &dwt_ops, d, "dwt", SIZE);
    memory_region_add_subregion_overlap(&armv7m->container, BASE, &d->window, 10);
}
