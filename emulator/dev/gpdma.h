/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPDMA1 and GPDMA2: the state of one, shared by gpdma.c (registers, control, attributes) and
 * gpdma_transfer.c (what a channel does).
 */
#ifndef EMULATOR_DEV_GPDMA_H
#define EMULATOR_DEV_GPDMA_H

#include "emulator/dev/regs.h"
#include "qemu/timer.h"

#define TYPE_H573_GPDMA "stm32h573-gpdma"

enum {
    GPDMA_CHANNELS = 8,
    GPDMA_FIRST_2D = 6, /* channels with repeated blocks and address offsets */
};

/* Offsets from a channel's first register, CxLBAR at 0x50 + 0x80 * channel. */
enum {
    GPDMA_LBAR = 0x00,
    GPDMA_FCR = 0x0c,
    GPDMA_SR = 0x10,
    GPDMA_CR = 0x14,
    GPDMA_TR1 = 0x40,
    GPDMA_TR2 = 0x44,
    GPDMA_BR1 = 0x48,
    GPDMA_SAR = 0x4c,
    GPDMA_DAR = 0x50,
    GPDMA_TR3 = 0x54,
    GPDMA_BR2 = 0x58,
    GPDMA_LLR = 0x7c,
};

enum {
    /* CxSR; bits 8 to 14 also of CxFCR and, as enables, of CxCR */
    GPDMA_IDLEF = 1 << 0,
    GPDMA_TCF = 1 << 8,
    GPDMA_HTF = 1 << 9,
    GPDMA_DTEF = 1 << 10,
    GPDMA_ULEF = 1 << 11,
    GPDMA_USEF = 1 << 12,
    GPDMA_SUSPF = 1 << 13,
    GPDMA_TOF = 1 << 14,
    GPDMA_FLAGS = 0x7f00,
    /* CxCR */
    GPDMA_EN = 1 << 0,
    GPDMA_RESET = 1 << 1,
    GPDMA_SUSP = 1 << 2,
    GPDMA_LSM = 1 << 16,
    /* CxTR1 */
    GPDMA_SSEC = 1 << 15,
};
#define GPDMA_DSEC (1u << 31)

/* Bits that software and links may set; BRC, the offsets and their signs are of the 2D channels. */
enum { GPDMA_TR3_WRITABLE = 0x1fff1fff };
static inline uint32_t gpdma_tr2_writable(unsigned channel) {
    bool flow_control = channel == 0 || channel == 7; /* PFREQ */

    return flow_control ? 0xc33fdeff : 0xc33fceff;
}
static inline uint32_t gpdma_br1_writable(unsigned channel) {
    return channel >= GPDMA_FIRST_2D ? 0xf7ffffff : 0xffff;
}
static inline uint32_t gpdma_llr_writable(unsigned channel) {
    return channel >= GPDMA_FIRST_2D ? 0xfe01fffc : 0xf801fffc;
}

typedef enum { GPDMA_DATA, GPDMA_LINK } GpdmaPhase;

typedef struct {
    GpdmaPhase phase;
    bool reset_asked;      /* RESET was written while the channel was active */
    uint32_t programmed;   /* CxBR1 as written or linked: what BNDT and BRC are restored to */
    bool block_requested;  /* BREQ: the block's request has come */
    bool hit;              /* a trigger is memorized */
    bool triggered;        /* the unit under way has had its trigger */
    bool half_told;        /* HTF of this block or repeated block was given */
    unsigned source_beats; /* of the burst under way, for the 2D offsets */
    unsigned destination_beats;
    uint8_t fifo[8];
    unsigned fifo_bytes;
} GpdmaChannel;

typedef struct {
    H573Regs regs;
    uint8_t number; /* 1 or 2 */
    GpdmaChannel channel[GPDMA_CHANNELS];
    QEMUTimer* timer;
    Notifier requested;
    Notifier triggered;
} Gpdma;

/* A channel's register, by its offset above. */
static inline uint32_t* gpdma_reg(Gpdma* g, unsigned channel, unsigned at) {
    return h573_reg(&g->regs, 0x50 + 0x80 * channel + at);
}

bool gpdma_channel_secure(Gpdma* g, unsigned channel);
bool gpdma_channel_privileged(Gpdma* g, unsigned channel);

/* EN was set by software: starts the channel, or ends in USEF. */
void gpdma_start(Gpdma* g, unsigned channel);
/* A trigger event of the number in CxTR2.TRIGSEL. */
void gpdma_trigger(Gpdma* g, unsigned channel);
/* Does the channel's next burst or link, if it may: how many beats that was, 0 for none. */
unsigned gpdma_step(Gpdma* g, unsigned channel);
/* Back to the state of a channel that never ran; its registers stay but for EN and SUSP. */
void gpdma_stop(Gpdma* g, unsigned channel);
/* Whether non-secure code may switch the clock of GPDMA NUMBER (1, 2): RCC asks. */
bool h573_gpdma_all_non_secure(unsigned number);
/* CxTR1 may hold SSEC and DSEC of secure channels only. */
uint32_t gpdma_tr1_writable(Gpdma* g, unsigned channel);

#endif
