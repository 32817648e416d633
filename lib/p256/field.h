// SPDX-License-Identifier: Apache-2.0
// Arithmetic modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (FIPS 186-4, D.1.2.3), always in the
// Montgomery domain: a FieldElement x stands for x / 2^256 mod p, and is always < p, so that equal
// words are equal numbers.
#pragma once

#include "lib/p256/words.h"

namespace lib::p256 {

// p = -1 mod 2^32, so a Montgomery step needs no multiplication to find its multiple of p.
inline constexpr Modulus kFieldModulus{
    Words{0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, 0, 0, 0, 1, 0xFFFFFFFFu}};
static_assert(kFieldModulus.negated_inverse == 1);

// Four primitives with two implementations: field_portable.cpp and field_mul_m33.S. All operands
// are eight words, < p; `out` may be any of them. The time is the same for all values.
extern "C" {
void p256_field_multiply(uint32_t* out, const uint32_t* a, const uint32_t* b);
void p256_field_add(uint32_t* out, const uint32_t* a, const uint32_t* b);
void p256_field_subtract(uint32_t* out, const uint32_t* a, const uint32_t* b);
void p256_field_half(uint32_t* out, const uint32_t* a);
}

struct FieldElement {
    Words words;

    bool operator==(const FieldElement&) const = default;
};

constexpr bool is_zero(const FieldElement& a) {
    return is_zero(a.words);
}

inline void multiply(FieldElement& out, const FieldElement& a, const FieldElement& b) {
    p256_field_multiply(out.words.data(), a.words.data(), b.words.data());
}
inline void square(FieldElement& out, const FieldElement& a) {
    multiply(out, a, a);
}
inline void add(FieldElement& out, const FieldElement& a, const FieldElement& b) {
    p256_field_add(out.words.data(), a.words.data(), b.words.data());
}
inline void subtract(FieldElement& out, const FieldElement& a, const FieldElement& b) {
    p256_field_subtract(out.words.data(), a.words.data(), b.words.data());
}
inline void twice(FieldElement& out, const FieldElement& a) {
    add(out, a, a);
}
inline void half(FieldElement& out, const FieldElement& a) {
    p256_field_half(out.words.data(), a.words.data());
}

namespace detail {
// 2^512 mod p by doubling 1; a Montgomery product with it brings a number into the domain.
consteval Words domain_factor() {
    Words value{1};
    for (int i = 0; i < 512; ++i) {
        value = add_mod(value, value, kFieldModulus);
    }
    return value;
}
}  // namespace detail

inline constexpr Words kDomainFactor = detail::domain_factor();

// Any number < p, for constants.
consteval FieldElement field_constant(const Words& value) {
    return {multiply_montgomery(value, kDomainFactor, kFieldModulus)};
}

inline constexpr FieldElement kFieldOne = field_constant({1});

// Brings a number < p into the domain.
inline void field_enter(FieldElement& out, const Words& value) {
    p256_field_multiply(out.words.data(), value.data(), kDomainFactor.data());
}

}  // namespace lib::p256
