/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a GPDMA channel does, burst by burst: blocks, repeated blocks, events, links.
 * Facts: field descriptions of ST's SVD for the STM32H5; orders and masks of ST's HAL
 * (stm32h5xx_hal_dma.c, stm32h5xx_hal_dma_ex.c): what a link loads lies without gaps, in the order
 * TR1, TR2, BR1, SAR, DAR, TR3, BR2, LLR.
 * Modelled: requests by burst or by block, triggers by burst, block, repeated block or link, half
 * and complete events by TCEM, restored BNDT and BRC, 2D offsets behind blocks, link step mode.
 * Links carry the channel's own security.
 * Decided: a null block is a user setting error unless it is the first and something is linked to
 * it; a link that would cross 64 KB is one.
 * Left out: peripheral flow control; triggers other than the channels' complete events.
 */
#include "qemu/osdep.h"

#include "emulator/dev/dma_request.h"
#include "emulator/dev/gpdma_run.h"
#include "emulator/soc/bus_master.h"

enum {
    SWREQ = 1 << 9,
    DREQ = 1 << 10,
    BREQ = 1 << 11,
    PFREQ = 1 << 12,
    BRSDEC = 1 << 30,
    LINK_BYTES = 1 << 16,
};
#define BRDDEC (1u << 31)

typedef enum { BY_BLOCK, BY_REPEATED_BLOCK, BY_ITEM_OR_LINK, BY_BURST_OR_LAST_ITEM } Granularity;

static unsigned repeats(uint32_t br1) {
    return br1 >> 16 & 0x7ff;
}
static Granularity event_mode(uint32_t tr2) {
    return tr2 >> 30;
}

/* --- ends --------------------------------------------------------------------------- */

static void idle(const Run* r) {
    *reg(r, GPDMA_CR) &= ~GPDMA_EN;
    *reg(r, GPDMA_SR) |= GPDMA_IDLEF;
    r->c->fifo_bytes = 0;
}

void gpdma_fail(const Run* r, uint32_t flag) {
    static const char* const names[] = {"data transfer", "link update", "user setting"};

    h573_guest_error(&r->g->regs, "channel %u: %s error (source 0x%08x, destination 0x%08x)", r->n,
                     names[ctz32(flag / GPDMA_DTEF)], get(r, GPDMA_SAR), get(r, GPDMA_DAR));
    *reg(r, GPDMA_SR) |= flag;
    idle(r);
}

static void complete_event(const Run* r) {
    *reg(r, GPDMA_SR) |= GPDMA_TCF;
    h573_dma_trigger(H573_DMA_TRIGGER_TC + GPDMA_CHANNELS * (r->g->number - 1) + r->n);
}

/* --- settings ------------------------------------------------------------------------- */

static bool settings_good(const Run* r) {
    uint32_t tr1 = get(r, GPDMA_TR1);
    uint32_t source = get(r, GPDMA_SAR) | left(r);
    uint32_t destination = get(r, GPDMA_DAR);

    if ((tr1 & 3) == 3 || (tr1 >> 16 & 3) == 3 || left(r) == 0) {
        return false;
    }
    if (packs(r)) {
        destination |= left(r);
    }
    if (two_dimensional(r)) {
        source |= (get(r, GPDMA_TR3) & 0x1fff) | (get(r, GPDMA_BR2) & 0xffff);
        destination |= get(r, GPDMA_TR3) >> 16 | get(r, GPDMA_BR2) >> 16;
    }
    return source % source_width(r) == 0 && destination % destination_width(r) == 0;
}

static void begin_block(const Run* r) {
    r->c->block_requested = false;
    r->c->source_beats = r->c->destination_beats = 0;
}

static bool begin_item(const Run* r) {
    if (!settings_good(r)) {
        gpdma_fail(r, GPDMA_USEF);
        return false;
    }
    if ((get(r, GPDMA_TR2) & (PFREQ | SWREQ)) == PFREQ) {
        h573_unimplemented(&r->g->regs, "peripheral flow control");
    }
    r->c->phase = GPDMA_DATA;
    r->c->half_told = false;
    begin_block(r);
    return true;
}

/* --- what a burst waits for ---------------------------------------------------------------- */

static bool requested(const Run* r) {
    uint32_t tr2 = get(r, GPDMA_TR2);

    if ((tr2 & SWREQ) || r->c->block_requested) {
        return true;
    }
    if (!h573_dma_requested(tr2 & 0xff)) {
        return false;
    }
    r->c->block_requested = tr2 & BREQ;
    return true;
}

static bool trigger_used(uint32_t tr2) {
    return (tr2 >> 24 & 3) == 1 || (tr2 >> 24 & 3) == 2;
}

