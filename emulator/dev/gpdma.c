/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPDMA1 and GPDMA2: registers, control, attributes; what a channel does is in gpdma_transfer.c.
 * Facts: CMSIS (offsets, fields), field descriptions of ST's SVD for the STM32H5, ST's HAL and LL
 * drivers (sequences, channels with 2D addressing and flow control, numbers), fact sheet 1.6, 8.2.
 * Modelled: all registers; EN, SUSP and RESET with their steady states; settings frozen while EN;
 * SECCFGR, PRIVCFGR and RCFGLOCKR by channel; SSEC and DSEC of secure channels only; MISR, SMISR;
 * the channels' interrupts; the clock gate (a channel waits while it is off).
 * Time: a turn moves up to 64 beats of all channels together, high priorities first in each round,
 * 2 microseconds of virtual time after it was asked for: never inside the write that starts it.
 * Decided: non-secure code reads the privilege bits of secure channels, and SMISR, as zero; secure
 * code may use non-secure channels; CxLBAR is written by privileged code.
 * With TZEN off no channel is secure, and SECCFGR and RCFGLOCKR belong to nobody.
 * Left out: arbitration between the two ports, weights of low priorities.
 */
#include "qemu/osdep.h"

#include "emulator/dev/gpdma.h"

#include "emulator/dev/dma_request.h"
#include "emulator/dev/rcc.h"
#include "hw/qdev-properties.h"

enum {
    SECCFGR = 0x00,
    PRIVCFGR = 0x04,
    RCFGLOCKR = 0x08,
    MISR = 0x0c,
    SMISR = 0x10,
    CHANNEL0 = 0x50,
    CHANNEL_SIZE = 0x80,
    ALL_CHANNELS = 0xff,
    CR_WRITABLE = 0x00c37f04,
    CR_WHILE_ENABLED = 0x00007f04,
    TR1_WRITABLE = 0x4ffb7bfb, /* and SSEC, DSEC */
    TURN_BEATS = 64,
    TURN_NS = 2000,
    WITHOUT_CLOCK_NS = 100000,
};

#define AT(n, at) (CHANNEL0 + CHANNEL_SIZE * (n) + (at))
#define CHANNEL(n, br1, llr)                                                        \
    {AT(n, GPDMA_LBAR), 1, 0, 0xffff0000}, {AT(n, GPDMA_FCR), 1, 0, 0},             \
        {AT(n, GPDMA_SR), 1, GPDMA_IDLEF, 0}, {AT(n, GPDMA_CR), 1, 0, CR_WRITABLE}, \
        {AT(n, GPDMA_TR1), 1, 0, UINT32_MAX}, {AT(n, GPDMA_TR2), 1, 0, UINT32_MAX}, \
        {AT(n, GPDMA_BR1), 1, 0, br1}, {AT(n, GPDMA_SAR), 2, 0, UINT32_MAX}, {      \
        AT(n, GPDMA_LLR), 1, 0, llr                                                 \
    }
#define LINEAR(n) CHANNEL(n, 0xffff, 0xf801fffc)
#define WITH_2D(n)                                                                      \
    CHANNEL(n, 0xf7ffffff, 0xfe01fffc), {AT(n, GPDMA_TR3), 1, 0, GPDMA_TR3_WRITABLE}, { \
        AT(n, GPDMA_BR2), 1, 0, UINT32_MAX                                              \
    }

/* What unlocked() grants besides: TR1, TR2. */
static const H573Reg table[] = {
    {SECCFGR, 2, 0, ALL_CHANNELS},
    {RCFGLOCKR, 1, 0, ALL_CHANNELS},
    {MISR, 2, 0, 0},
    LINEAR(0),
    LINEAR(1),
    LINEAR(2),
    LINEAR(3),
    LINEAR(4),
    LINEAR(5),
    WITH_2D(6),
    WITH_2D(7),
};

static Gpdma* units[2];

static bool is_channel(unsigned at) {
    return at >= CHANNEL0;
}
static unsigned channel_of(unsigned at) {
    return (at - CHANNEL0) / CHANNEL_SIZE;
}
static unsigned within(unsigned at) {
    return (at - CHANNEL0) % CHANNEL_SIZE;
}

bool gpdma_channel_secure(Gpdma* g, unsigned channel) {
    return h573_tzen(g->regs.chip) && (*h573_reg(&g->regs, SECCFGR) >> channel & 1);
}

bool gpdma_channel_privileged(Gpdma* g, unsigned channel) {
    return *h573_reg(&g->regs, PRIVCFGR) >> channel & 1;
}

uint32_t gpdma_tr1_writable(Gpdma* g, unsigned channel) {
    bool secure = *h573_reg(&g->regs, SECCFGR) >> channel & 1;

    return TR1_WRITABLE | (secure ? GPDMA_SSEC | GPDMA_DSEC : 0);
}

