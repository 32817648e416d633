/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The chaining modes of AES and SAES (SP 800-38A, C, D), one block at a time, on plain state that
 * the registers hold between blocks.
 */
#ifndef STM32H573_AES_MODES_H
#define STM32H573_AES_MODES_H

#include <stdbool.h>
#include <stdint.h>

enum { AES_BLOCK = 16 };

/* Values of CR.CHMOD. */
typedef enum { AES_ECB, AES_CBC, AES_CTR, AES_GCM, AES_CCM } AesMode;

typedef struct {
    uint8_t key[32];
    bool wide; /* 256 bits, else 128 */
    AesMode mode;
    uint8_t iv[AES_BLOCK];    /* IVR3..IVR0: chaining value or counter */
    uint8_t chain[AES_BLOCK]; /* SUSP0R..3R: GHASH or CBC-MAC so far */
    uint8_t first[AES_BLOCK]; /* SUSP4R..7R: the counter block that covers the tag */
} AesContext;

/* ECB, CBC, CTR. DECRYPT says nothing for CTR. */
void aes_mode_block(AesContext* c, bool decrypt, const uint8_t* in, uint8_t* out);

/* GCM and CCM. IV holds the first counter of the payload (GCM) or B0 (CCM). */
void aes_mode_init(AesContext* c);
void aes_mode_header(AesContext* c, const uint8_t* in);
/* UNUSED: bytes at the end of the block that belong to nothing. */
void aes_mode_payload(AesContext* c, bool decrypt, unsigned unused, const uint8_t* in,
                      uint8_t* out);
/* LENGTHS: bits of header and payload, 64 bits each, big endian; CCM needs none. */
void aes_mode_tag(AesContext* c, const uint8_t* lengths, uint8_t* tag);

#endif
