/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HASH: SHA-1, SHA-224/256, SHA-384/512 family and HMAC.
 * Facts: fact sheet 7.3; the algorithms, sha.c.
 * Modelled: DATATYPE's swaps, NBLW, DCAL, digest registers at both places, the three passes of HMAC
 * with short and long keys, context save and restore through CSR, the interrupt; DMA requests, DCAL
 * at the end of the transfer unless MDMAT. NBWP and NBWE count the words of the open block.
 * Algorithm, mode and key kind count as they stand at INIT.
 * Time (busy.h): a block takes 82 cycles for SHA-1, 66 for SHA-224 and 256, as RM0456 (STM32U5)
 * publishes; 98 for the SHA-512 family is our estimate: twice the words, the rounds of SHA-1. After
 * DCAL SR shows BUSY and no other flag until the blocks that were left are done, and no digest is
 * there. The bus waits where a word meets a block at work: such time is counted, not waited for.
 * "stuck" (a property): what DCAL starts never ends.
 * Left out: messages that do not end at a byte. The layout of CSR is ours: a context goes back into
 * the block it came from, as on the chip.
 */
#include "qemu/osdep.h"

#include "emulator/dev/blocks.h"

#include "emulator/dev/busy.h"
#include "emulator/dev/dma_request.h"
#include "emulator/dev/rcc.h"
#include "emulator/dev/regs.h"
#include "emulator/dev/sha.h"
#include "qemu/bswap.h"

enum {
    CR = 0x00,
    INIT = 1 << 2,
    DMAE = 1 << 3,
    HMAC = 1 << 6,
    MDMAT = 1 << 13,
    LKEY = 1 << 16,
    DIN = 0x04,
    STR = 0x08,
    DCAL = 1 << 8,
    HRA0 = 0x0c,
    IMR = 0x20,
    SR = 0x24,
    DINIS = 1 << 0,
    DCIS = 1 << 1,
    DMAS = 1 << 2,
    BUSY = 1 << 3,
    DINNE = 1 << 15,
    CSR0 = 0xf8,
    CSR0_RESET = 0x00220002,
    HR0 = 0x310,
    DIGEST_WORDS = 16,
};

typedef enum { MESSAGE, INNER_KEY, INNER, OUTER_KEY, DONE } Pass;

/* All that a context switch must save: what CSR shows, 4 + sizeof(Context) bytes of 412. */
typedef struct {
    uint32_t pass;
    uint32_t long_key; /* LKEY at INIT */
    uint32_t pending;  /* last word of DIN, whose valid bits DCAL tells */
    uint32_t has_pending;
    uint32_t words; /* words of DIN since INIT or the last DCAL */
    Sha sha;        /* a short key lies in sha.block, uncompressed */
    uint8_t inner[64];
} Context;

typedef struct {
    H573Regs regs;
    Context now;
    H573Busy work; /* since DCAL */
    Notifier finished;
} Hash;

static Hash* the_hash;

QEMU_BUILD_BUG_ON(sizeof(Context) > HR0 - CSR0);

static const H573Reg table[] = {
    {CR, 1, 0, 0x001f3078}, {DIN, 1, 0, 0},    {STR, 1, 0, 0x1f}, {HRA0, 5, 0, 0},
    {IMR, 1, 0, 3},         {SR, 1, DINIS, 0}, {CSR0, 103, 0, 0}, {HR0, DIGEST_WORDS, 0, 0},
};

static ShaKind kind(H573Regs* s) {
    switch (*h573_reg(s, CR) >> 17 & 15) {
        case 0:
            return SHA_1;
        case 2:
            return SHA_224;
        case 3:
            return SHA_256;
        case 0xc:
            return SHA_384;
        case 0xd:
            return SHA_512_224;
        case 0xe:
            return SHA_512_256;
        case 0xf:
            return SHA_512;
        default:
            h573_guest_error(s, "reserved ALGO");
            return SHA_256;
    }
}

static uint32_t reverse_bits(uint32_t x) {
    uint32_t y = 0;

    for (int i = 0; i < 32; i++) {
        y |= (x >> i & 1) << (31 - i);
    }
    return y;
}