bool h573_gpdma_all_non_secure(unsigned number) {
    return *h573_reg(&units[number - 1]->regs, SECCFGR) == 0;
}

/* --- time ------------------------------------------------------------------------------- */

static uint32_t interrupts(Gpdma* g) {
    uint32_t raised = 0;

    for (unsigned n = 0; n < GPDMA_CHANNELS; n++) {
        bool on = *gpdma_reg(g, n, GPDMA_SR) & *gpdma_reg(g, n, GPDMA_CR) & GPDMA_FLAGS;

        raised |= on ? 1u << n : 0;
    }
    return raised;
}

static void update_irqs(Gpdma* g) {
    uint32_t raised = interrupts(g);

    for (unsigned n = 0; n < GPDMA_CHANNELS; n++) {
        qemu_set_irq(g->regs.irq[n], raised >> n & 1);
    }
}

static void after(Gpdma* g, int64_t ns) {
    if (!timer_pending(g->timer)) {
        timer_mod(g->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + ns);
    }
}

static bool steady(Gpdma* g, unsigned n) {
    return *gpdma_reg(g, n, GPDMA_SR) & GPDMA_IDLEF;
}

static unsigned priority(Gpdma* g, unsigned n) {
    return *gpdma_reg(g, n, GPDMA_CR) >> 22 & 3;
}

/* One burst or link of each channel that may; the beats of all. */
static unsigned go_round(Gpdma* g) {
    unsigned beats = 0;

    for (unsigned level = 4; level-- > 0;) {
        for (unsigned n = 0; n < GPDMA_CHANNELS; n++) {
            beats += priority(g, n) == level ? gpdma_step(g, n) : 0;
        }
    }
    return beats;
}

static void do_asked_resets(Gpdma* g) {
    for (unsigned n = 0; n < GPDMA_CHANNELS; n++) {
        if (g->channel[n].reset_asked && steady(g, n)) {
            gpdma_stop(g, n);
        }
    }
}

static bool any_enabled(Gpdma* g) {
    for (unsigned n = 0; n < GPDMA_CHANNELS; n++) {
        if (*gpdma_reg(g, n, GPDMA_CR) & GPDMA_EN) {
            return true;
        }
    }
    return false;
}

static void turn(void* opaque) {
    Gpdma* g = opaque;
    unsigned moved = 0;
    unsigned beats;

    if (!h573_clock_on(g->regs.clock_register, g->regs.clock_bit)) {
        if (any_enabled(g)) {
            after(g, WITHOUT_CLOCK_NS);
        }
        return;
    }
    do {
        beats = go_round(g);
        moved += beats;
    } while (beats > 0 && moved < TURN_BEATS);
    do_asked_resets(g);
    update_irqs(g);
    if (beats > 0) {
        after(g, TURN_NS);
    }
}

static void on_request(Notifier* n, void* data) {
    after(container_of(n, Gpdma, requested), TURN_NS);
}

static void on_trigger(Notifier* n, void* data) {
    Gpdma* g = container_of(n, Gpdma, triggered);
    const unsigned* number = data;

    for (unsigned c = 0; c < GPDMA_CHANNELS; c++) {
        if ((*gpdma_reg(g, c, GPDMA_TR2) >> 16 & 0x3f) == *number) {
            gpdma_trigger(g, c);
        }
    }
    after(g, TURN_NS);
}

/* --- who may ------------------------------------------------------------------------------- */

static uint32_t channel_granted(Gpdma* g, H573Access access, unsigned at, bool write) {
    unsigned n = channel_of(at);
    bool privileged = gpdma_channel_privileged(g, n) || (write && within(at) == GPDMA_LBAR);

    if ((gpdma_channel_secure(g, n) && !access.secure) || (privileged && !access.privileged)) {
        return 0;
    }
    return within(at) == GPDMA_TR1 && !access.secure ? ~(GPDMA_SSEC | GPDMA_DSEC) : UINT32_MAX;
}

static uint32_t common_granted(Gpdma* g, H573Access access, unsigned at, bool write) {
    uint32_t secure = *h573_reg(&g->regs, SECCFGR);
    uint32_t privileged = *h573_reg(&g->regs, PRIVCFGR);

    switch (at) {
        case PRIVCFGR:
            return (write && !access.privileged) ? 0 : access.secure ? UINT32_MAX : ~secure;
        case MISR:
            return access.privileged ? UINT32_MAX : ~privileged;
        case SMISR:
            return !access.secure ? 0 : access.privileged ? UINT32_MAX : ~privileged;
        default:
            return !write || (access.secure && access.privileged) ? UINT32_MAX : 0;
    }
}

static uint32_t gpdma_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    Gpdma* g = (Gpdma*)s;
    uint32_t granted = is_channel(at) ? channel_granted(g, access, at, write)
                                      : common_granted(g, access, at, write);

    if (granted == 0 && !access.secure && h573_tzen(s->chip)) {
        h573_illegal_access(s->chip, H573_TZIC_GROUP4, H573_TZIC_GPDMA1 + g->number - 1);
    }
    return granted;
}

