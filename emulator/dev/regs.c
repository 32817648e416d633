/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Register blocks in general: see regs.h. */
#include "qemu/osdep.h"

#include "emulator/dev/regs.h"

#include "emulator/dev/rcc.h"
#include "qapi/error.h"

void h573_log(H573Regs* s, int mask, const char* format, ...) {
    va_list arguments;

    if (qemu_loglevel_mask(mask)) {
        va_start(arguments, format);
        g_autofree char* text = g_strdup_vprintf(format, arguments);
        va_end(arguments);
        qemu_log("%s: %s\n", H573_REGS_GET_CLASS(s)->name, text);
    }
}

static const H573Reg* find(H573RegsClass* c, unsigned at) {
    for (unsigned i = 0; i < c->table_size; i++) {
        const H573Reg* r = &c->table[i];

        if (at >= r->at && at < r->at + 4 * MAX(r->count, 1)) {
            return r;
        }
    }
    return NULL;
}

static bool clocked(H573Regs* s) {
    if (H573_REGS_GET_CLASS(s)->secret && h573_secrets_blocked(s->chip)) {
        h573_guest_error(s, "access while TAMP blocks the device secrets");
        return false;
    }
    if (s->clock_register == H573_ALWAYS_CLOCKED ||
        h573_clock_on(s->clock_register, s->clock_bit)) {
        return true;
    }
    h573_guest_error(s, "access while its clock is off (RCC + 0x%x bit %u)", s->clock_register,
                     s->clock_bit);
    return false;
}

/* Bits of the register that this access reaches; none and a report when there are none. */
static uint32_t reach(H573Regs* s, H573RegsClass* c, unsigned at, MemTxAttrs attrs, bool write) {
    H573Access access = h573_access(attrs);
    uint32_t granted = c->granted ? c->granted(s, access, at, write) : UINT32_MAX;

    if (granted == 0) {
        h573_guest_error(s, "%s %s %s of 0x%x refused", access.secure ? "secure" : "non-secure",
                         access.privileged ? "privileged" : "unprivileged",
                         write ? "write" : "read", at);
        if (s->tzic_bit != 0 && !access.secure) {
            h573_illegal_access(s->chip, H573_TZIC_GROUP4, s->tzic_bit);
        }
    }
    return granted;
}

static MemTxResult regs_read(void* opaque, hwaddr addr, uint64_t* data, unsigned size,
                             MemTxAttrs attrs) {
    H573Regs* s = opaque;
    H573RegsClass* c = H573_REGS_GET_CLASS(s);
    unsigned at = addr & ~3;
    uint32_t granted;
    uint32_t value;

    *data = 0;
    if (!clocked(s)) {
        return MEMTX_OK;
    }
    if (find(c, at) == NULL) {
        h573_unimplemented(s, "read of unknown register 0x%x", at);
        return MEMTX_OK;
    }
    granted = reach(s, c, at, attrs, false);
    if (granted == 0) {
        return h573_refusal(h573_access(attrs));
    }
    value = *h573_reg(s, at);
    *data = ((c->read ? c->read(s, at, value) : value) & granted) >> (8 * (addr & 3));
    return MEMTX_OK;
}

static void store(H573Regs* s, H573RegsClass* c, const H573Reg* r, unsigned at, uint32_t value,
                  uint32_t granted) {
    uint32_t old = *h573_reg(s, at);
    uint32_t mask = r->writable & granted;

    if (c->unlocked) {
        mask &= c->unlocked(s, at, value);
    }
    *h573_reg(s, at) = (old & ~mask) | (value & mask);
    if (c->write) {
        c->write(s, at, old, value & granted);
    }
}

