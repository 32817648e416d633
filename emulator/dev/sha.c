/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-1, SHA-224/256 and SHA-384/512/512-224/512-256 from FIPS 180-4.
 * Facts: the standard alone. Message lengths up to 2^61 bytes. Nothing is left out.
 */
#include "sha.h"

#include <string.h>

/* The first 64 bits of the fractional parts of the cube roots of the first 80 primes;
 * SHA-256's constants are the upper halves of the first 64 of them. */
static const uint64_t k[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

typedef struct {
    uint8_t digest;
    uint8_t block;
    uint64_t h[8];
} Function;

static const Function functions[] = {
    [SHA_1] = {20, 64, {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}},
    [SHA_224] = {28,
                 64,
                 {0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511,
                  0x64f98fa7, 0xbefa4fa4}},
    [SHA_256] = {32,
                 64,
                 {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                  0x1f83d9ab, 0x5be0cd19}},
    [SHA_384] = {48,
                 128,
                 {0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
                  0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4}},
    [SHA_512_224] = {28,
                     128,
                     {0x8c3d37c819544da2, 0x73e1996689dcd4d6, 0x1dfab7ae32ff9c82,
                      0x679dd514582f9fcf, 0x0f6d2b697bd44da8, 0x77e36f7304c48942,
                      0x3f9d85a86a1d36c8, 0x1112e6ad91d692a1}},
    [SHA_512_256] = {32,
                     128,
                     {0x22312194fc2bf72c, 0x9f555fa3c84c64c2, 0x2393b86b6f53b151,
                      0x963877195940eabd, 0x96283ee2a88effe3, 0xbe5e1e2553863992,
                      0x2b0199fc2c85b8aa, 0x0eb72ddc81c52ca2}},
    [SHA_512] = {64,
                 128,
                 {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179}},
};

static uint32_t rol32(uint32_t x, int n) {
    return x << n | x >> (32 - n);
}
static uint32_t ror32(uint32_t x, int n) {
    return x >> n | x << (32 - n);
}
static uint64_t ror64(uint64_t x, int n) {
    return x >> n | x << (64 - n);
}

static uint64_t big_endian(const uint8_t* p, int bytes) {
    uint64_t value = 0;

    for (int i = 0; i < bytes; i++) {
        value = value << 8 | p[i];
    }
    return value;
}

static void compress_1(uint64_t* h, const uint8_t* block) {
    uint32_t w[80];
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

    for (int t = 0; t < 80; t++) {
        w[t] = t < 16 ? big_endian(block + 4 * t, 4)
                      : rol32(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    }
    for (int t = 0; t < 80; t++) {
        uint32_t f = t < 20   ? ((b & c) | (~b & d)) + 0x5a827999
                     : t < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                     : t < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                              : (b ^ c ^ d) + 0xca62c1d6;
        uint32_t next = rol32(a, 5) + f + e + w[t];

        e = d;
        d = c;
        c = rol32(b, 30);
        b = a;
        a = next;
    }
    h[0] = (uint32_t)(h[0] + a);
    h[1] = (uint32_t)(h[1] + b);
    h[2] = (uint32_t)(h[2] + c);
    h[3] = (uint32_t)(h[3] + d);
    h[4] = (uint32_t)(h[4] + e);
}

static void compress_256(uint64_t* h, const uint8_t* block) {
    uint32_t w[64];
    uint32_t v[8];

    for (int t = 0; t < 16; t++) {
        w[t] = big_endian(block + 4 * t, 4);
    }
    for (int t = 16; t < 64; t++) {
        uint32_t s0 = ror32(w[t - 15], 7) ^ ror32(w[t - 15], 18) ^ w[t - 15] >> 3;
        uint32_t s1 = ror32(w[t - 2], 17) ^ ror32(w[t - 2], 19) ^ w[t - 2] >> 10;

        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    for (int i = 0; i < 8; i++) {
        v[i] = h[i];
    }
    for (int t = 0; t < 64; t++) {
        uint32_t s1 = ror32(v[4], 6) ^ ror32(v[4], 11) ^ ror32(v[4], 25);
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t t1 = v[7] + s1 + choice + (uint32_t)(k[t] >> 32) + w[t];
        uint32_t s0 = ror32(v[0], 2) ^ ror32(v[0], 13) ^ ror32(v[0], 22);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

        memmove(v + 1, v, 7 * sizeof(v[0]));
        v[4] += t1;
        v[0] = t1 + s0 + majority;
    }
    for (int i = 0; i < 8; i++) {
        h[i] = (uint32_t)(h[i] + v[i]);
    }
}

static void compress_512(uint64_t* h, const uint8_t* block) {
    uint64_t w[80];
    uint64_t v[8];

    for (int t = 0; t < 16; t++) {
        w[t] = big_endian(block + 8 * t, 8);
    }
    for (int t = 16; t < 80; t++) {
        uint64_t s0 = ror64(w[t - 15], 1) ^ ror64(w[t - 15], 8) ^ w[t - 15] >> 7;
        uint64_t s1 = ror64(w[t - 2], 19) ^ ror64(w[t - 2], 61) ^ w[t - 2] >> 6;

        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    memcpy(v, h, sizeof(v));
    for (int t = 0; t < 80; t++) {
        uint64_t s1 = ror64(v[4], 14) ^ ror64(v[4], 18) ^ ror64(v[4], 41);
        uint64_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint64_t t1 = v[7] + s1 + choice + k[t] + w[t];
        uint64_t s0 = ror64(v[0], 28) ^ ror64(v[0], 34) ^ ror64(v[0], 39);
        uint64_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

        memmove(v + 1, v, 7 * sizeof(v[0]));
        v[4] += t1;
        v[0] = t1 + s0 + majority;
    }
    for (int i = 0; i < 8; i++) {
        h[i] += v[i];
    }
}

size_t sha_block_size(ShaKind kind) {
    return functions[kind].block;
}
size_t sha_digest_size(ShaKind kind) {
    return functions[kind].digest;
}

void sha_start(Sha* s, ShaKind kind) {
    memset(s, 0, sizeof(*s));
    s->kind = kind;
    memcpy(s->h, functions[kind].h, sizeof(s->h));
}

static uint32_t compressions;

uint32_t sha_compressions(void) {
    return compressions;
}

static void compress(Sha* s) {
    compressions++;
    if (s->kind == SHA_1) {
        compress_1(s->h, s->block);
    } else if (sha_block_size(s->kind) == 64) {
        compress_256(s->h, s->block);
    } else {
        compress_512(s->h, s->block);
    }
}

void sha_update(Sha* s, const uint8_t* data, size_t size) {
    size_t block = sha_block_size(s->kind);

    for (size_t i = 0; i < size; i++) {
        s->block[s->length++ % block] = data[i];
        if (s->length % block == 0) {
            compress(s);
        }
    }
}

void sha_finish(Sha* s, uint8_t* digest) {
    static const uint8_t zero[128];
    size_t block = sha_block_size(s->kind);
    size_t word = block == 128 ? 8 : 4;
    uint64_t bits = s->length * 8;
    uint8_t mark = 0x80;
    uint8_t tail[8];

    sha_update(s, &mark, 1);
    sha_update(s, zero, (2 * block - 2 * word - s->length % block) % block);
    sha_update(s, zero, 2 * word - sizeof(tail));
    for (int i = 0; i < 8; i++) {
        tail[i] = bits >> (56 - 8 * i);
    }
    sha_update(s, tail, sizeof(tail));
    for (size_t i = 0; i < sha_digest_size(s->kind); i++) {
        digest[i] = s->h[i / word] >> (8 * (word - 1 - i % word));
    }
}
