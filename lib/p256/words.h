// SPDX-License-Identifier: Apache-2.0
// 256-bit numbers and Montgomery multiplication for any odd modulus, portable and constexpr: the
// arithmetic modulo n everywhere, modulo p on hosts and in tables computed when compiling.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "lib/bytes/bytes.h"

namespace lib::p256 {

// Eight 32-bit words, least significant first.
using Words = std::array<uint32_t, 8>;

constexpr bool is_zero(const Words& a) {
    uint32_t any = 0;
    for (uint32_t word : a) {
        any |= word;
    }
    return any == 0;
}

// What all modular arithmetic stands on, with two implementations: field_portable.cpp and
// field_mul_m33.S. `out` may be any of the operands; the time is the same for all values.
extern "C" {
// out = a + b mod 2^256; the carry out (0 or 1).
uint32_t p256_words_add(uint32_t* out, const uint32_t* a, const uint32_t* b);
// out = a - b mod 2^256; the borrow out (0 or 1).
uint32_t p256_words_subtract(uint32_t* out, const uint32_t* a, const uint32_t* b);
// a = (top * 2^256 + a) / 2, rounded down; top is 0 or 1.
void p256_words_halve(uint32_t* a, uint32_t top);
}

namespace detail {

constexpr uint32_t add(uint32_t* out, const uint32_t* a, const uint32_t* b) {
    uint64_t sum = 0;
    for (size_t i = 0; i < 8; ++i) {
        sum += static_cast<uint64_t>(a[i]) + b[i];
        out[i] = static_cast<uint32_t>(sum);
        sum >>= 32;
    }
    return static_cast<uint32_t>(sum);
}

constexpr uint32_t subtract(uint32_t* out, const uint32_t* a, const uint32_t* b) {
    uint32_t borrow = 0;
    for (size_t i = 0; i < 8; ++i) {
        const uint64_t difference = static_cast<uint64_t>(a[i]) - b[i] - borrow;
        out[i] = static_cast<uint32_t>(difference);
        borrow = static_cast<uint32_t>(difference >> 32) & 1u;
    }
    return borrow;
}

constexpr void halve(uint32_t* a, uint32_t top) {
    for (size_t i = 0; i < 8; ++i) {
        const uint32_t above = i == 7 ? top : a[i + 1];
        a[i] = (a[i] >> 1) | (above << 31);
    }
}

}  // namespace detail

// The same for the compiler too.
constexpr uint32_t add_carry(Words& out, const Words& a, const Words& b) {
    if consteval {
        return detail::add(out.data(), a.data(), b.data());
    }
    return p256_words_add(out.data(), a.data(), b.data());
}

constexpr uint32_t subtract_borrow(Words& out, const Words& a, const Words& b) {
    if consteval {
        return detail::subtract(out.data(), a.data(), b.data());
    }
    return p256_words_subtract(out.data(), a.data(), b.data());
}

constexpr void shift_right(Words& a, uint32_t top) {
    if consteval {
        return detail::halve(a.data(), top);
    }
    p256_words_halve(a.data(), top);
}

constexpr bool less(const Words& a, const Words& b) {
    Words ignored;
    return subtract_borrow(ignored, a, b) != 0;
}

constexpr Words words_from_bytes(std::span<const std::byte, 32> big_endian) {
    Words out;
    for (size_t i = 0; i < 8; ++i) {
        out[7 - i] = bytes::load_be<uint32_t>(
            std::span<const std::byte, 4>(big_endian.subspan(4 * i).first<4>()));
    }
    return out;
}

constexpr void words_to_bytes(std::span<std::byte, 32> big_endian, const Words& words) {
    for (size_t i = 0; i < 8; ++i) {
        bytes::store_be<uint32_t>(std::span<std::byte, 4>(big_endian.subspan(4 * i).first<4>()),
                                  words[7 - i]);
    }
}

// An odd prime between 2^255 and 2^256.
struct Modulus {
    Words value;
    uint32_t negated_inverse;  // -1 / value mod 2^32

