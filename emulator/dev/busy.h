/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a block works, in cycles of HCLK, and how much it worked.
 *
 * Neither the host's clock nor -icount's rate (an instruction is rarely a cycle there) may decide
 * how often a driver polls: each poll of the status is H573_POLL_CYCLES of the block's time, the
 * load and the loop round it. Who sleeps until an interrupt or DMA waits for the virtual clock, at
 * HCLK. Either way a driver really waits, and the same run is the same again.
 */
#ifndef EMULATOR_DEV_BUSY_H
#define EMULATOR_DEV_BUSY_H

#include <stdbool.h>
#include <stdint.h>

#include "qemu/timer.h"

enum { H573_POLL_CYCLES = 8 };

typedef struct {
    uint64_t total;   /* cycles of all work since power-on */
    uint32_t left;    /* cycles of what runs that no poll has seen; 0: nothing runs */
    bool stuck;       /* nothing ever ends (a property, for tests of who waits) */
    QEMUTimer* timer; /* made by h573_state_timer; its callback calls h573_busy_end */
} H573Busy;

/* CYCLES of work begin. */
void h573_busy_begin(H573Busy* b, uint32_t cycles);
/* Someone sleeps until it ends. */
void h573_busy_awaited(H573Busy* b);
/* A poll of the status: does it run still? */
bool h573_busy_poll(H573Busy* b);
/* It is done, or given up. */
void h573_busy_end(H573Busy* b);

/* Busy cycles since power-on. */
uint64_t h573_hash_busy(void);
uint64_t h573_pka_busy(void);

#endif
