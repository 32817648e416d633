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

}  // namespace

constexpr std::array<AffinePoint, kGeneratorCount> kGeneratorOdd =
    odd_multiples(std::make_index_sequence<kGeneratorCount>());

}  // namespace lib::p256
