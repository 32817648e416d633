// SPDX-License-Identifier: Apache-2.0

#include "lib/p256/scalar.h"

#include <algorithm>

namespace lib::p256 {
namespace {

// 2^256 mod n: dividing *this* by s leaves the factor that a Montgomery product takes away.
consteval Words domain_one() {
    Words value{};
    subtract_borrow(value, value, kOrder.value);
    return value;
}
constexpr Words kDomainOne = domain_one();

// Bit of a 256-bit number, zero above it.
unsigned bit(const Words& number, unsigned index) {
    return index < 256 ? (number[index / 32] >> (index % 32)) & 1u : 0u;
}

}  // namespace

Factors scalar_factors(const Words& digest, const Words& r, const Words& s) {
    const Words inverse = divide_mod(kDomainOne, s, kOrder);
    Words reduced;
    if (subtract_borrow(reduced, digest, kOrder.value) != 0) {
        reduced = digest;
    }
    return {multiply_montgomery(reduced, inverse, kOrder), multiply_montgomery(r, inverse, kOrder)};
}

void scalar_recode(Digits& digits, const Words& number, unsigned width) {
    unsigned carry = 0;
    for (unsigned i = 0; i < digits.size();) {
        if (bit(number, i) == carry) {
            digits[i++] = 0;
            continue;
        }
        unsigned window = carry;
        for (unsigned j = 0; j < width; ++j) {
            window += bit(number, i + j) << j;
        }
        carry = window >> (width - 1);  // the window's top bit: take 2^width off, give 1 to above
        digits[i] =
            static_cast<int8_t>(static_cast<int>(window) - static_cast<int>(carry << width));
        const unsigned end = std::min<unsigned>(i + width, digits.size());
        while (++i < end) {
            digits[i] = 0;
        }
    }
}

}  // namespace lib::p256