static bool triggered(const Run* r, bool link) {
    uint32_t tr2 = get(r, GPDMA_TR2);
    bool for_link = (tr2 >> 14 & 3) == BY_ITEM_OR_LINK;

    if (!trigger_used(tr2) || for_link != link || r->c->triggered) {
        return true;
    }
    r->c->triggered = r->c->hit;
    r->c->hit = false;
    return r->c->triggered;
}

/* A unit of GRANULARITY is done: the next one needs its own trigger. */
static void trigger_spent(const Run* r, Granularity granularity) {
    if ((get(r, GPDMA_TR2) >> 14 & 3) == granularity) {
        r->c->triggered = false;
    }
}

void gpdma_trigger(Gpdma* g, unsigned channel) {
    Run r = {g, channel, &g->channel[channel]};

    if (!(get(&r, GPDMA_CR) & GPDMA_EN) || !trigger_used(get(&r, GPDMA_TR2))) {
        return;
    }
    if (r.c->hit) {
        *reg(&r, GPDMA_SR) |= GPDMA_TOF;
    }
    r.c->hit = true;
}

/* --- events of blocks and items -------------------------------------------------------------- */

static void half_event(const Run* r) {
    Granularity mode = event_mode(get(r, GPDMA_TR2));
    unsigned blocks = repeats(r->c->programmed) + 1;
    unsigned bytes = r->c->programmed & 0xffff;
    bool reached;

    if (r->c->half_told || (mode == BY_BURST_OR_LAST_ITEM && get(r, GPDMA_LLR) != 0)) {
        return;
    }
    if (mode == BY_BLOCK || blocks == 1) {
        reached = bytes - left(r) - r->c->fifo_bytes >= (bytes + 1) / 2;
    } else {
        reached = blocks - 1 - repeats(get(r, GPDMA_BR1)) + block_moved(r) >= (blocks + 1) / 2;
    }
    if (reached) {
        r->c->half_told = true;
        *reg(r, GPDMA_SR) |= GPDMA_HTF;
    }
}

static void item_moved(const Run* r) {
    Granularity mode = event_mode(get(r, GPDMA_TR2));

    trigger_spent(r, BY_REPEATED_BLOCK);
    if (mode == BY_REPEATED_BLOCK) {
        complete_event(r);
    }
    if (get(r, GPDMA_LLR) != 0) {
        r->c->phase = GPDMA_LINK;
        return;
    }
    idle(r);
    if (mode == BY_ITEM_OR_LINK || mode == BY_BURST_OR_LAST_ITEM) {
        complete_event(r);
    }
    if (!(get(r, GPDMA_TR2) & SWREQ)) {
        h573_dma_finish(get(r, GPDMA_TR2) & 0xff);
    }
}

static void offset_block(const Run* r) {
    uint32_t br1 = get(r, GPDMA_BR1);
    uint32_t br2 = get(r, GPDMA_BR2);

    move_address(r, GPDMA_SAR, br1 & BRSDEC, br2 & 0xffff);
    move_address(r, GPDMA_DAR, br1 & BRDDEC, br2 >> 16);
}

static void block_done(const Run* r) {
    uint32_t* br1 = reg(r, GPDMA_BR1);
    Granularity mode = event_mode(get(r, GPDMA_TR2));

    if (two_dimensional(r)) {
        offset_block(r);
    }
    trigger_spent(r, BY_BLOCK);
    if (mode == BY_BLOCK) {
        complete_event(r);
    }
    if (repeats(*br1) == 0) {
        item_moved(r);
        return;
    }
    *br1 = (*br1 - (1 << 16)) | (r->c->programmed & 0xffff);
    r->c->half_told = r->c->half_told && mode != BY_BLOCK;
    begin_block(r);
}

static unsigned data_step(const Run* r) {
    uint32_t tr2 = get(r, GPDMA_TR2);
    unsigned beats;

    if (!requested(r) || !triggered(r, false)) {
        return 0;
    }
    beats =
        (tr2 & (DREQ | SWREQ)) == DREQ ? gpdma_burst_of_destination(r) : gpdma_burst_of_source(r);
    if (beats == 0) {
        return 1;
    }
    trigger_spent(r, BY_BURST_OR_LAST_ITEM);
    half_event(r);
    if (block_moved(r)) {
        block_done(r);
    }
    return beats;
}

/* --- links --------------------------------------------------------------------------------------
 */

