// SPDX-License-Identifier: Apache-2.0
// The compression function for every machine but Cortex-M33, and the reference for that one's.
// Eight rounds are unrolled, after which the eight variables are back in their places.

#include "lib/sha256/compress.h"

#include <bit>
#include <span>

#include "lib/bytes/bytes.h"

namespace lib::sha256 {
namespace {

// First 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr uint32_t kRound[64] = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

struct Variables {
    uint32_t a, b, c, d, e, f, g, h;
};

uint32_t rotations(uint32_t x, int i, int j, int k) {
    return std::rotr(x, i) ^ std::rotr(x, j) ^ std::rotr(x, k);
}

// One round for names already rotated: only d and h change, h becomes the next a.
[[gnu::always_inline]] inline void round(uint32_t a, uint32_t b, uint32_t c, uint32_t& d,
                                         uint32_t e, uint32_t f, uint32_t g, uint32_t& h,
                                         uint32_t input) {
    h += input + (((f ^ g) & e) ^ g) + rotations(e, 6, 11, 25);
    d += h;
    h += (((a | b) & c) | (a & b)) + rotations(a, 2, 13, 22);
}

[[gnu::always_inline]] inline void eight_rounds(Variables& v, const uint32_t* constants,
                                                const uint32_t* w) {
    round(v.a, v.b, v.c, v.d, v.e, v.f, v.g, v.h, constants[0] + w[0]);
    round(v.h, v.a, v.b, v.c, v.d, v.e, v.f, v.g, constants[1] + w[1]);
    round(v.g, v.h, v.a, v.b, v.c, v.d, v.e, v.f, constants[2] + w[2]);
    round(v.f, v.g, v.h, v.a, v.b, v.c, v.d, v.e, constants[3] + w[3]);
    round(v.e, v.f, v.g, v.h, v.a, v.b, v.c, v.d, constants[4] + w[4]);
    round(v.d, v.e, v.f, v.g, v.h, v.a, v.b, v.c, constants[5] + w[5]);
    round(v.c, v.d, v.e, v.f, v.g, v.h, v.a, v.b, constants[6] + w[6]);
    round(v.b, v.c, v.d, v.e, v.f, v.g, v.h, v.a, constants[7] + w[7]);
}

uint32_t sigma0(uint32_t w) {
    return std::rotr(w, 7) ^ std::rotr(w, 18) ^ (w >> 3);
}
uint32_t sigma1(uint32_t w) {
    return std::rotr(w, 17) ^ std::rotr(w, 19) ^ (w >> 10);
}

void expand(uint32_t (&w)[64], const std::byte* block) {
    for (size_t t = 0; t < 16; ++t) {
        w[t] = bytes::load_be<uint32_t>(std::span<const std::byte, 4>(block + 4 * t, 4));
    }
    for (size_t t = 16; t < 64; ++t) {
        w[t] = sigma1(w[t - 2]) + w[t - 7] + sigma0(w[t - 15]) + w[t - 16];
    }
}

void compress_block(uint32_t* state, const std::byte* block) {
    uint32_t w[64];
    expand(w, block);
    Variables v{state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]};
    for (size_t t = 0; t < 64; t += 8) {
        eight_rounds(v, kRound + t, w + t);
    }
    state[0] += v.a;
    state[1] += v.b;
    state[2] += v.c;
    state[3] += v.d;
    state[4] += v.e;
    state[5] += v.f;
    state[6] += v.g;
    state[7] += v.h;
}

}  // namespace
}  // namespace lib::sha256

extern "C" void sha256_compress(uint32_t* state, const std::byte* blocks, size_t count) {
    for (; count != 0; --count, blocks += 64) {
        lib::sha256::compress_block(state, blocks);
    }
}
