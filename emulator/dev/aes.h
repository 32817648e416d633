/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AES and SAES: the block's state, shared by aes.c (registers, data) and aes_key.c (keys). */
#ifndef EMULATOR_DEV_AES_H
#define EMULATOR_DEV_AES_H

#include "emulator/dev/aes_modes.h"
#include "emulator/dev/regs.h"

enum {
    AES_CR = 0x00,
    AES_EN = 1 << 0,
    AES_KEYSIZE = 1 << 18,
    AES_KEYPROT = 1 << 19,
    AES_ISR = 0x304,
    AES_CCF = 1 << 0,
    AES_KEIF = 1 << 2,
    AES_KEY_WORDS = 8,
};

/* Values of CR.KMOD. */
typedef enum { AES_KEY_NORMAL, AES_KEY_WRAPPED, AES_KEY_SHARED } AesKeyMode;

typedef struct {
    H573Regs regs;
    bool secure_engine; /* SAES */

    uint32_t key[AES_KEY_WORDS]; /* KEYR0..7 */
    bool key_valid;
    bool key_hidden;  /* not written by software: bound to its owner's world */
    bool key_derived; /* prepared for decryption (MODE 1) */
    bool owner_secure;
    unsigned key_writes; /* of the running sequence */
    bool key_descends;

    uint32_t landing[AES_KEY_WORDS]; /* unwrapped so far, in KEYR's order */
    unsigned landed;                 /* blocks */
    bool shares;                     /* SAES: its key is for AES to take */

    H573Access access; /* of the access at hand */
    bool seeded;       /* SAES: the random seed has come */

    uint8_t in[AES_BLOCK];
    unsigned in_words;
    uint8_t out[AES_BLOCK];
    unsigned out_words;

    uint32_t answers; /* property: blocks that are still done; UINT32_MAX: all */
} Aes;

static inline bool aes_wide(Aes* a) {
    return *h573_reg(&a->regs, AES_CR) & AES_KEYSIZE;
}
static inline AesKeyMode aes_key_mode(Aes* a) {
    return *h573_reg(&a->regs, AES_CR) >> 24 & 3;
}

/* A key register was written: INDEX 0..7. */
void aes_key_write(Aes* a, unsigned index, uint32_t value);
/* CR was written: loads, drops or takes over keys as KEYSEL, KEYSIZE and KMOD say. */
void aes_key_control(Aes* a, uint32_t old);
/* A block of a wrapped or shared key was decrypted. */
void aes_key_landed(Aes* a, const uint8_t* block);
void aes_key_erase(Aes* a);
/* The access at hand comes from another world than a bound key's: the key is gone. */
bool aes_key_defended(Aes* a);
/* The key as bytes, most significant first; zeros behind a 128-bit key. */
void aes_key_bytes(Aes* a, uint8_t key[32]);

void aes_key_realize(Aes* a);

#endif