static MemTxResult regs_write(void* opaque, hwaddr addr, uint64_t data, unsigned size,
                              MemTxAttrs attrs) {
    H573Regs* s = opaque;
    H573RegsClass* c = H573_REGS_GET_CLASS(s);
    unsigned at = addr & ~3;
    unsigned shift = 8 * (addr & 3);
    const H573Reg* r = find(c, at);
    uint32_t lanes = (size == 4 ? UINT32_MAX : (1u << (8 * size)) - 1) << shift;
    uint32_t granted;

    if (!clocked(s)) {
        return MEMTX_OK;
    }
    if (r == NULL) {
        h573_unimplemented(s, "write of unknown register 0x%x", at);
        return MEMTX_OK;
    }
    granted = reach(s, c, at, attrs, true);
    if (granted == 0) {
        return h573_refusal(h573_access(attrs));
    }
    s->access_size = size;
    store(s, c, r, at, ((uint32_t)data << shift & lanes) | (*h573_reg(s, at) & ~lanes), granted);
    return MEMTX_OK;
}

static const MemoryRegionOps regs_ops = {
    .read_with_attrs = regs_read,
    .write_with_attrs = regs_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {.min_access_size = 1, .max_access_size = 4},
    .impl = {.min_access_size = 1, .max_access_size = 4},
};

static void load_reset_values(H573Regs* s, bool kept_too) {
    H573RegsClass* c = H573_REGS_GET_CLASS(s);

    for (const H573Reg* r = c->table; r < c->table + c->table_size; r++) {
        for (unsigned i = 0; i < MAX(r->count, 1) && (kept_too || !r->kept); i++) {
            *h573_reg(s, r->at + 4 * i) = r->reset;
        }
    }
}

static void regs_reset_hold(Object* obj, ResetType type) {
    H573Regs* s = H573_REGS(obj);
    H573RegsClass* c = H573_REGS_GET_CLASS(s);

    load_reset_values(s, false);
    if (c->reset) {
        c->reset(s);
    }
}

void h573_regs_power_on(H573Regs* s) {
    load_reset_values(s, true);
    regs_reset_hold(OBJECT(s), RESET_TYPE_COLD);
}

static void regs_init(Object* obj) {
    H573Regs* s = H573_REGS(obj);
    H573RegsClass* c = H573_REGS_GET_CLASS(s);

    memory_region_init_io(&s->mmio, obj, &regs_ops, s, c->name, c->size);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->mmio);
    for (unsigned i = 0; i < c->irqs; i++) {
        sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq[i]);
    }
    s->clock_register = c->clock_register;
    s->clock_bit = c->clock_bit;
    s->tzic_bit = c->tzic_bit;
    if (c->init) {
        c->init(s);
    }
}

static void regs_realize(DeviceState* dev, Error** errp) {
    H573Regs* s = H573_REGS(dev);
    H573RegsClass* c = H573_REGS_GET_CLASS(s);

    if (s->chip == NULL) {
        error_setg(errp, "%s: link property \"chip\" is not set", c->name);
        return;
    }
    g_assert(c->state_size >= sizeof *s);
    load_reset_values(s, true);
    if (c->realize) {
        c->realize(s);
    }
    h573_state_add(s->word, c->size);
    h573_state_add(s + 1, c->state_size - sizeof *s);
}

static const Property regs_properties[] = {
    H573_CHIP_PROPERTY(H573Regs, chip),
};

/* For each subclass; DATA is its class_data: the size of its instances. */
static void regs_class_base_init(ObjectClass* class, void* data) {
    H573_REGS_CLASS(class)->state_size = (size_t)data;
}

static void regs_class_init(ObjectClass* class, void* data) {
    DeviceClass* dc = DEVICE_CLASS(class);

    dc->realize = regs_realize;
    dc->user_creatable = false;
    device_class_set_props(dc, regs_properties);
    RESETTABLE_CLASS(class)->phases.hold = regs_reset_hold;
}

static const TypeInfo regs_info = {
    .name = TYPE_H573_REGS,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(H573Regs),
    .instance_init = regs_init,
    .class_size = sizeof(H573RegsClass),
    .class_base_init = regs_class_base_init,
    .class_init = regs_class_init,
    .abstract = true,
};

static void regs_register_types(void) {
    type_register_static(&regs_info);
}
type_init(regs_register_types)
