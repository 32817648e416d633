/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPIOA to GPIOI.
 * Facts: fact sheet 9.4 (pins of the board), 9.5; reset values of port B from CMSIS.
 * Modelled: all registers; per-pin security (bits of secure pins are zero for the non-secure side);
 * the level of each pin from output, what drives it outside (property input-N: low, high, open) and
 * its pull, seen in IDR and told to EXTI as edges; LCKR's sequence and lock; the clock gate.
 * Decided: an analog pin reads 0 and gives no edge; a pin that nothing drives or pulls is low;
 * an output wins over what drives it outside; LCKR and SECCFGR are the secure side's alone.
 * Left out: levels that alternate functions drive, speed, HSLVR's effect.
 */
#include "qemu/osdep.h"

#include "emulator/dev/gpio.h"

#include "emulator/dev/exti.h"
#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "qapi/visitor.h"

typedef struct {
    H573Regs regs;
    uint8_t port;
    uint16_t driven; /* pins that something outside drives, */
    uint16_t high;   /* and those it drives high */
    uint16_t level;  /* of each pin, as last seen */
    uint8_t lock_step;
    uint32_t lock_word;
} Gpio;

enum {
    MODER = 0x00,
    OTYPER = 0x04,
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
    MODE_ANALOG = 3,
    PULL_UP = 1,
    LCKK = 1 << 16,
    PINS = 16,
};

static H573Regs* ports[H573_PORTS];

static const H573Reg table[] = {
    {MODER, 1, UINT32_MAX, UINT32_MAX},
    {OTYPER, 1, 0, 0xffff},
    {OSPEEDR, 1, 0, UINT32_MAX},
    {PUPDR, 1, 0, UINT32_MAX},
    {IDR, 1, 0, 0},
    {ODR, 1, 0, 0xffff},
    {BSRR, 1, 0, 0},
    {LCKR, 1, 0, 0xffff},
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

static unsigned mode_of(H573Regs* s, unsigned pin) {
    return *h573_reg(s, MODER) >> 2 * pin & 3;
}

static bool level_of(H573Regs* s, unsigned pin) {
    Gpio* g = (Gpio*)s;
    bool set = *h573_reg(s, ODR) >> pin & 1;
    bool open_drain = *h573_reg(s, OTYPER) >> pin & 1;

    if (mode_of(s, pin) == MODE_ANALOG) {
        return false;
    }
    if (mode_of(s, pin) == MODE_OUTPUT && !(open_drain && set)) {
        return set;
    }
    if (g->driven >> pin & 1) {
        return g->high >> pin & 1;
    }
    return (*h573_reg(s, PUPDR) >> 2 * pin & 3) == PULL_UP;
}

static void update_levels(H573Regs* s) {
    Gpio* g = (Gpio*)s;

    for (unsigned pin = 0; pin < PINS; pin++) {
        bool level = level_of(s, pin);

        if (level != (g->level >> pin & 1)) {
            g->level ^= 1u << pin;
            h573_exti_edge(g->port, pin, level, *h573_reg(s, SECCFGR) >> pin & 1);
        }
    }
}

static uint32_t gpio_read(H573Regs* s, unsigned at, uint32_t value) {
    return at == IDR ? ((Gpio*)s)->level : value;
}

/* Three writes with the same pins: key, no key, key. */
static void lock(H573Regs* s, uint32_t value) {
    Gpio* g = (Gpio*)s;
    bool key = value & LCKK;
    uint32_t pins = value & 0xffff;

    if (*h573_reg(s, LCKR) & LCKK) {
        return;
    }
    if (g->lock_step > 0 && (pins != g->lock_word || key != (g->lock_step == 2))) {
        h573_guest_error(s, "the lock sequence was broken off");
        g->lock_step = 0;
        return;
    }
    if (g->lock_step == 0 && !key) {
        return;
    }
    g->lock_word = pins;
    if (++g->lock_step == 3) {
        *h573_reg(s, LCKR) |= LCKK;
    }
}

static uint32_t gpio_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    uint32_t lckr = *h573_reg(s, LCKR);

    if (!(lckr & LCKK)) {
        return UINT32_MAX;
    }
    switch (at) {
        case MODER:
        case OTYPER:
        case OSPEEDR:
        case PUPDR:
        case AFRL:
        case AFRH:
            return ~bits_of_pins(at, lckr & 0xffff);
        case LCKR:
            return 0;
        default:
            return UINT32_MAX;
    }
}

static void gpio_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    uint32_t* odr = h573_reg(s, ODR);

    if (at == BSRR) {
        *odr = (*odr & ~(value >> 16)) | (value & 0xffff);
    } else if (at == BRR) {
        *odr &= ~(value & 0xffff);
    } else if (at == LCKR) {
        lock(s, value);
    }
    update_levels(s);
}

/* --- the pins from outside ------------------------------------------------------------ */

static const char* const drives[] = {"open", "low", "high"};

static void get_input(Object* object, Visitor* v, const char* name, void* pin, Error** errp) {
    Gpio* g = (Gpio*)object;
    unsigned n = GPOINTER_TO_UINT(pin);
    char* value = (char*)drives[!(g->driven >> n & 1) ? 0 : g->high >> n & 1 ? 2 : 1];

    visit_type_str(v, name, &value, errp);
}

void h573_pin_drive(unsigned port, unsigned pin, H573Drive drive) {
    Gpio* g = (Gpio*)ports[port];

    g->driven = (g->driven & ~(1u << pin)) | (drive != H573_DRIVE_OPEN) << pin;
    g->high = (g->high & ~(1u << pin)) | (drive == H573_DRIVE_HIGH) << pin;
    update_levels(&g->regs);
}

static void set_input(Object* object, Visitor* v, const char* name, void* pin, Error** errp) {
    g_autofree char* value = NULL;

    if (!visit_type_str(v, name, &value, errp)) {
        return;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(drives); i++) {
        if (strcmp(value, drives[i]) == 0) {
            h573_pin_drive(((Gpio*)object)->port, GPOINTER_TO_UINT(pin), i);
            return;
        }
    }
    error_setg(errp, "%s: low, high or open expected", name);
}

bool h573_pin_is_low_output(unsigned port, unsigned pin) {
    return mode_of(ports[port], pin) == MODE_OUTPUT && !(*h573_reg(ports[port], ODR) >> pin & 1);
}

static void gpio_init(H573Regs* s) {
    for (unsigned pin = 0; pin < PINS; pin++) {
        g_autofree char* name = g_strdup_printf("input-%u", pin);

        object_property_add(OBJECT(s), name, "string", get_input, set_input, NULL,
                            GUINT_TO_POINTER(pin));
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
    g->lock_step = 0;
    update_levels(s);
}

uint32_t h573_port_secure_pins(unsigned port) {
    return *h573_reg(ports[port], SECCFGR);
}

bool h573_pin_is_function(unsigned port, unsigned pin, unsigned af) {
    H573Regs* s = ports[port];
    uint32_t afr = *h573_reg(s, pin < 8 ? AFRL : AFRH);

    return mode_of(s, pin) == MODE_FUNCTION && (afr >> 4 * (pin % 8) & 15) == af;
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
    c->unlocked = gpio_unlocked;
    c->write = gpio_write;
    c->init = gpio_init;
    c->reset = gpio_reset;
    c->realize = gpio_realize;
    device_class_set_props(DEVICE_CLASS(class), gpio_properties);
}

H573_REGS_TYPE(TYPE_H573_GPIO, Gpio, gpio_class_init)
