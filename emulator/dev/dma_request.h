/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wires between peripherals and the GPDMAs. There is one chip in a machine, so they need no
 * handle.
 *
 * A peripheral drives its request lines: high while it has a datum to give or room to take one. It
 * calls h573_dma_request() whenever that may have changed; nothing is moved inside the call. Both
 * GPDMAs see all lines, and the same numbers.
 */
#ifndef EMULATOR_DEV_DMA_REQUEST_H
#define EMULATOR_DEV_DMA_REQUEST_H

#include "qemu/osdep.h"

#include "qemu/notify.h"

/* Values of CxTR2.REQSEL that a modelled peripheral drives. */
enum {
    H573_DMA_USART1_RX = 21, /* USARTn: RX 2 * (n - 1) behind, TX one more */
    H573_DMA_AES_OUT = 109,  /* IN: one more */
    H573_DMA_HASH_IN = 111,
    H573_DMA_SAES_OUT = 118,
    H573_DMA_REQUESTS = 256,
};

/* Values of CxTR2.TRIGSEL: the transfer complete events of GPDMA1's and GPDMA2's channels. */
enum {
    H573_DMA_TRIGGER_TC = 18, /* + 8 * (GPDMA - 1) + channel */
};

/* What a `triggered` or `finished` notifier gets as its data: the number. */

void h573_dma_request(unsigned number, bool level);
bool h573_dma_requested(unsigned number);

/* A pulse on a trigger line. */
void h573_dma_trigger(unsigned number);

/* The last datum of a channel's last transfer for this request has been moved. */
void h573_dma_finish(unsigned number);

void h573_dma_on_request(Notifier* notifier); /* GPDMAs: a line went high */
void h573_dma_on_trigger(Notifier* notifier); /* GPDMAs; data: unsigned* number */
void h573_dma_on_finish(Notifier* notifier);  /* peripherals; data: unsigned* number */

#endif
