/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * USART1 to USART3 on character devices; USART1 is the board's virtual COM port.
 * Facts: fact sheet 9.4.
 * Modelled: registers and their reset values, transmit and receive with and without the FIFO (8
 * bytes in), flags, the interrupt and DMA requests; configuration registers frozen while UE is on
 * as on the chip. Stricter than a serial line, so that a driver's omission shows: nothing is sent
 * unless UE and TE are on, BRR is at least 16, and, for USART1, PA9 is in alternate function 7;
 * nothing is received unless UE and RE are on and, for USART1, PA10 is in that function too.
 * Left out: time (a byte leaves at once, TXE and TC never wait), baud rates, parity, 7 and 9 bits,
 * overrun (the host's bytes wait until there is room), modem lines, LIN, smartcard.
 */
#include "qemu/osdep.h"

#include "emulator/dev/usart.h"

#include "chardev/char-fe.h"
#include "emulator/dev/dma_request.h"
#include "emulator/dev/gpio.h"
#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"
#include "hw/qdev-properties-system.h"

enum {
    CR1 = 0x00,
    CR2 = 0x04,
    CR3 = 0x08,
    BRR = 0x0c,
    GTPR = 0x10,
    RTOR = 0x14,
    RQR = 0x18,
    ISR = 0x1c,
    ICR = 0x20,
    RDR = 0x24,
    TDR = 0x28,
    PRESC = 0x2c,
    DMAR = 1 << 6, /* CR3 */
    DMAT = 1 << 7,
    CR3_WHILE_ENABLED = 0x11c004c1, /* DMAR, DMAT and the interrupt enables */
    UE = 1 << 0,
    RE = 1 << 2,
    TE = 1 << 3,
    RXNEIE = 1 << 5,
    TCIE = 1 << 6,
    TXEIE = 1 << 7,
    FIFOEN = 1 << 29,
    TXFEIE = 1 << 30,
    RXFFIE = 1u << 31,
    CR1_WHILE_ENABLED = 0xcc0041fd, /* UE, UESM, RE, TE and the interrupt enables */
    ISR_RXNE = 1 << 5,
    ISR_TC = 1 << 6,
    ISR_TXE = 1 << 7,
    ISR_TEACK = 1 << 21,
    ISR_REACK = 1 << 22,
    ISR_TXFE = 1 << 23,
    ISR_RXFF = 1 << 24,
    RQR_RXFRQ = 1 << 3,
    FIFO_SIZE = 8,
};

typedef struct {
    H573Regs regs;
    CharBackend chr;
    uint8_t number; /* 1..3 */
    uint8_t fifo[FIFO_SIZE];
    unsigned waiting;
    bool transmitted; /* TC was cleared by software and not set again */
} Usart;

static const H573Reg table[] = {
    {CR1, 1, 0, UINT32_MAX}, {CR2, 1, 0, UINT32_MAX},  {CR3, 1, 0, UINT32_MAX}, {BRR, 1, 0, 0xffff},
    {GTPR, 1, 0, 0xffff},    {RTOR, 1, 0, UINT32_MAX}, {RQR, 1, 0, 0},          {ISR, 1, 0xc0, 0},
    {ICR, 1, 0, 0},          {RDR, 1, 0, 0},           {TDR, 1, 0, 0x1ff},      {PRESC, 1, 0, 0xf},
};

static const struct {
    unsigned clock_register, clock_bit;
} wiring[] = {{RCC_APB2ENR, 14}, {RCC_APB1LENR, 17}, {RCC_APB1LENR, 18}};

static bool enabled(H573Regs* s, uint32_t bits) {
    return (*h573_reg(s, CR1) & (UE | bits)) == (UE | bits);
}

static unsigned capacity(H573Regs* s) {
    return *h573_reg(s, CR1) & FIFOEN ? FIFO_SIZE : 1;
}

static uint32_t isr(H573Regs* s) {
    Usart* u = (Usart*)s;
    uint32_t flags = ISR_TXE | (u->transmitted ? 0 : ISR_TC);

    flags |= enabled(s, TE) ? ISR_TEACK : 0;
    flags |= enabled(s, RE) ? ISR_REACK : 0;
    flags |= u->waiting > 0 ? ISR_RXNE : 0;
    if (*h573_reg(s, CR1) & FIFOEN) {
        flags |= ISR_TXFE | (u->waiting == FIFO_SIZE ? ISR_RXFF : 0);
    }
    return flags;
}

static void update_lines(H573Regs* s) {
    const Usart* u = (Usart*)s;
    unsigned request = H573_DMA_USART1_RX + 2 * (u->number - 1);
    uint32_t cr3 = *h573_reg(s, CR3);
    uint32_t cr1 = *h573_reg(s, CR1);
    uint32_t flags = isr(s);
    bool raised = (cr1 & RXNEIE && flags & ISR_RXNE) || (cr1 & TCIE && flags & ISR_TC) ||
                  (cr1 & TXEIE && flags & ISR_TXE) || (cr1 & TXFEIE && flags & ISR_TXFE) ||
                  (cr1 & RXFFIE && flags & ISR_RXFF);

    qemu_set_irq(s->irq[0], (cr1 & UE) && raised);
    h573_dma_request(request, (cr3 & DMAR) && u->waiting > 0);
    h573_dma_request(request + 1, (cr3 & DMAT) && enabled(s, TE));
}

static bool pin_is_ours(const Usart* u, unsigned pin) {
    return u->number != 1 || h573_pin_is_function(0, pin, 7);
}

static int can_receive(void* opaque) {
    H573Regs* s = opaque;
    Usart* u = opaque;

    if (!enabled(s, RE) || !h573_clock_on(s->clock_register, s->clock_bit) || !pin_is_ours(u, 10)) {
        return 0;
    }
    return u->waiting < capacity(s) ? capacity(s) - u->waiting : 0;
}

static void receive(void* opaque, const uint8_t* bytes, int size) {
    Usart* u = opaque;

    for (int i = 0; i < size && u->waiting < FIFO_SIZE; i++) {
        u->fifo[u->waiting++] = bytes[i];
    }
    update_lines(opaque);
}

static uint8_t take(Usart* u) {
    uint8_t byte = u->fifo[0];

    if (u->waiting > 0) {
        memmove(u->fifo, u->fifo + 1, --u->waiting);
        qemu_chr_fe_accept_input(&u->chr);
        update_lines(&u->regs);
    }
    return byte;
}

static void transmit(Usart* u, uint8_t byte) {
    H573Regs* s = &u->regs;

    if (!enabled(s, TE)) {
        h573_guest_error(s, "byte 0x%02x written while UE or TE is off", byte);
    } else if (*h573_reg(s, BRR) < 16) {
        h573_guest_error(s, "byte 0x%02x written with BRR below 16", byte);
    } else if (!pin_is_ours(u, 9)) {
        h573_guest_error(s, "byte 0x%02x lost: PA9 is not in AF7", byte);
    } else {
        u->transmitted = false;
        qemu_chr_fe_write_all(&u->chr, &byte, 1);
    }
}

static uint32_t usart_read(H573Regs* s, unsigned at, uint32_t value) {
    switch (at) {
        case ISR:
            return isr(s);
        case RDR:
            return take((Usart*)s);
        default:
            return value;
    }
}

static void usart_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    Usart* u = (Usart*)s;

    if (at == TDR) {
        transmit(u, value);
    } else if (at == ICR) {
        u->transmitted |= value & ISR_TC;
    } else if (at == CR1) {
        qemu_chr_fe_accept_input(&u->chr);
    }
    if ((at == RQR && (value & RQR_RXFRQ)) || !(*h573_reg(s, CR1) & UE)) {
        u->waiting = 0;
    }
    update_lines(s);
}

