/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AES and SAES, one model: SAES adds KEYSEL, KEYPROT, KSHAREID and its need for random numbers.
 * Facts: fact sheet 7.1, 7.2; keys, aes_key.c; chaining, aes_modes.c.
 * Modelled: ECB, CBC, CTR, GCM with GMAC, CCM with their phases; key preparation; DATATYPE's swaps;
 * NPBLB; configuration frozen while EN; EN needs a valid key; RDERR, WRERR, CCF, KEIF, RNGEIF and
 * the interrupt; SAES is busy after reset until the RNG has a kernel clock; context in IVR and SUSP
 * can be saved and restored between blocks.
 * Stricter than the chip perhaps: DOUTR must be read before the next block is written; a software
 * key prepared for decryption must be written anew to encrypt, and one that is not prepared
 * decrypts to nonsense.
 * DMA requests: DMAINEN while a word is taken, DMAOUTEN while one is there.
 * For tests: property "answers", after so many blocks of data the engine is stuck, CCF stays away.
 * Left out: time (a block is done at once; BUSY is seen before SAES's first random number
 * only). The layout of SUSP is ours.
 */
#include "qemu/osdep.h"

#include "emulator/dev/aes.h"

#include "emulator/dev/blocks.h"
#include "emulator/dev/dma_request.h"
#include "emulator/dev/rcc.h"
#include "emulator/dev/rng.h"
#include "hw/qdev-properties.h"
#include "qemu/bswap.h"

enum {
    MODE_ENCRYPT = 0,
    MODE_PREPARE = 1,
    MODE_DECRYPT = 2,
    DMAINEN = 1 << 11,
    DMAOUTEN = 1 << 12,
    SR = 0x04,
    RDERR = 1 << 1,
    WRERR = 1 << 2,
    BUSY = 1 << 3,
    KEYVALID = 1 << 7,
    DINR = 0x08,
    DOUTR = 0x0c,
    KEYR0 = 0x10,
    IVR0 = 0x20,
    KEYR4 = 0x30,
    SUSP0R = 0x40,
    IER = 0x300,
    RWEIF = 1 << 1,
    RNGEIF = 1 << 3,
    ICR = 0x308,
    WHILE_ENABLED = 0x00f07801, /* NPBLB, GCMPH, DMA, EN */
    AES_WRITABLE = 0x03f5787f,
    SAES_WRITABLE = 0x7ffd787f,
};
#define IPRST (1u << 31)

typedef enum { PHASE_INIT, PHASE_HEADER, PHASE_PAYLOAD, PHASE_FINAL } Phase;

#define TABLE(cr, interrupts)                                                                     \
    {AES_CR, 1, 0, (cr) | IPRST}, {SR, 1, 0, 0}, {DINR, 1, 0, 0}, {DOUTR, 1, 0, 0},               \
        {KEYR0, 4, 0, 0}, {IVR0, 4, 0, UINT32_MAX}, {KEYR4, 4, 0, 0}, {SUSP0R, 8, 0, UINT32_MAX}, \
        {IER, 1, 0, interrupts}, {AES_ISR, 1, 0, 0}, {ICR, 1, 0, 0}

static const H573Reg aes_table[] = {TABLE(AES_WRITABLE, 0x7)};
static const H573Reg saes_table[] = {TABLE(SAES_WRITABLE, 0xf)};

static uint32_t cr(Aes* a) {
    return *h573_reg(&a->regs, AES_CR);
}
static unsigned operation(Aes* a) {
    return cr(a) >> 3 & 3;
}
static AesMode chaining(Aes* a) {
    return (cr(a) >> 5 & 3) | (cr(a) >> 16 & 1) << 2;
}
static bool authenticates(Aes* a) {
    return chaining(a) == AES_GCM || chaining(a) == AES_CCM;
}
static Phase phase(Aes* a) {
    return cr(a) >> 13 & 3;
}

static bool takes_input(Aes* a) {
    bool ccm_tag = chaining(a) == AES_CCM && phase(a) == PHASE_FINAL;

    return (cr(a) & AES_EN) && a->out_words == 0 && !ccm_tag;
}

static void update_lines(Aes* a) {
    H573Regs* s = &a->regs;
    unsigned out = a->secure_engine ? H573_DMA_SAES_OUT : H573_DMA_AES_OUT;

    h573_dma_request(out, (cr(a) & DMAOUTEN) && a->out_words > 0);
    h573_dma_request(out + 1, (cr(a) & DMAINEN) && takes_input(a));
    qemu_set_irq(s->irq[0], (*h573_reg(s, IER) & *h573_reg(s, AES_ISR)) != 0);
}

