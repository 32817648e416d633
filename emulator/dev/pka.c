/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PKA: registers, RAM, and when an operation runs.
 * Facts: fact sheet 7.5; operations, pka_arithmetic.c and pka_elliptic.c.
 * Modelled: EN erases the RAM; INITOK waits for the RNG's clocks; BUSY as long as the operation
 * takes (busy.h; pka_time.c), meanwhile the RAM answers zero and sets RAMERRF; ADDRERRF; OPERRF for
 * unknown modes and impossible lengths; flags, interrupt.
 * Stricter than the chip perhaps: all operands are gone after an operation.
 * "stuck" (a property): what START starts never ends.
 * Left out: LMF reads 0 (what sets it is not in the sheet); the time of erasing the RAM.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"
#include "emulator/dev/busy.h"
#include "emulator/dev/pka_ram.h"
#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"
#include "emulator/dev/rng.h"

typedef struct {
    H573Regs regs;
    H573Busy work;
    uint32_t outcome; /* flag that the running operation will set; 0: none runs */
} Pka;

static Pka* the_pka;

enum {
    CR = 0x00,
    EN = 1 << 0,
    START = 1 << 1,
    SR = 0x04,
    INITOK = 1 << 0,
    BUSY = 1 << 16,
    PROCENDF = 1 << 17,
    RAMERRF = 1 << 19,
    ADDRERRF = 1 << 20,
    OPERRF = 1 << 21,
    FLAGS = PROCENDF | RAMERRF | ADDRERRF | OPERRF,
    CLRFR = 0x08,
    HOLE1 = 0x0c,
    WINDOW = 0x2000,
};

static const H573Reg table[] = {
    {CR, 1, 0, EN | 0x3f00 | FLAGS},
    {SR, 1, 0, 0},
    {CLRFR, 1, 0, 0},
    {HOLE1, (PKA_RAM - HOLE1) / 4, 0, 0},
    {PKA_RAM, (PKA_RAM_END - PKA_RAM) / 4, 0, UINT32_MAX},
    {PKA_RAM_END, (WINDOW - PKA_RAM_END) / 4, 0, 0},
};

static void update_irq(H573Regs* s) {
    qemu_set_irq(s->irq[0], (*h573_reg(s, CR) & *h573_reg(s, SR) & FLAGS) != 0);
}

static void raise_flag(H573Regs* s, uint32_t flag) {
    *h573_reg(s, SR) |= flag;
    update_irq(s);
}

static bool is_ram(unsigned at) {
    return at >= PKA_RAM && at < PKA_RAM_END;
}

static bool is_hole(unsigned at) {
    return at >= HOLE1 && !is_ram(at);
}

static void erase_ram(H573Regs* s) {
    memset(h573_reg(s, PKA_RAM), 0, PKA_RAM_END - PKA_RAM);
}

static bool ready(H573Regs* s) {
    if ((*h573_reg(s, CR) & EN) && h573_rng_feeds()) {
        *h573_reg(s, SR) |= INITOK;
    }
    return *h573_reg(s, SR) & INITOK;
}

static void finish(void* opaque) {
    Pka* p = opaque;

    if (p->outcome != 0) {
        h573_busy_end(&p->work);
        raise_flag(&p->regs, p->outcome);
        p->outcome = 0;
    }
}

static void start(H573Regs* s) {
    Pka* p = (Pka*)s;
    unsigned mode = *h573_reg(s, CR) >> 8 & 0x3f;
    uint32_t cycles = pka_cycles(s->word, mode);
    bool known;

    if (!ready(s) || p->outcome != 0) {
        h573_guest_error(s, "START while not ready");
        return;
    }
    known = mode < 0x20 ? pka_arithmetic(s->word, mode) : pka_elliptic(s->word, mode);
    if (!known) {
        h573_guest_error(s, "operation 0x%02x, or its lengths, unknown", mode);
    }
    p->outcome = known ? PROCENDF : OPERRF;
    h573_busy_begin(&p->work, cycles);
}

static void stop(H573Regs* s) {
    Pka* p = (Pka*)s;

    p->outcome = 0;
    h573_busy_end(&p->work);
    erase_ram(s);
    *h573_reg(s, SR) = 0;
}

static uint32_t poll(H573Regs* s) {
    Pka* p = (Pka*)s;

    ready(s);
    if (p->outcome != 0 && !h573_busy_poll(&p->work)) {
        finish(s);
    }
    return *h573_reg(s, SR) | (p->outcome != 0 ? BUSY : 0);
}

/* May the RAM, or a hole, be touched? Reports where not. */
static bool answers(H573Regs* s, unsigned at) {
    if (is_hole(at)) {
        h573_guest_error(s, "access to 0x%x, where nothing is", at);
        raise_flag(s, ADDRERRF);
        return false;
    }
    if (((Pka*)s)->outcome != 0) {
        h573_guest_error(s, "RAM touched while BUSY");
        raise_flag(s, RAMERRF);
        return false;
    }
    if (!ready(s)) {
        h573_guest_error(s, "RAM touched before INITOK");
        return false;
    }
    return true;
}

static uint32_t pka_read(H573Regs* s, unsigned at, uint32_t value) {
    if (at == SR) {
        return poll(s);
    }
    return at >= HOLE1 && !answers(s, at) ? 0 : value;
}

static uint32_t pka_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    if (at >= HOLE1) {
        return answers(s, at) ? UINT32_MAX : 0;
    }
    return at == CR && ((Pka*)s)->outcome != 0 ? EN | FLAGS : UINT32_MAX;
}

static void pka_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (at == CLRFR) {
        *h573_reg(s, SR) &= ~(value & FLAGS);
    } else if (at == CR) {
        if ((old ^ *h573_reg(s, CR)) & EN) {
            stop(s);
        }
        if (value & START) {
            start(s);
        }
    }
    if (((Pka*)s)->outcome != 0 && (*h573_reg(s, CR) & FLAGS)) {
        h573_busy_awaited(&((Pka*)s)->work);
    }
    update_irq(s);
}

static void pka_reset(H573Regs* s) {
    stop(s);
    update_irq(s);
}

static void pka_init(H573Regs* s) {
    the_pka = (Pka*)s;
    the_pka->work.timer = h573_state_timer(finish, s);
}

uint64_t h573_pka_busy(void) {
    return the_pka->work.total;
}

static bool get_stuck(Object* obj, Error** errp) {
    return ((Pka*)H573_REGS(obj))->work.stuck;
}

static void set_stuck(Object* obj, bool value, Error** errp) {
    ((Pka*)H573_REGS(obj))->work.stuck = value;
}

static void pka_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "pka";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = WINDOW;
    c->irqs = 1;
    c->clock_register = RCC_AHB2ENR;
    c->secret = true;
    c->clock_bit = 19;
    c->unlocked = pka_unlocked;
    c->read = pka_read;
    c->write = pka_write;
    c->reset = pka_reset;
    c->init = pka_init;
    object_class_property_add_bool(class, "stuck", get_stuck, set_stuck);
}

H573_REGS_TYPE(TYPE_H573_PKA, Pka, pka_class_init)