static uint32_t swapped(H573Regs* s, uint32_t word) {
    switch (*h573_reg(s, CR) >> 4 & 3) {
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

static bool short_key(const Context* c) {
    return (c->pass == INNER_KEY || c->pass == OUTER_KEY) && !c->long_key;
}

static void absorb(H573Regs* s, uint32_t word, unsigned bits) {
    Context* c = &((Hash*)s)->now;
    uint8_t bytes[4];

    stl_be_p(bytes, swapped(s, word));
    if (bits % 8 != 0) {
        h573_unimplemented(s, "a message that does not end at a byte");
    }
    if (!short_key(c)) {
        sha_update(&c->sha, bytes, bits / 8);
        return;
    }
    for (unsigned i = 0; i < bits / 8; i++) {
        if (c->sha.length == sha_block_size(c->sha.kind)) {
            h573_guest_error(s, "HMAC key longer than a block without LKEY");
            return;
        }
        c->sha.block[c->sha.length++] = bytes[i];
    }
}

static void flush(H573Regs* s, unsigned bits) {
    Context* c = &((Hash*)s)->now;

    if (c->has_pending) {
        absorb(s, c->pending, bits);
        c->has_pending = false;
    }
}

static bool takes_words(H573Regs* s) {
    const Hash* h = (Hash*)s;

    return h->work.left == 0 && h->now.pass != DONE;
}

/* Flags that software may see: none while busy. */
static uint32_t flags(H573Regs* s) {
    return ((Hash*)s)->work.left != 0 ? 0 : *h573_reg(s, SR) & (DINIS | DCIS);
}

static void update_lines(H573Regs* s) {
    Hash* h = (Hash*)s;

    bool awaited = (*h573_reg(s, IMR) & DCIS) || (*h573_reg(s, CR) & DMAE);

    if (awaited) {
        h573_busy_awaited(&h->work);
    }
    qemu_set_irq(s->irq[0], (*h573_reg(s, IMR) & flags(s)) != 0);
    h573_dma_request(H573_DMA_HASH_IN, (*h573_reg(s, CR) & DMAE) && takes_words(s));
}

static void init(H573Regs* s) {
    Context* c = &((Hash*)s)->now;

    memset(c, 0, sizeof(*c));
    c->pass = *h573_reg(s, CR) & HMAC ? INNER_KEY : MESSAGE;
    c->long_key = (*h573_reg(s, CR) & LKEY) != 0;
    h573_busy_end(&((Hash*)s)->work);
    sha_start(&c->sha, kind(s));
    *h573_reg(s, SR) = DINIS;
    memset(h573_reg(s, HR0), 0, 4 * DIGEST_WORDS);
}

/* Cycles of the blocks compressed since the count was FROM. */
static uint32_t cycles_since(const Context* c, uint32_t from) {
    uint32_t each = c->sha.kind == SHA_1 ? 82 : c->sha.kind <= SHA_256 ? 66 : 98;

    return (sha_compressions() - from) * each;
}

static void push(H573Regs* s, uint32_t word) {
    Context* c = &((Hash*)s)->now;
    H573Busy* work = &((Hash*)s)->work;
    uint32_t from = sha_compressions();

    h573_busy_end(work); /* the bus waited */
    if (c->pass == DONE) {
        h573_guest_error(s, "DIN written after the digest, without INIT");
        return;
    }
    flush(s, 32);
    work->total += cycles_since(c, from);
    c->pending = word;
    c->has_pending = true;
    c->words++;
}

/* The key is in: start the inner or outer digest with it, padded. */
static void start_keyed(H573Regs* s, uint8_t pad) {
    Context* c = &((Hash*)s)->now;
    uint8_t key[128] = {0};
    size_t block = sha_block_size(c->sha.kind);

    if (short_key(c)) {
        memcpy(key, c->sha.block, c->sha.length);
    } else {
        sha_finish(&c->sha, key);
    }
    for (size_t i = 0; i < block; i++) {
        key[i] ^= pad;
    }
    sha_start(&c->sha, c->sha.kind);
    sha_update(&c->sha, key, block);
}

static void publish(H573Regs* s) {
    Context* c = &((Hash*)s)->now;
    uint8_t digest[64] = {0};

    sha_finish(&c->sha, digest);
    for (unsigned i = 0; i < DIGEST_WORDS; i++) {
        *h573_reg(s, HR0 + 4 * i) = ldl_be_p(digest + 4 * i);
    }
    c->pass = DONE;
    *h573_reg(s, SR) |= DCIS;
}

static void end_busy(void* opaque) {
    Hash* h = opaque;

    h573_busy_end(&h->work);
    update_lines(&h->regs);
}

static void end_of_pass(H573Regs* s) {
    Context* c = &((Hash*)s)->now;
    unsigned bits = *h573_reg(s, STR) & 0x1f;
    uint32_t from = sha_compressions();

    flush(s, bits ? bits : 32);
    c->words = 0;
    switch (c->pass) {
        case MESSAGE:
            publish(s);
            break;
        case INNER_KEY:
            start_keyed(s, 0x36);
            c->pass = INNER;
            break;
        case INNER:
            sha_finish(&c->sha, c->inner);
            sha_start(&c->sha, c->sha.kind);
            c->pass = OUTER_KEY;
            break;
        case OUTER_KEY:
            start_keyed(s, 0x5c);
            sha_update(&c->sha, c->inner, sha_digest_size(c->sha.kind));
            publish(s);
            break;
        default:
            h573_guest_error(s, "DCAL without INIT");
            return;
    }
    h573_busy_begin(&((Hash*)s)->work, MAX(cycles_since(c, from), 1));
}

static uint32_t status(H573Regs* s) {
    const Context* c = &((Hash*)s)->now;
    uint32_t block_words = sha_block_size(c->sha.kind) / 4;
    uint32_t waiting = c->words <= block_words ? c->words : (c->words - 1) % block_words + 1;
    uint32_t expected = c->words == 0 ? block_words + 1 : block_words + 1 - waiting;

    uint32_t dma = *h573_reg(s, CR) & DMAE ? DMAS : 0;
    uint32_t busy = ((Hash*)s)->work.left != 0 ? BUSY : 0;

    return flags(s) | dma | busy | MIN(waiting, 31) << 9 | (c->has_pending ? DINNE : 0) |
           MIN(expected, 31) << 16;
}

static uint32_t context_word(H573Regs* s, unsigned at) {
    unsigned offset = at - CSR0;
    uint32_t word = 0;

    if (offset < sizeof(Context)) {
        word = ldl_le_p((uint8_t*)&((Hash*)s)->now + offset);
    }
    return at == CSR0 ? word ^ CSR0_RESET : word;
}

/* A restored context is as good as what was saved; what would lead out of bounds is refused. */
static void restore_context_word(H573Regs* s, unsigned at, uint32_t word) {
    Context* c = &((Hash*)s)->now;
    unsigned offset = at - CSR0;
    uint32_t algorithm = c->sha.kind;

    if (offset < sizeof(Context)) {
        stl_le_p((uint8_t*)c + offset, at == CSR0 ? word ^ CSR0_RESET : word);
    }
    c->sha.kind = algorithm;
    c->pass = MIN(c->pass, DONE);
    if (short_key(c)) {
        c->sha.length = MIN(c->sha.length, sha_block_size(algorithm));
    }
}

static uint32_t hash_read(H573Regs* s, unsigned at, uint32_t value) {
    if (at == SR) {
        if (!h573_busy_poll(&((Hash*)s)->work)) {
            end_busy(s);
        }
        return status(s);
    }
    if (((at >= HRA0 && at < IMR) || at >= HR0) && ((Hash*)s)->work.left != 0) {
        h573_guest_error(s, "digest read while BUSY");
        return 0;
    }
    if (at >= HRA0 && at < IMR) {
        return *h573_reg(s, at - HRA0 + HR0);
    }
    return at >= CSR0 && at < HR0 ? context_word(s, at) : value;
}

static void hash_write(H573Regs* s, unsigned at, uint32_t old, uint32_t value) {
    if (at == CR && (value & INIT)) {
        init(s);
    } else if (at == DIN) {
        push(s, value);
    } else if (at == STR && (value & DCAL)) {
        end_of_pass(s);
    } else if (at == SR) {
        *h573_reg(s, SR) &= value | ~DCIS;
    } else if (at >= CSR0 && at < HR0) {
        restore_context_word(s, at, value);
    }
    update_lines(s);
}

/* The last word has come by DMA. */
static void on_finish(Notifier* n, void* data) {
    Hash* h = container_of(n, Hash, finished);
    const unsigned* number = data;
    uint32_t* cr = h573_reg(&h->regs, CR);

    if (*number == H573_DMA_HASH_IN && (*cr & (DMAE | MDMAT)) == DMAE) {
        *cr &= ~DMAE;
        end_of_pass(&h->regs);
        update_lines(&h->regs);
    }
}

static void hash_reset(H573Regs* s) {
    init(s);
    update_lines(s);
}

static void hash_init(H573Regs* s) {
    the_hash = (Hash*)s;
    the_hash->work.timer = h573_state_timer(end_busy, s);
}

static void hash_realize(H573Regs* s) {
    Hash* h = (Hash*)s;

    h->finished.notify = on_finish;
    h573_dma_on_finish(&h->finished);
}

uint64_t h573_hash_busy(void) {
    return the_hash->work.total;
}

static bool get_stuck(Object* obj, Error** errp) {
    return ((Hash*)H573_REGS(obj))->work.stuck;
}

static void set_stuck(Object* obj, bool value, Error** errp) {
    ((Hash*)H573_REGS(obj))->work.stuck = value;
}

static void hash_class_init(ObjectClass* class, void* data) {
    H573RegsClass* c = H573_REGS_CLASS(class);

    c->name = "hash";
    c->table = table;
    c->table_size = ARRAY_SIZE(table);
    c->size = 0x400;
    c->irqs = 1;
    c->clock_register = RCC_AHB2ENR;
    c->secret = true;
    c->clock_bit = 17;
    c->read = hash_read;
    c->write = hash_write;
    c->reset = hash_reset;
    c->init = hash_init;
    c->realize = hash_realize;
    object_class_property_add_bool(class, "stuck", get_stuck, set_stuck);
}

H573_REGS_TYPE(TYPE_H573_HASH, Hash, hash_class_init)
