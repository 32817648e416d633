/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a GPDMA channel does to data: beats and bursts.
 * Facts: field descriptions of ST's SVD for the STM32H5, names of ST's HAL for PAM's values.
 * Modelled: widths, padding, sign extension, truncation, packing, byte and half-word exchanges,
 * fixed and incremented addresses, the 2D offset behind each full burst. Each transfer has its own
 * security, SSEC or DSEC.
 * Decided: a transfer that fails keeps its addresses.
 * Left out: ports; bursts are not cut at 1 KB (no one can tell).
 */
#include "qemu/osdep.h"

#include "emulator/dev/gpdma_run.h"
#include "emulator/soc/bus_master.h"

enum {
    SINC = 1 << 3,
    SBX = 1 << 13,
    DINC = 1 << 19,
    DBX = 1 << 26,
    DHX = 1 << 27,
    SDEC = 1 << 28,
    DDEC = 1 << 29,
};

/* --- one datum --------------------------------------------------------------------------- */

static uint32_t exchanged(uint32_t value, bool bytes, bool halves) {
    if (bytes) {
        value = (value & 0x00ff00ff) << 8 | (value >> 8 & 0x00ff00ff);
    }
    return halves ? value << 16 | value >> 16 : value;
}

/* Source bytes B3 B2 B1 B0 become B3 B1 B2 B0. */
static uint32_t middle_exchanged(uint32_t value) {
    return (value & 0xff0000ff) | (value & 0xff00) << 8 | (value >> 8 & 0xff00);
}

/* Without packing: padded, sign-extended or cut to the destination's width. */
static uint32_t fitted(const Run* r, uint32_t value) {
    unsigned from = 8 * source_width(r);
    unsigned to = 8 * destination_width(r);
    bool other_way = get(r, GPDMA_TR1) >> 11 & 1;

    if (to > from) {
        return other_way ? (uint32_t)sextract32(value, 0, from) : value;
    }
    return other_way ? value >> (from - to) : value;
}

static void queue(const Run* r, uint32_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) {
        r->c->fifo[r->c->fifo_bytes++] = value >> (8 * i);
    }
}

static uint32_t unqueue(const Run* r, unsigned bytes) {
    uint32_t value = 0;

    for (unsigned i = 0; i < bytes; i++) {
        value |= (uint32_t)r->c->fifo[i] << (8 * i);
    }
    r->c->fifo_bytes -= bytes;
    memmove(r->c->fifo, r->c->fifo + bytes, r->c->fifo_bytes);
    return value;
}

static bool take_source(const Run* r) {
    uint32_t tr1 = get(r, GPDMA_TR1);
    unsigned width = source_width(r);
    uint32_t value;

    if (!h573_master_read(r->g->regs.chip, get(r, GPDMA_SAR), width,
                          attributes(r, tr1 & GPDMA_SSEC), &value)) {
        gpdma_fail(r, GPDMA_DTEF);
        return false;
    }
    if (width == 4 && (tr1 & SBX)) {
        value = middle_exchanged(value);
    }
    queue(r, packs(r) ? value : fitted(r, value), packs(r) ? width : destination_width(r));
    *reg(r, GPDMA_BR1) -= width;
    move_address(r, GPDMA_SAR, false, tr1 & SINC ? width : 0);
    if (++r->c->source_beats == source_burst(r)) {
        r->c->source_beats = 0;
        if (two_dimensional(r)) {
            move_address(r, GPDMA_SAR, get(r, GPDMA_BR1) & SDEC, get(r, GPDMA_TR3) & 0x1fff);
        }
    }
    return true;
}

static bool give_destination(const Run* r) {
    uint32_t tr1 = get(r, GPDMA_TR1);
    unsigned width = destination_width(r);
    uint32_t value =
        exchanged(unqueue(r, width), width > 1 && (tr1 & DBX), width == 4 && (tr1 & DHX));

    if (!h573_master_write(r->g->regs.chip, get(r, GPDMA_DAR), width,
                           attributes(r, tr1 & GPDMA_DSEC), value)) {
        gpdma_fail(r, GPDMA_DTEF);
        return false;
    }
    move_address(r, GPDMA_DAR, false, tr1 & DINC ? width : 0);
    if (++r->c->destination_beats == destination_burst(r)) {
        r->c->destination_beats = 0;
        if (two_dimensional(r)) {
            move_address(r, GPDMA_DAR, get(r, GPDMA_BR1) & DDEC, get(r, GPDMA_TR3) >> 16);
        }
    }
    return true;
}

/* --- bursts ------------------------------------------------------------------------------- */

static bool drain(const Run* r) {
    while (r->c->fifo_bytes >= destination_width(r)) {
        if (!give_destination(r)) {
            return false;
        }
    }
    return true;
}

/* Beats of the burst; 0: the channel failed. */
unsigned gpdma_burst_of_source(const Run* r) {
    unsigned beats;

    for (beats = 0; beats < source_burst(r) && left(r) > 0; beats++) {
        if (!take_source(r) || !drain(r)) {
            return 0;
        }
    }
    return beats;
}

unsigned gpdma_burst_of_destination(const Run* r) {
    unsigned beats;

    for (beats = 0; beats < destination_burst(r) && !block_moved(r); beats++) {
        while (r->c->fifo_bytes < destination_width(r)) {
            if (!take_source(r)) {
                return 0;
            }
        }
        if (!give_destination(r)) {
            return 0;
        }
    }
    return beats;
}