static void access_error(Aes* a, uint32_t which, const char* what) {
    h573_guest_error(&a->regs, "%s at the wrong moment", what);
    *h573_reg(&a->regs, SR) |= which;
    *h573_reg(&a->regs, AES_ISR) |= RWEIF;
}

/* --- random numbers -------------------------------------------------------------- */

static void fetch_seed(Aes* a) {
    if (!a->secure_engine || a->seeded) {
        return;
    }
    if (h573_rng_feeds()) {
        a->seeded = !(*h573_reg(&a->regs, AES_ISR) & RNGEIF);
    } else if (h573_rng_failed()) {
        *h573_reg(&a->regs, AES_ISR) |= RNGEIF;
    }
}

static bool busy(Aes* a) {
    fetch_seed(a);
    return a->secure_engine && !a->seeded;
}

/* --- data -------------------------------------------------------------------------- */

static void load_context(Aes* a, AesContext* c) {
    aes_key_bytes(a, c->key);
    c->wide = aes_wide(a);
    c->mode = chaining(a);
    for (unsigned i = 0; i < 4; i++) {
        stl_be_p(c->iv + 4 * i, *h573_reg(&a->regs, IVR0 + 12 - 4 * i));
        stl_be_p(c->chain + 4 * i, *h573_reg(&a->regs, SUSP0R + 4 * i));
        stl_be_p(c->first + 4 * i, *h573_reg(&a->regs, SUSP0R + 16 + 4 * i));
    }
}

static void store_context(Aes* a, const AesContext* c) {
    for (unsigned i = 0; i < 4; i++) {
        *h573_reg(&a->regs, IVR0 + 12 - 4 * i) = ldl_be_p(c->iv + 4 * i);
        if (authenticates(a)) {
            *h573_reg(&a->regs, SUSP0R + 4 * i) = ldl_be_p(c->chain + 4 * i);
            *h573_reg(&a->regs, SUSP0R + 16 + 4 * i) = ldl_be_p(c->first + 4 * i);
        }
    }
}

static uint32_t reverse_bits(uint32_t x) {
    uint32_t y = 0;

    for (int i = 0; i < 32; i++) {
        y |= (x >> i & 1) << (31 - i);
    }
    return y;
}

static uint32_t swapped(Aes* a, uint32_t word) {
    switch (cr(a) >> 1 & 3) {
        case 1:
            return word << 16 | word >> 16;
        case 2:
            return bswap32(word);
        case 3:
            return reverse_bits(word);
        default:
            return word;
    }
}

static void done(Aes* a, bool output) {
    a->in_words = 0;
    a->out_words = output ? 4 : 0;
    *h573_reg(&a->regs, AES_ISR) |= AES_CCF;
}

/* A key in the other direction's state turns data into nonsense, as on the chip. */
static void spoil_unless(Aes* a, AesContext* c, bool derived, const char* why) {
    if (a->key_derived != derived && !a->key_hidden) {
        h573_guest_error(&a->regs, "%s", why);
        c->key[0] ^= 0x80;
    }
}

static void check_direction(Aes* a, AesContext* c) {
    bool prepared = (c->mode == AES_ECB || c->mode == AES_CBC) && operation(a) == MODE_DECRYPT;

    spoil_unless(a, c, prepared && !a->key_hidden,
                 prepared ? "decryption with a key that was not prepared (MODE 1)"
                          : "encryption with a key prepared for decryption");
}

static void plain_block(Aes* a, AesContext* c) {
    bool decrypt = operation(a) == MODE_DECRYPT;

    aes_mode_block(c, decrypt, a->in, a->out);
    if (decrypt && aes_key_mode(a) != AES_KEY_NORMAL && c->mode != AES_CTR) {
        store_context(a, c);
        aes_key_landed(a, a->out);
        memset(a->out, 0, AES_BLOCK);
        done(a, false);
    } else {
        done(a, true);
    }
}

static void authenticated_block(Aes* a, AesContext* c) {
    switch (phase(a)) {
        case PHASE_HEADER:
            aes_mode_header(c, a->in);
            done(a, false);
            break;
        case PHASE_PAYLOAD:
            aes_mode_payload(c, operation(a) == MODE_DECRYPT, cr(a) >> 20 & 15, a->in, a->out);
            done(a, true);
            break;
        default:
            aes_mode_tag(c, a->in, a->out);
            done(a, true);
            break;
    }
}