static const struct {
    uint8_t bit; /* of LLR */
    uint8_t at;
    bool two_dimensional;
} items[] = {
    {31, GPDMA_TR1, false}, {30, GPDMA_TR2, false}, {29, GPDMA_BR1, false}, {28, GPDMA_SAR, false},
    {27, GPDMA_DAR, false}, {26, GPDMA_TR3, true},  {25, GPDMA_BR2, true},  {16, GPDMA_LLR, false},
};

static uint32_t loadable(const Run* r, unsigned at) {
    switch (at) {
        case GPDMA_TR1:
            return gpdma_tr1_writable(r->g, r->n);
        case GPDMA_TR2:
            return gpdma_tr2_writable(r->n);
        case GPDMA_BR1:
            return gpdma_br1_writable(r->n);
        case GPDMA_TR3:
            return GPDMA_TR3_WRITABLE;
        case GPDMA_LLR:
            return gpdma_llr_writable(r->n);
        default:
            return UINT32_MAX;
    }
}

static void load(const Run* r, unsigned at, uint32_t value) {
    uint32_t old = get(r, at);

    value &= loadable(r, at);
    if (at == GPDMA_BR1) {
        r->c->programmed = value;
    } else if (at == GPDMA_TR2 && ((old ^ value) & 0x033f0000)) {
        r->c->hit = false;
    }
    *reg(r, at) = value;
}

/* Reads all before it changes anything: the list may lie in what it describes. */
static bool update_registers(const Run* r, uint32_t llr) {
    uint32_t offset = llr & 0xfffc;
    uint32_t words[ARRAY_SIZE(items)];
    unsigned count = 0;
    unsigned next = 0;

    for (unsigned i = 0; i < ARRAY_SIZE(items); i++) {
        count += llr >> items[i].bit & 1;
    }
    if (offset + 4 * count > LINK_BYTES) {
        gpdma_fail(r, GPDMA_USEF);
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        if (!h573_master_read(r->g->regs.chip, get(r, GPDMA_LBAR) + offset + 4 * i, 4,
                              attributes(r, true), &words[i])) {
            gpdma_fail(r, GPDMA_ULEF);
            return false;
        }
    }
    for (unsigned i = 0; i < ARRAY_SIZE(items); i++) {
        if (llr >> items[i].bit & 1) {
            load(r, items[i].at, words[next++]);
        }
    }
    return true;
}

static unsigned link_step(const Run* r) {
    uint32_t llr = get(r, GPDMA_LLR);
    Granularity mode = event_mode(get(r, GPDMA_TR2));

    if (!triggered(r, true)) {
        return 0;
    }
    trigger_spent(r, BY_ITEM_OR_LINK);
    *reg(r, GPDMA_BR1) = r->c->programmed;
    if (!update_registers(r, llr)) {
        return 1;
    }
    if (mode == BY_ITEM_OR_LINK) {
        complete_event(r);
    }
    if (get(r, GPDMA_CR) & GPDMA_LSM) {
        idle(r);
    } else {
        begin_item(r);
    }
    return ARRAY_SIZE(items);
}

/* --- the channel
 * ---------------------------------------------------------------------------------- */

void gpdma_start(Gpdma* g, unsigned channel) {
    Run r = {g, channel, &g->channel[channel]};

    *reg(&r, GPDMA_CR) |= GPDMA_EN;
    r.c->programmed = get(&r, GPDMA_BR1);
    r.c->fifo_bytes = 0;
    r.c->hit = r.c->triggered = false;
    if (left(&r) == 0 && get(&r, GPDMA_LLR) != 0) {
        r.c->phase = GPDMA_LINK;
    } else if (!begin_item(&r)) {
        return;
    }
    *reg(&r, GPDMA_SR) &= ~GPDMA_IDLEF;
}

void gpdma_stop(Gpdma* g, unsigned channel) {
    Run r = {g, channel, &g->channel[channel]};

    *reg(&r, GPDMA_CR) &= ~(GPDMA_EN | GPDMA_SUSP);
    *reg(&r, GPDMA_SR) |= GPDMA_IDLEF;
    *r.c = (GpdmaChannel){};
}

unsigned gpdma_step(Gpdma* g, unsigned channel) {
    Run r = {g, channel, &g->channel[channel]};

    if (!(get(&r, GPDMA_CR) & GPDMA_EN)) {
        return 0;
    }
    if (get(&r, GPDMA_CR) & GPDMA_SUSP) {
        if (!(get(&r, GPDMA_SR) & GPDMA_IDLEF)) {
            *reg(&r, GPDMA_SR) |= GPDMA_SUSPF | GPDMA_IDLEF;
        }
        return 0;
    }
    return r.c->phase == GPDMA_LINK ? link_step(&r) : data_step(&r);
}
