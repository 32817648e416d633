/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPIOA to GPIOI.
 * Facts: fact sheet 9.4 (pins of the board), 9.5; reset values of port B from CMSIS.
 * Modelled: all registers, per-pin security (bits of secure pins are zero for the non-secure side),
 * outputs read back in IDR, BSRR and BRR, the clock gate.
 * Left out: LCKR's lock, analog mode and pulls; inputs read zero (the board's button is not
 * pressed).
 */
#include "qemu/osdep.h"

#include "emulator/dev/gpio.h"

#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"
#include "hw/qdev-properties.h"

typedef struct {
    H573Regs regs;
    uint8_t port;
} Gpio;

enum {
    MODER = 0x00,
    OSPEEDR = 0x08,
    PUPDR = 0x0c,
    IDR = 0x10,
    ODR = 0x14,
    BSRR = 0x18,
    LCKR = 0x1c,
    AFRL = 0x20,
    AFRH = 0x24,
    BRR = 0x28,
    SECCFGR = 0x30,
    MODE_OUTPUT = 1,
    MODE_FUNCTION = 2,
};

static H573Regs* ports[H573_PORTS];

static const H573Reg table[] = {
    {MODER, 1, UINT32_MAX, UINT32_MAX},
    {0x04, 1, 0, 0xffff},
    {OSPEEDR, 1, 0, UINT32_MAX},
    {PUPDR, 1, 0, UINT32_MAX},
    {IDR, 1, 0, 0},
    {ODR, 1, 0, 0xffff},
    {BSRR, 1, 0, 0},
    {LCKR, 1, 0, 0x1ffff},
    {AFRL, 2, 0, UINT32_MAX},
    {BRR, 1, 0, 0},
    {0x2c, 1, 0, 0xffff},
    {SECCFGR, 1, 0, 0xffff},
};

/* Each pin's bit N widened to the WIDTH bits it has in a register. */
static uint32_t widen(uint32_t pins, unsigned width, unsigned first) {
    uint32_t bits = 0;

    for (unsigned n = 0; n < 32 / width; n++) {
        if (pins >> (first + n) & 1) {
            bits |= ((1u << width) - 1) << (n * width);
        }
    }
    return bits;
}

static uint32_t bits_of_pins(unsigned at, uint32_t pins) {
    switch (at) {
        case MODER:
        case OSPEEDR:
        case PUPDR:
            return widen(pins, 2, 0);
        case AFRL:
            return widen(pins, 4, 0);
        case AFRH:
            return widen(pins, 4, 8);
        case BSRR:
            return pins | pins << 16;
        default:
            return pins;
    }
}

static uint32_t gpio_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    if (access.secure || !h573_tzen(s->chip)) {
        return UINT32_MAX;
    }
    if (at == SECCFGR || at == LCKR) {
        return 0;
    }
    return bits_of_pins(at, ~*h573_reg(s, SECCFGR) & 0xffff);
}

static uint32_t gpio_read(H573Regs* s, unsigned at, uint32_t value) {
    uint32_t outputs = 0;

    if (at != IDR) {
        return value;
    }
    for (unsigned pin = 0; pin < 16; pin++) {
        if ((*h573_reg(s, MODER) >> 2 * pin & 3) == MODE_OUTPUT) {
            outputs |= 1u << pin;
        }
    }
    return *h573_reg(s, ODR) & outputs;
}

static void gpio_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    uint32_t* odr = h573_reg(s, ODR);

    if (at == BSRR) {
        *odr = (*odr & ~(value >> 16)) | (value & 0xffff);
    } else if (at == BRR) {
        *odr &= ~(value & 0xffff);
    } else if (at == LCKR) {
        h573_unimplemented(s, "the configuration lock");
    }
}

static void gpio_reset(H573Regs* s) {
    Gpio* g = (Gpio*)s;

    if (g->port == 0) {
        *h573_reg(s, MODER) = 0xabffffff;
        *h573_reg(s, OSPEEDR) = 0x0c000000;
        *h573_reg(s, PUPDR) = 0x64000000;
    } else if (g->port == 1) {
        *h573_reg(s, MODER) = 0xfffffebf;
        *h573_reg(s, PUPDR) = 0x00000100;
    }
    *h573_reg(s, SECCFGR) = h573_tzen(s->chip) ? 0xffff : 0;
}

uint32_t h573_port_secure_pins(unsigned port) {
    return *h573_reg(ports[port], SECCFGR);
}

bool h573_pin_is_function(unsigned port, unsigned pin, unsigned af) {
    H573Regs* s = ports[port];
    uint32_t afr = *h573_reg(s, pin < 8 ? AFRL : AFRH);

    return (*h573_reg(s, MODER) >> 2 * pin & 3) == MODE_FUNCTION &&
           (afr >> 4 * (pin % 8) & 15) == af;
}

static void gpio_realize(H573Regs* s) {
    s->clock_register = RCC_AHB2ENR;
    s->clock_bit = ((Gpio*)s)->port;
    ports[s->clock_bit] = s;
}

static const Property gpio_properties[] = {
    DEFINE_PROP_UINT8("port", Gpio, port, 0),
};

static void gpio_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "gpio";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->granted = gpio_granted;
    c->read = gpio_read;
    c->write = gpio_write;
    c->reset = gpio_reset;
    c->realize = gpio_realize;
    device_class_set_props(DEVICE_CLASS(class), gpio_properties);
}

H573_REGS_TYPE(TYPE_H573_GPIO, Gpio, gpio_class_init)