/* --- registers -------------------------------------------------------------------------------- */

static uint32_t enabled_channels(Gpdma* g) {
    uint32_t bits = 0;

    for (unsigned n = 0; n < GPDMA_CHANNELS; n++) {
        bits |= (*gpdma_reg(g, n, GPDMA_CR) & GPDMA_EN) << n;
    }
    return bits;
}

static uint32_t channel_unlocked(Gpdma* g, unsigned at, uint32_t value) {
    unsigned n = channel_of(at);

    if (*gpdma_reg(g, n, GPDMA_CR) & GPDMA_EN) {
        if (within(at) != GPDMA_CR && within(at) != GPDMA_FCR) {
            h573_guest_error(&g->regs, "register 0x%x written while its channel is on", at);
        }
        return within(at) == GPDMA_CR ? CR_WHILE_ENABLED : 0;
    }
    switch (within(at)) {
        case GPDMA_TR1:
            return gpdma_tr1_writable(g, n);
        case GPDMA_TR2:
            return gpdma_tr2_writable(n);
        default:
            return UINT32_MAX;
    }
}

static uint32_t gpdma_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    Gpdma* g = (Gpdma*)s;

    if (is_channel(at)) {
        return channel_unlocked(g, at, value);
    }
    if (at == RCFGLOCKR) {
        return value;
    }
    return ~(*h573_reg(s, RCFGLOCKR) | enabled_channels(g));
}

static uint32_t fifo_level(Gpdma* g, unsigned n) {
    return g->channel[n].fifo_bytes >> (*gpdma_reg(g, n, GPDMA_TR1) >> 16 & 3);
}

static uint32_t gpdma_read(H573Regs* s, unsigned at, uint32_t value) {
    Gpdma* g = (Gpdma*)s;

    if (at == MISR) {
        return interrupts(g) & ~*h573_reg(s, SECCFGR);
    }
    if (at == SMISR) {
        return interrupts(g) & *h573_reg(s, SECCFGR);
    }
    return is_channel(at) && within(at) == GPDMA_SR ? value | fifo_level(g, channel_of(at)) << 16
                                                    : value;
}

static void control(Gpdma* g, unsigned n, uint32_t value) {
    uint32_t* cr = gpdma_reg(g, n, GPDMA_CR);
    bool enabled = *cr & GPDMA_EN;

    if (value & GPDMA_RESET) {
        g->channel[n].reset_asked = !steady(g, n);
        if (steady(g, n)) {
            gpdma_stop(g, n);
        }
    } else if (!enabled && (value & GPDMA_EN)) {
        gpdma_start(g, n);
    } else if (enabled && !(value & GPDMA_SUSP)) {
        *gpdma_reg(g, n, GPDMA_SR) &= ~GPDMA_IDLEF;
    }
    after(g, TURN_NS);
}

static void gpdma_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    Gpdma* g = (Gpdma*)s;

    if (at == SECCFGR) {
        for (unsigned n = 0; n < GPDMA_CHANNELS; n++) {
            *gpdma_reg(g, n, GPDMA_TR1) &= gpdma_tr1_writable(g, n);
        }
    } else if (is_channel(at) && within(at) == GPDMA_FCR) {
        *gpdma_reg(g, channel_of(at), GPDMA_SR) &= ~(value & GPDMA_FLAGS);
    } else if (is_channel(at) && within(at) == GPDMA_CR) {
        control(g, channel_of(at), value);
    }
    update_irqs(g);
}

static void gpdma_reset(H573Regs* s) {
    Gpdma* g = (Gpdma*)s;

    timer_del(g->timer);
    for (unsigned n = 0; n < GPDMA_CHANNELS; n++) {
        gpdma_stop(g, n);
    }
    update_irqs(g);
}

static void gpdma_realize(H573Regs* s) {
    Gpdma* g = (Gpdma*)s;

    units[g->number - 1] = g;
    s->clock_bit = g->number - 1;
    g->timer = h573_state_timer(turn, g);
    g->requested.notify = on_request;
    g->triggered.notify = on_trigger;
    h573_dma_on_request(&g->requested);
    h573_dma_on_trigger(&g->triggered);
}

static const Property gpdma_properties[] = {
    DEFINE_PROP_UINT8("number", Gpdma, number, 1),
};

static void gpdma_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "gpdma";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x1000;
    c->irqs = GPDMA_CHANNELS;
    c->clock_register = RCC_AHB1ENR;
    c->granted = gpdma_granted;
    c->unlocked = gpdma_unlocked;
    c->read = gpdma_read;
    c->write = gpdma_write;
    c->reset = gpdma_reset;
    c->realize = gpdma_realize;
    device_class_set_props(DEVICE_CLASS(class), gpdma_properties);
}

H573_REGS_TYPE(TYPE_H573_GPDMA, Gpdma, gpdma_class_init)