    // Newton: each step doubles the number of right bits, and 1 is right for three.
    consteval explicit Modulus(const Words& prime) : value(prime), negated_inverse(1) {
        for (int step = 0; step < 5; ++step) {
            negated_inverse *= 2 + value[0] * negated_inverse;
        }
    }
};

// a + b, for a, b < modulus.
constexpr Words add_mod(const Words& a, const Words& b, const Modulus& modulus) {
    Words sum;
    Words reduced;
    const uint32_t carry = add_carry(sum, a, b);
    const uint32_t borrow = subtract_borrow(reduced, sum, modulus.value);
    return carry < borrow ? sum : reduced;
}

// a - b, for a, b < modulus.
constexpr Words subtract_mod(const Words& a, const Words& b, const Modulus& modulus) {
    Words difference;
    if (subtract_borrow(difference, a, b) != 0) {
        add_carry(difference, difference, modulus.value);
    }
    return difference;
}

namespace detail {

// sum += a * factor + (previous words): one row of a schoolbook product, ten words wide.
constexpr void add_row(std::array<uint32_t, 10>& sum, const Words& a, uint32_t factor) {
    uint64_t carry = 0;
    for (size_t j = 0; j < 8; ++j) {
        carry += static_cast<uint64_t>(a[j]) * factor + sum[j];
        sum[j] = static_cast<uint32_t>(carry);
        carry >>= 32;
    }
    carry += sum[8];
    sum[8] = static_cast<uint32_t>(carry);
    sum[9] += static_cast<uint32_t>(carry >> 32);
}

}  // namespace detail

// a * b / 2^256 mod modulus, for a, b < modulus; the result is < modulus.
constexpr Words multiply_montgomery(const Words& a, const Words& b, const Modulus& modulus) {
    std::array<uint32_t, 10> sum{};
    for (uint32_t factor : b) {
        detail::add_row(sum, a, factor);
        detail::add_row(sum, modulus.value, sum[0] * modulus.negated_inverse);
        for (size_t j = 0; j < 9; ++j) {
            sum[j] = sum[j + 1];
        }
        sum[9] = 0;
    }
    Words low;
    for (size_t j = 0; j < 8; ++j) {
        low[j] = sum[j];
    }
    Words reduced;
    const uint32_t borrow = subtract_borrow(reduced, low, modulus.value);
    return sum[8] < borrow ? low : reduced;
}

namespace detail {

// a / 2 mod modulus.
constexpr void halve_mod(Words& a, const Modulus& modulus) {
    const uint32_t carry = (a[0] & 1u) != 0 ? add_carry(a, a, modulus.value) : 0;
    shift_right(a, carry);
}

// Divides `a` by two while it is even, and `quotient` with it modulo the modulus.
constexpr void strip_twos(Words& a, Words& quotient, const Modulus& modulus) {
    while ((a[0] & 1u) == 0) {
        shift_right(a, 0);
        halve_mod(quotient, modulus);
    }
}

}  // namespace detail

// numerator / denominator mod modulus, for numerator < modulus, 0 < denominator < modulus, by the
// binary Euclidean algorithm. Its time depends on the values: for public numbers only.
constexpr Words divide_mod(const Words& numerator, const Words& denominator,
                           const Modulus& modulus) {
    if (is_zero(denominator)) {
        return {};  // out of contract, but it must not spin for ever
    }
    // Kept: x * denominator = u * numerator, y * denominator = v * numerator.
    Words storage[4] = {denominator, numerator, modulus.value, {}};
    Words *u = &storage[0], *x = &storage[1];
    Words *v = &storage[2], *y = &storage[3];
    while (!is_zero(*u)) {
        detail::strip_twos(*u, *x, modulus);
        if (less(*u, *v)) {
            std::swap(u, v);
            std::swap(x, y);
        }
        subtract_borrow(*u, *u, *v);
        *x = subtract_mod(*x, *y, modulus);
    }
    return *y;
}

}  // namespace lib::p256