static uint32_t usart_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    uint32_t stored = *h573_reg(s, at);

    if (!(*h573_reg(s, CR1) & UE) || at == TDR || at == RTOR) {
        return UINT32_MAX;
    }
    if (at == CR1) {
        if (value & UE && (value ^ stored) & ~CR1_WHILE_ENABLED) {
            h573_guest_error(s, "CR1 configuration changed while UE is on");
        }
        return value & UE ? CR1_WHILE_ENABLED : UINT32_MAX;
    }
    if (at == CR3 && !((value ^ stored) & ~CR3_WHILE_ENABLED)) {
        return CR3_WHILE_ENABLED;
    }
    if (value != stored && (at == CR2 || at == CR3 || at == BRR || at == PRESC)) {
        h573_guest_error(s, "register 0x%x written while UE is on", at);
    }
    return 0;
}

static void usart_reset(H573Regs* s) {
    Usart* u = (Usart*)s;

    u->waiting = 0;
    u->transmitted = false;
    update_lines(s);
}

static void usart_realize(H573Regs* s) {
    Usart* u = (Usart*)s;

    s->clock_register = wiring[u->number - 1].clock_register;
    s->clock_bit = wiring[u->number - 1].clock_bit;
    qemu_chr_fe_set_handlers(&u->chr, can_receive, receive, NULL, NULL, s, NULL, true);
}

static const Property usart_properties[] = {
    DEFINE_PROP_CHR("chardev", Usart, chr),
    DEFINE_PROP_UINT8("number", Usart, number, 1),
};

static void usart_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "usart";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 1;
    c->unlocked = usart_unlocked;
    c->read = usart_read;
    c->write = usart_write;
    c->reset = usart_reset;
    c->realize = usart_realize;
    device_class_set_props(DEVICE_CLASS(class), usart_properties);
}

H573_REGS_TYPE(TYPE_H573_USART, Usart, usart_class_init)
