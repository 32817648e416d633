/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The time a block works: see busy.h. */
#include "qemu/osdep.h"

#include "emulator/dev/busy.h"

#include "emulator/dev/rcc.h"

static void arm(H573Busy* b) {
    int64_t ns = muldiv64(b->left, NANOSECONDS_PER_SECOND, h573_hclk_hz());

    if (b->left != 0 && !b->stuck) {
        timer_mod(b->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + MAX(ns, 1));
    }
}

void h573_busy_begin(H573Busy* b, uint32_t cycles) {
    b->total += cycles;
    b->left = cycles;
    timer_del(b->timer);
}

void h573_busy_awaited(H573Busy* b) {
    if (!timer_pending(b->timer)) {
        arm(b);
    }
}

bool h573_busy_poll(H573Busy* b) {
    if (!b->stuck) {
        b->left -= MIN(b->left, H573_POLL_CYCLES);
    }
    return b->left != 0;
}

void h573_busy_end(H573Busy* b) {
    b->left = 0;
    timer_del(b->timer);
}
