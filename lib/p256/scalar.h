// SPDX-License-Identifier: Apache-2.0
// Numbers modulo n, the order of the base point (FIPS 186-4, D.1.2.3): public ones, in a
// signature's verification.
#pragma once

#include <cstdint>

#include "lib/p256/words.h"

namespace lib::p256 {

inline constexpr Modulus kOrder{Words{0xFC632551u, 0xF3B9CAC2u, 0xA7179E84u, 0xBCE6FAADu,
                                      0xFFFFFFFFu, 0xFFFFFFFFu, 0x00000000u, 0xFFFFFFFFu}};

// The two factors of a verification, each < n.
struct Factors {
    Words u1;  // digest / s
    Words u2;  // r / s
};

// For r and s in 1..n-1; the digest is any 256-bit number.
Factors scalar_factors(const Words& digest, const Words& r, const Words& s);

// A number as sum of digits[i] * 2^i, each digit 0 or odd and |digit| < 2^(width-1), with at least
// width - 1 zeros behind each: the width-w non-adjacent form.
using Digits = std::array<int8_t, 257>;
inline constexpr int8_t kNoDigit = INT8_MIN;  // in a buffer before its recoding

// Writes every digit. width: 2..7.
void scalar_recode(Digits& digits, const Words& number, unsigned width);

}  // namespace lib::p256
