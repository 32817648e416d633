/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC calculation unit.
 * Facts: CMSIS and ST's HAL/LL drivers of the STM32H5 (registers, field values), the catalogue of
 * parametrised CRC algorithms for what they must compute.
 * Modelled: polynomials of 32, 16, 8 and 7 bits, initial value, data of 8, 16 and 32 bits, input
 * reversed by byte, half-word or word, output reversed, IDR.
 * Decided: a write of INIT starts anew as RESET does; the output is reversed within the
 * polynomial's size; a wider reversal than the datum's is one of the datum. Left out: time (a datum
 * takes none).
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"

enum {
    DR = 0x00,
    IDR = 0x04,
    CR = 0x08,
    CR_RESET = 1 << 0,
    REV_OUT = 1 << 7,
    INIT = 0x10,
    POL = 0x14,
};

typedef struct {
    H573Regs regs;
} Crc;

static const H573Reg table[] = {
    {DR, 1, UINT32_MAX, 0},
    {IDR, 1, 0, UINT32_MAX},
    {CR, 1, 0, 0xf8},
    {INIT, 1, UINT32_MAX, UINT32_MAX},
    {POL, 1, 0x04c11db7, UINT32_MAX},
};

static unsigned polynomial_bits(H573Regs* s) {
    static const uint8_t bits[] = {32, 16, 8, 7};

    return bits[*h573_reg(s, CR) >> 3 & 3];
}

/* Each group of WIDTH bits turned round; WIDTH is a power of two but for 7. */
static uint32_t reversed(uint32_t value, unsigned width) {
    uint32_t out = 0;

    for (unsigned i = 0; i < 32 / width * width; i++) {
        out |= (value >> i & 1) << (i / width * width + width - 1 - i % width);
    }
    return out;
}

static uint32_t input(H573Regs* s, uint32_t value, unsigned bits) {
    unsigned reversal = *h573_reg(s, CR) >> 5 & 3;

    return reversal == 0 ? value : reversed(value, MIN(4u << reversal, bits));
}

static void take(H573Regs* s, uint32_t value, unsigned bits) {
    unsigned size = polynomial_bits(s);
    uint32_t polynomial = *h573_reg(s, POL);
    uint32_t crc = *h573_reg(s, DR);

    if (!(polynomial & 1)) {
        h573_guest_error(s, "even polynomial 0x%x", polynomial);
    }
    for (unsigned i = bits; i-- > 0;) {
        bool feedback = (crc >> (size - 1) ^ value >> i) & 1;

        crc = crc << 1 ^ (feedback ? polynomial : 0);
    }
    *h573_reg(s, DR) = extract32(crc, 0, size);
}

static uint32_t crc_read(H573Regs* s, unsigned at, uint32_t value) {
    unsigned size = polynomial_bits(s);

    if (at != DR) {
        return value;
    }
    value = extract32(value, 0, size);
    return *h573_reg(s, CR) & REV_OUT ? extract32(reversed(value, size), 0, size) : value;
}

static void crc_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (at == DR) {
        unsigned bits = 8 * s->access_size;

        take(s, input(s, extract32(value, 0, bits), bits), bits);
    } else if (at == INIT || (at == CR && (value & CR_RESET))) {
        *h573_reg(s, DR) = *h573_reg(s, INIT);
    }
}

static void crc_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "crc";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->clock_register = RCC_AHB1ENR;
    c->clock_bit = 12;
    c->read = crc_read;
    c->write = crc_write;
}

H573_REGS_TYPE(TYPE_H573_CRC, Crc, crc_class_init)
