/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modes of AES and SAES: see aes_modes.h. The block cipher is QEMU's. */
#include "qemu/osdep.h"

#include "emulator/dev/aes_modes.h"

#include "crypto/aes.h"
#include "qemu/bswap.h"

static void encrypt(const AesContext* c, const uint8_t* in, uint8_t* out) {
    AES_KEY key;

    AES_set_encrypt_key(c->key, c->wide ? 256 : 128, &key);
    AES_encrypt(in, out, &key);
}

static void decrypt_block(const AesContext* c, const uint8_t* in, uint8_t* out) {
    AES_KEY key;

    AES_set_decrypt_key(c->key, c->wide ? 256 : 128, &key);
    AES_decrypt(in, out, &key);
}

static void add(uint8_t* to, const uint8_t* block) {
    for (unsigned i = 0; i < AES_BLOCK; i++) {
        to[i] ^= block[i];
    }
}

/* The hardware counts in the last word only. */
static void count(uint8_t* counter, uint32_t by) {
    stl_be_p(counter + 12, ldl_be_p(counter + 12) + by);
}

static void key_stream(AesContext* c, const uint8_t* in, uint8_t* out) {
    uint8_t stream[AES_BLOCK];

    encrypt(c, c->iv, stream);
    add(stream, in);
    memcpy(out, stream, AES_BLOCK);
    count(c->iv, 1);
}

static void cbc(AesContext* c, bool decrypt, const uint8_t* in, uint8_t* out) {
    uint8_t block[AES_BLOCK];

    if (decrypt) {
        decrypt_block(c, in, block);
        add(block, c->iv);
        memcpy(c->iv, in, AES_BLOCK);
    } else {
        memcpy(block, in, AES_BLOCK);
        add(block, c->iv);
        encrypt(c, block, block);
        memcpy(c->iv, block, AES_BLOCK);
    }
    memcpy(out, block, AES_BLOCK);
}

void aes_mode_block(AesContext* c, bool decrypt, const uint8_t* in, uint8_t* out) {
    if (c->mode == AES_CTR) {
        key_stream(c, in, out);
    } else if (c->mode == AES_CBC) {
        cbc(c, decrypt, in, out);
    } else if (decrypt) {
        decrypt_block(c, in, out);
    } else {
        encrypt(c, in, out);
    }
}

/* chain = chain * H in the field of GHASH. */
static void multiply_by_h(AesContext* c) {
    uint8_t zero[AES_BLOCK] = {0};
    uint8_t v[AES_BLOCK];
    uint8_t product[AES_BLOCK] = {0};

    encrypt(c, zero, v);
    for (unsigned bit = 0; bit < 128; bit++) {
        bool carry = v[15] & 1;

        if (c->chain[bit / 8] >> (7 - bit % 8) & 1) {
            add(product, v);
        }
        for (unsigned i = 15; i > 0; i--) {
            v[i] = v[i] >> 1 | v[i - 1] << 7;
        }
        v[0] = v[0] >> 1 ^ (carry ? 0xe1 : 0);
    }
    memcpy(c->chain, product, AES_BLOCK);
}

static void authenticate(AesContext* c, const uint8_t* block) {
    add(c->chain, block);
    if (c->mode == AES_GCM) {
        multiply_by_h(c);
    } else {
        encrypt(c, c->chain, c->chain);
    }
}

/* From B0 to counter block 0: the length field, whose size B0's flags tell, becomes zero. */
static void ccm_counter(AesContext* c) {
    unsigned size = (c->iv[0] & 7) + 1;

    c->iv[0] &= 7;
    memset(c->iv + AES_BLOCK - size, 0, size);
}

void aes_mode_init(AesContext* c) {
    if (c->mode == AES_GCM) {
        memset(c->chain, 0, AES_BLOCK);
        memcpy(c->first, c->iv, AES_BLOCK);
        count(c->first, -1);
    } else {
        encrypt(c, c->iv, c->chain);
        ccm_counter(c);
        memcpy(c->first, c->iv, AES_BLOCK);
        count(c->iv, 1);
    }
}

void aes_mode_header(AesContext* c, const uint8_t* in) {
    authenticate(c, in);
}

void aes_mode_payload(AesContext* c, bool decrypt, unsigned unused, const uint8_t* in,
                      uint8_t* out) {
    uint8_t block[AES_BLOCK];

    memcpy(block, in, AES_BLOCK);
    key_stream(c, in, out);
    /* GCM hashes the cipher text, CCM the plain text */
    if ((c->mode == AES_GCM) != decrypt) {
        memcpy(block, out, AES_BLOCK);
    }
    memset(block + AES_BLOCK - unused, 0, unused);
    authenticate(c, block);
}

void aes_mode_tag(AesContext* c, const uint8_t* lengths, uint8_t* tag) {
    if (c->mode == AES_GCM) {
        authenticate(c, lengths);
    }
    encrypt(c, c->first, tag);
    add(tag, c->chain);
}