static bool stuck(Aes* a) {
    if (a->answers > 0) {
        a->answers -= a->answers != UINT32_MAX;
        return false;
    }
    a->in_words = 0;
    return true;
}

static void process_block(Aes* a) {
    AesContext c;

    if (stuck(a)) {
        return;
    }
    load_context(a, &c);
    check_direction(a, &c);
    if (authenticates(a)) {
        authenticated_block(a, &c);
    } else {
        plain_block(a, &c);
    }
    store_context(a, &c);
}

static void push(Aes* a, uint32_t word) {
    bool lengths = authenticates(a) && phase(a) == PHASE_FINAL;

    if (!takes_input(a)) {
        access_error(a, WRERR, "DINR written");
        return;
    }
    stl_be_p(a->in + 4 * a->in_words, lengths ? word : swapped(a, word));
    if (++a->in_words == 4) {
        process_block(a);
    }
}

static uint32_t pull(Aes* a) {
    uint32_t word;

    if (a->out_words == 0) {
        if (aes_key_mode(a) == AES_KEY_NORMAL) {
            access_error(a, RDERR, "DOUTR read");
        }
        update_lines(a);
        return 0;
    }
    word = swapped(a, ldl_be_p(a->out + 4 * (4 - a->out_words)));
    if (--a->out_words == 0) {
        memset(a->out, 0, AES_BLOCK);
    }
    update_lines(a);
    return word;
}

/* --- control ------------------------------------------------------------------------ */

static void disable(Aes* a) {
    *h573_reg(&a->regs, AES_CR) &= ~AES_EN;
    a->in_words = a->out_words = 0;
}

static void initial_phase(Aes* a) {
    AesContext c;

    load_context(a, &c);
    check_direction(a, &c);
    aes_mode_init(&c);
    store_context(a, &c);
    disable(a);
    done(a, false);
}

/* CTR with KMOD 1: the key stream from IVR on becomes the key. */
static void generate_key(Aes* a) {
    static const uint8_t zero[AES_BLOCK];
    uint8_t block[AES_BLOCK];
    unsigned blocks = aes_wide(a) ? 2 : 1;
    AesContext c;

    if (*h573_reg(&a->regs, IVR0) & 3) {
        h573_guest_error(&a->regs, "key generation with the low bits of IVR0 set");
        *h573_reg(&a->regs, AES_ISR) |= AES_KEIF;
        disable(a);
        return;
    }
    load_context(a, &c);
    for (unsigned i = 0; i < blocks; i++) {
        aes_mode_block(&c, false, zero, block);
        aes_key_landed(a, block);
    }
    done(a, false);
}

/* What happens without data when EN rises or the phase changes. */
static void start(Aes* a) {
    if (authenticates(a) && phase(a) == PHASE_INIT) {
        initial_phase(a);
    } else if (chaining(a) == AES_CCM && phase(a) == PHASE_FINAL) {
        process_block(a);
    } else if (chaining(a) == AES_CTR && aes_key_mode(a) == AES_KEY_WRAPPED) {
        generate_key(a);
    } else if (chaining(a) <= AES_CBC && operation(a) == MODE_PREPARE) {
        a->key_derived = true;
        disable(a);
        done(a, false);
    }
}

static void reset_block(Aes* a) {
    uint32_t held = cr(a) & IPRST;

    aes_key_erase(a);
    disable(a);
    *h573_reg(&a->regs, AES_CR) = held;
    *h573_reg(&a->regs, SR) = *h573_reg(&a->regs, AES_ISR) = *h573_reg(&a->regs, IER) = 0;
    memset(h573_reg(&a->regs, IVR0), 0, 16);
    memset(h573_reg(&a->regs, SUSP0R), 0, 32);
    a->seeded = false;
}

static void control(Aes* a, uint32_t old) {
    if (cr(a) & IPRST) {
        if (!(old & IPRST)) {
            reset_block(a);
        }
        return;
    }
    if (!((old ^ cr(a)) & ~AES_EN) && !(cr(a) & AES_EN)) {
        disable(a);
        return;
    }
    aes_key_control(a, old);
    if (!(cr(a) & AES_EN)) {
        disable(a);
    } else if (!a->key_valid) {
        h573_guest_error(&a->regs, "EN without a valid key");
        disable(a);
    } else if (!(old & AES_EN) || (old ^ cr(a)) & 3 << 13) {
        start(a);
    }
}

static void clear_flags(Aes* a, uint32_t flags) {
    *h573_reg(&a->regs, AES_ISR) &= ~flags;
    if (flags & RWEIF) {
        *h573_reg(&a->regs, SR) &= ~(RDERR | WRERR);
    }
}

