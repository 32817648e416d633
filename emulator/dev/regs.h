/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all register blocks of the chip share: a table of registers with reset values and writable
 * bits, who may touch which bit, and the clock gate and software reset of RCC.
 *
 * A block is a subclass that fills H573RegsClass. Most are a table and one or two hooks.
 * Modelled for all: a block whose RCC clock is off reads zero and ignores writes; byte and
 * half-word accesses go to their lanes, the other lanes of a write keep the stored value. All that
 * a subclass adds to the struct is saved and restored as bytes (soc/state.h): timers are made
 * there.
 */
#ifndef EMULATOR_DEV_REGS_H
#define EMULATOR_DEV_REGS_H

#include "emulator/soc/chip.h"
#include "emulator/soc/state.h"
#include "hw/irq.h"
#include "hw/sysbus.h"
#include "qemu/log.h"

#define TYPE_H573_REGS "stm32h573-regs"
OBJECT_DECLARE_TYPE(H573Regs, H573RegsClass, H573_REGS)

enum {
    H573_REGS_WORDS = 0x2000 / 4,
    H573_REGS_IRQS = 16,
    H573_ALWAYS_CLOCKED = 0,
};

typedef struct H573Reg {
    uint16_t at;    /* offset of the first register */
    uint16_t count; /* registers of the kind, 4 bytes apart */
    uint32_t reset;
    uint32_t writable; /* bits a write stores; the write hook may do the rest */
    bool kept;         /* survives a system reset (backup domain) */
} H573Reg;

struct H573Regs {
    SysBusDevice parent_obj;
    MemoryRegion mmio;
    H573Chip* chip;
    unsigned clock_register; /* the class says, but for types with several instances */
    unsigned clock_bit;
    unsigned tzic_bit;
    unsigned access_size; /* bytes of the write at hand */
    qemu_irq irq[H573_REGS_IRQS];
    uint32_t word[H573_REGS_WORDS];
};

struct H573RegsClass {
    SysBusDeviceClass parent_class;
    size_t state_size; /* of an instance: the type's class_data */
    const char* name;  /* for log lines */
    const H573Reg* table;
    unsigned table_size;
    uint32_t size; /* bytes of the window */
    unsigned irqs;
    unsigned clock_register; /* offset of RCC's enable register, or H573_ALWAYS_CLOCKED */
    unsigned clock_bit;
    unsigned tzic_bit; /* group 4 event of a refused access; 0: none (the filter tells) */
    bool secret;       /* holds device secrets: held in reset while TAMP blocks them */

    /* Bits of the register this access may see or change; none: all of them. */
    uint32_t (*granted)(H573Regs* s, H573Access access, unsigned at, bool write);
    /* Value a read gets instead of the stored one. */
    uint32_t (*read)(H573Regs* s, unsigned at, uint32_t value);
    /* After a write was stored: OLD is what was there, VALUE what the guest wrote (granted bits).
     */
    void (*write)(H573Regs* s, unsigned at, uint32_t old, uint32_t value);
    /* After a write that only some bits may get: which bits may change now (locks). */
    uint32_t (*unlocked)(H573Regs* s, unsigned at, uint32_t value);
    void (*init)(H573Regs* s);
    void (*realize)(H573Regs* s);
    void (*reset)(H573Regs* s);
};

/* The stored word of the register at offset AT. */
static inline uint32_t* h573_reg(H573Regs* s, unsigned at) {
    return &s->word[at / 4];
}

/* Registers a type: a subclass of TYPE_H573_REGS whose class is filled by CLASS_INIT. */
#define H573_REGS_TYPE(type_name, State, class_init_function) \
    static const TypeInfo type_info = {                       \
        .name = type_name,                                    \
        .parent = TYPE_H573_REGS,                             \
        .instance_size = sizeof(State),                       \
        .class_init = class_init_function,                    \
        .class_data = (void*)sizeof(State),                   \
    };                                                        \
    static void register_types(void) {                        \
        type_register_static(&type_info);                     \
    }                                                         \
    type_init(register_types)

/* As at power-on: what survives a system reset goes too (reset of the backup domain). */
void h573_regs_power_on(H573Regs* s);

#define h573_guest_error(s, ...) h573_log(s, LOG_GUEST_ERROR, __VA_ARGS__)
#define h573_unimplemented(s, ...) h573_log(s, LOG_UNIMP, __VA_ARGS__)
void G_GNUC_PRINTF(3, 4) h573_log(H573Regs* s, int mask, const char* format, ...);

#endif
