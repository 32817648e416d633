/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A running GPDMA channel: shared by gpdma_data.c (data and bursts) and gpdma_transfer.c (blocks,
 * events, links). Both see one channel through a Run.
 */
#ifndef EMULATOR_DEV_GPDMA_RUN_H
#define EMULATOR_DEV_GPDMA_RUN_H

#include "emulator/dev/gpdma.h"

/* One channel at work. */
typedef struct {
    Gpdma* g;
    unsigned n;
    GpdmaChannel* c;
} Run;

static inline uint32_t* reg(const Run* r, unsigned at) {
    return gpdma_reg(r->g, r->n, at);
}
static inline uint32_t get(const Run* r, unsigned at) {
    return *reg(r, at);
}
static inline bool two_dimensional(const Run* r) {
    return r->n >= GPDMA_FIRST_2D;
}
static inline unsigned source_width(const Run* r) {
    return 1u << (get(r, GPDMA_TR1) & 3);
}
static inline unsigned destination_width(const Run* r) {
    return 1u << (get(r, GPDMA_TR1) >> 16 & 3);
}
static inline unsigned source_burst(const Run* r) {
    return (get(r, GPDMA_TR1) >> 4 & 0x3f) + 1;
}
static inline unsigned destination_burst(const Run* r) {
    return (get(r, GPDMA_TR1) >> 20 & 0x3f) + 1;
}
static inline bool packs(const Run* r) {
    return (get(r, GPDMA_TR1) >> 12 & 1) && source_width(r) != destination_width(r);
}
static inline unsigned left(const Run* r) {
    return get(r, GPDMA_BR1) & 0xffff;
}
static inline H573Access attributes(const Run* r, bool secure) {
    return (H573Access){.secure = secure && gpdma_channel_secure(r->g, r->n),
                        .privileged = gpdma_channel_privileged(r->g, r->n),
                        .master = true};
}

static inline void move_address(const Run* r, unsigned at, bool down, uint32_t offset) {
    *reg(r, at) += down ? -offset : offset;
}

/* All of the block has been read and written. */
static inline bool block_moved(const Run* r) {
    return left(r) == 0 && r->c->fifo_bytes == 0;
}

/* The channel ends with FLAG (DTEF, ULEF, USEF). */
void gpdma_fail(const Run* r, uint32_t flag);

/* One burst, as its source or its destination is programmed: its beats; 0: the channel failed. */
unsigned gpdma_burst_of_source(const Run* r);
unsigned gpdma_burst_of_destination(const Run* r);

#endif