static uint32_t status(Aes* a) {
    return *h573_reg(&a->regs, SR) | (*h573_reg(&a->regs, AES_ISR) & AES_CCF) |
           (busy(a) ? BUSY : 0) | (a->key_valid ? KEYVALID : 0);
}

static bool is_key(unsigned at) {
    return (at >= KEYR0 && at < IVR0) || (at >= KEYR4 && at < SUSP0R);
}

static unsigned key_index(unsigned at) {
    return at >= KEYR4 ? 4 + (at - KEYR4) / 4 : (at - KEYR0) / 4;
}

/* --- the register block --------------------------------------------------------------- */

static uint32_t aes_granted(H573Regs* s, H573Access access, unsigned at, bool write) {
    Aes* a = (Aes*)s;

    a->access = access;
    if (aes_key_defended(a)) {
        disable(a);
        update_lines(a);
        return 0;
    }
    return UINT32_MAX;
}

static uint32_t aes_read(H573Regs* s, unsigned at, uint32_t value) {
    Aes* a = (Aes*)s;

    if (at == SR) {
        return status(a);
    }
    if (at == AES_ISR) {
        fetch_seed(a);
        return *h573_reg(s, AES_ISR);
    }
    return at == DOUTR ? pull(a) : value;
}

static uint32_t aes_unlocked(H573Regs* s, unsigned at, uint32_t value) {
    Aes* a = (Aes*)s;

    if (at == AES_CR) {
        if ((cr(a) & IPRST) || busy(a)) {
            return IPRST;
        }
        return cr(a) & AES_EN ? WHILE_ENABLED | IPRST : UINT32_MAX;
    }
    if (at >= IVR0 && at < SUSP0R + 32 && (cr(a) & AES_EN)) {
        h573_guest_error(s, "register 0x%x written while EN", at);
        return 0;
    }
    return cr(a) & IPRST ? 0 : UINT32_MAX;
}

static void aes_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    Aes* a = (Aes*)s;

    if (at == AES_CR) {
        control(a, old);
    } else if (cr(a) & IPRST) {
        h573_guest_error(s, "register 0x%x written while IPRST", at);
    } else if (at == DINR) {
        push(a, value);
    } else if (at == ICR) {
        clear_flags(a, value);
    } else if (is_key(at)) {
        if (cr(a) & (AES_EN | 7u << 28) || busy(a)) {
            h573_guest_error(s, "key written while EN, BUSY or KEYSEL");
        } else {
            aes_key_write(a, key_index(at), value);
        }
    }
    update_lines(a);
}

static void aes_reset(H573Regs* s) {
    reset_block((Aes*)s);
    update_lines((Aes*)s);
}

static void aes_realize(H573Regs* s) {
    aes_key_realize((Aes*)s);
}

static void saes_init(Object* obj) {
    ((Aes*)H573_REGS(obj))->secure_engine = true;
}

static const Property aes_properties[] = {
    DEFINE_PROP_UINT32("answers", Aes, answers, UINT32_MAX),
};

static void common_class_init(H573RegsClass* c) {
    device_class_set_props(DEVICE_CLASS(c), aes_properties);
    c->size = 0x400;
    c->irqs = 1;
    c->secret = true;
    c->clock_register = RCC_AHB2ENR;
    c->granted = aes_granted;
    c->unlocked = aes_unlocked;
    c->read = aes_read;
    c->write = aes_write;
    c->reset = aes_reset;
    c->realize = aes_realize;
}

static void aes_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    common_class_init(c);
    c->name = "aes";
    c->table = aes_table;
    c->table_size = ARRAY_SIZE(aes_table);
    c->clock_bit = 16;
}

static void saes_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    common_class_init(c);
    c->name = "saes";
    c->table = saes_table;
    c->table_size = ARRAY_SIZE(saes_table);
    c->clock_bit = 20;
}

static const TypeInfo aes_types[] = {
    {
        .name = TYPE_H573_AES,
        .parent = TYPE_H573_REGS,
        .instance_size = sizeof(Aes),
        .class_data = (void*)sizeof(Aes),
        .class_init = aes_class_init,
    },
    {
        .name = TYPE_H573_SAES,
        .parent = TYPE_H573_REGS,
        .instance_size = sizeof(Aes),
        .class_data = (void*)sizeof(Aes),
        .instance_init = saes_init,
        .class_init = saes_class_init,
    },
};

DEFINE_TYPES(aes_types)
