// SPDX-License-Identifier: Apache-2.0

#include "lib/p256/order.h"

#include "lib/hardened/hardened.h"

namespace lib::p256 {
namespace {

// `yes` where condition is 1, `no` where it is 0, without a branch.
void choose(Words& out, uint32_t condition, const Words& yes, const Words& no) {
    const uint32_t mask = 0u - hardened::launder(condition);
    for (size_t i = 0; i < out.size(); ++i) {
        out[i] = no[i] ^ (mask & (yes[i] ^ no[i]));
    }
}

// (carry, a) - n where that is not negative.
void reduce_once(Words& out, const Words& a, uint32_t carry) {
    Words reduced;
    const uint32_t borrow = subtract_borrow(reduced, a, kOrder.value);
    choose(out, borrow & (carry ^ 1u), a, reduced);
}

// a b / 2^256 mod n.
void multiply_reduced(Words& out, const Words& a, const Words& b) {
    p256_order_multiply(out.data(), a.data(), b.data());
}

// 2^512 mod n: a reduced product with it brings a number into Montgomery's domain.
consteval Words domain_factor() {
    Words value{1};
    for (int i = 0; i < 512; ++i) {
        value = add_mod(value, value, kOrder);
    }
    return value;
}
constexpr Words kOrderDomain = domain_factor();

constexpr Words kInverseExponent = [] {
    Words exponent = kOrder.value;
    exponent[0] -= 2;
    return exponent;
}();

constexpr unsigned digit_of_exponent(unsigned i) {
    return (kInverseExponent[i / 8] >> (4 * (i % 8))) & 15u;
}

}  // namespace

void order_multiply(Words& out, const Words& a, const Words& b) {
    Words entered;
    multiply_reduced(entered, a, kOrderDomain);
    multiply_reduced(out, entered, b);
}

void order_add(Words& out, const Words& a, const Words& b) {
    Words sum;
    const uint32_t carry = add_carry(sum, a, b);
    reduce_once(out, sum, carry);
}

// Digits of four bits from the top; they are public, so a zero one may be left out.
void order_inverse(Words& out, const Words& a) {
    std::array<Words, 16> power;
    power[0] = {};
    multiply_reduced(power[1], a, kOrderDomain);
    for (size_t i = 2; i < power.size(); ++i) {
        multiply_reduced(power[i], power[i - 1], power[1]);
    }
    Words result = power[digit_of_exponent(63)];
    for (unsigned i = 63; i-- > 0;) {
        for (unsigned bit = 0; bit < 4; ++bit) {
            multiply_reduced(result, result, result);
        }
        if (digit_of_exponent(i) != 0) {
            multiply_reduced(result, result, power[digit_of_exponent(i)]);
        }
    }
    multiply_reduced(out, result, Words{1});
    bytes::wipe_object(power);
}

void order_reduce(Words& out, const Words& a) {
    reduce_once(out, a, 0);
}

uint32_t order_in_range(const Words& a) {
    Words ignored;
    const uint32_t below = subtract_borrow(ignored, a, kOrder.value);
    uint32_t any = 0;
    for (const uint32_t word : a) {
        any |= word;
    }
    return below & ((any | (0u - any)) >> 31);
}

}  // namespace lib::p256
