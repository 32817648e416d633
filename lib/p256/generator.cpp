// SPDX-License-Identifier: Apache-2.0
// Schoolbook affine arithmetic on plain numbers: slow, short and only for the compiler.

#include "lib/p256/generator.h"

namespace lib::p256 {
namespace {

struct PlainPoint {
    Words x;
    Words y;
};

// FIPS 186-4, D.1.2.3.
constexpr PlainPoint kG{{0xD898C296u, 0xF4A13945u, 0x2DEB33A0u, 0x77037D81u, 0x63A440F2u,
                         0xF8BCE6E5u, 0xE12C4247u, 0x6B17D1F2u},
                        {0x37BF51F5u, 0xCBB64068u, 0x6B315ECEu, 0x2BCE3357u, 0x7C0F9E16u,
                         0x8EE7EB4Au, 0xFE1A7F9Bu, 0x4FE342E2u}};

consteval Words times(const Words& a, const Words& b) {
    return multiply_montgomery(multiply_montgomery(a, b, kFieldModulus), kDomainFactor,
                               kFieldModulus);
}
consteval Words plus(const Words& a, const Words& b) {
    return add_mod(a, b, kFieldModulus);
}
consteval Words minus(const Words& a, const Words& b) {
    return subtract_mod(a, b, kFieldModulus);
}

// The third point on the line of this slope through a and b, mirrored.
consteval PlainPoint sum(const PlainPoint& a, const PlainPoint& b, const Words& slope) {
    const Words x = minus(minus(times(slope, slope), a.x), b.x);
    return {x, minus(times(slope, minus(a.x, x)), a.y)};
}

consteval PlainPoint doubled(const PlainPoint& a) {
    const Words xx = minus(times(a.x, a.x), Words{1});
    return sum(a, a, divide_mod(plus(plus(xx, xx), xx), plus(a.y, a.y), kFieldModulus));
}

consteval PlainPoint added(const PlainPoint& a, const PlainPoint& b) {
    return sum(a, b, divide_mod(minus(b.y, a.y), minus(b.x, a.x), kFieldModulus));
}

consteval AffinePoint entered(const PlainPoint& a) {
    return {field_constant(a.x), field_constant(a.y)};
}

// One evaluation each, which keeps below the compiler's limit of operations.
constexpr PlainPoint kTwo = doubled(kG);
template <size_t i>
constexpr PlainPoint kOdd = added(kOdd<i - 1>, kTwo);
template <>
constexpr PlainPoint kOdd<0> = kG;

template <size_t... i>
consteval auto odd_multiples(std::index_sequence<i...>) {
    return std::array<AffinePoint, sizeof...(i)>{entered(kOdd<i>)...};
}

// 2^64 G, 2^128 G, 2^192 G: too many doublings for the compiler; a test makes them again.
constexpr PlainPoint kTooth1{{0x8E14DB63u, 0x90E75CB4u, 0xAD651F7Eu, 0x29493BAAu, 0x326E25DEu,
                              0x8492592Eu, 0x2811AAA5u, 0x0FA822BCu},
                             {0x5F462EE7u, 0xE4112454u, 0x50FE82F5u, 0x34B1A650u, 0xB3DF188Bu,
                              0x6F4AD4BCu, 0xF5DBA80Du, 0xBFF44AE8u}};
constexpr PlainPoint kTooth2{{0xD789BD85u, 0x57C84FC9u, 0xC297EAC3u, 0xFC35FF7Du, 0x88C6766Eu,
                              0xFB982FD5u, 0xEEDB5E67u, 0x447D739Bu},
                             {0x72E25B32u, 0x0C7E33C9u, 0xA7FAE500u, 0x3D349B95u, 0x3A4AAFF7u,
                              0xE12E9D95u, 0x834131EEu, 0x2D4825ABu}};
constexpr PlainPoint kTooth3{{0x313728BEu, 0x6CF20FFBu, 0xA3C6B94Au, 0x96439591u, 0x44315FC5u,
                              0x2736FF83u, 0xA7849276u, 0xA6D39677u},
                             {0xC357F5F4u, 0xF2BAB833u, 0x2284059Bu, 0x824A920Cu, 0x2D27ECDFu,
                              0x66B8BABDu, 0x9B0B8816u, 0x674F8474u}};

// The sum of the teeth whose bits are set; an entry with two or more stands on one with fewer.
template <size_t i>
constexpr PlainPoint kComb = added(kComb<(i & (i - 1))>, kComb<(i & -i)>);
template <>
constexpr PlainPoint kComb<1> = kG;
template <>
constexpr PlainPoint kComb<2> = kTooth1;
template <>
constexpr PlainPoint kComb<4> = kTooth2;
template <>
constexpr PlainPoint kComb<8> = kTooth3;

template <size_t i>
consteval ProjectivePoint comb_entry() {
    if constexpr (i == 0) {
        return kProjectiveInfinity;
    } else {
        const AffinePoint point = entered(kComb<i>);
        return {point.x, point.y, kFieldOne};
    }
}

template <size_t... i>
consteval auto comb(std::index_sequence<i...>) {
    return std::array<ProjectivePoint, sizeof...(i)>{comb_entry<i>()...};
}

}  // namespace

constexpr std::array<AffinePoint, kGeneratorCount> kGeneratorOdd =
    odd_multiples(std::make_index_sequence<kGeneratorCount>());

constexpr std::array<ProjectivePoint, kCombSize> kGeneratorComb =
    comb(std::make_index_sequence<kCombSize>());

}  // namespace lib::p256
