/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hash functions of the HASH block (FIPS 180-4), kept as plain state so that the block can
 * save and restore a running digest. Padding is done here; byte order of words is the caller's.
 */
#ifndef STM32H573_SHA_H
#define STM32H573_SHA_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    SHA_1,
    SHA_224,
    SHA_256,
    SHA_384,
    SHA_512_224,
    SHA_512_256,
    SHA_512,
} ShaKind;

typedef struct {
    uint64_t h[8];      /* chaining value; the 32-bit functions use the low halves */
    uint64_t length;    /* bytes taken so far */
    uint8_t block[128]; /* bytes not yet compressed, length % block size of them */
    uint32_t kind;      /* ShaKind */
} Sha;

size_t sha_block_size(ShaKind kind);
size_t sha_digest_size(ShaKind kind);
void sha_start(Sha* s, ShaKind kind);
void sha_update(Sha* s, const uint8_t* data, size_t size);

/* Blocks compressed so far by anybody, for who wants the difference. */
uint32_t sha_compressions(void);

/* Writes sha_digest_size() bytes. The state is spent afterwards. */
void sha_finish(Sha* s, uint8_t* digest);

#endif
