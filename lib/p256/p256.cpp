// SPDX-License-Identifier: Apache-2.0

#include "lib/p256/p256.h"

#include "lib/p256/generator.h"
#include "lib/p256/scalar.h"

namespace lib::p256 {
namespace {

using hardened::HardenedBool;

constexpr unsigned kKeyWidth = 5;  // digits up to 15

using KeyMultiples = std::array<Point, 1u << (kKeyWidth - 2)>;

bool load_key(AffinePoint& out, PublicKeyView key) {
    const Words x = words_from_bytes(key.first<32>());
    const Words y = words_from_bytes(key.last<32>());
    if (!less(x, kFieldModulus.value) || !less(y, kFieldModulus.value)) {
        return false;
    }
    field_enter(out.x, x);
    field_enter(out.y, y);
    return on_curve(out);
}

bool in_scalar_range(const Words& value) {
    return !is_zero(value) && less(value, kOrder.value);
}

// table[i] = (2i + 1) key
void odd_multiples(KeyMultiples& table, const AffinePoint& key) {
    table[0] = {key.x, key.y, kFieldOne};
    Point two = table[0];
    point_double(two);
    for (size_t i = 1; i < table.size(); ++i) {
        table[i] = table[i - 1];
        point_add(table[i], two, Sign::kPlus);
    }
}

template <typename Table>
void add_digit(Point& sum, const Table& odd, int digit) {
    if (digit > 0) {
        point_add(sum, odd[static_cast<size_t>(digit) / 2], Sign::kPlus);
    } else if (digit < 0) {
        point_add(sum, odd[static_cast<size_t>(-digit) / 2], Sign::kMinus);
    }
}

// u1 * G + u2 * key, both products in one run of doublings.
Point sum_of_products(const Factors& factors, const AffinePoint& key) {
    KeyMultiples key_odd;
    odd_multiples(key_odd, key);
    Digits digits1;
    Digits digits2;
    scalar_recode(digits1, factors.u1, kGeneratorWidth);
    scalar_recode(digits2, factors.u2, kKeyWidth);
    Point sum = kInfinity;
    for (size_t i = digits1.size(); i-- > 0;) {
        if (!is_zero(sum.z)) {
            point_double(sum);
        }
        add_digit(sum, kGeneratorOdd, digits1[i]);
        add_digit(sum, key_odd, digits2[i]);
    }
    return sum;
}

// Whether value < p and the point's x is value: x = X / Z^2 is compared without the division.
HardenedBool x_equals(const Point& point, const Words& value) {
    if (!less(value, kFieldModulus.value)) {
        return HardenedBool::kFalse;
    }
    FieldElement expected, zz;
    field_enter(expected, value);
    square(zz, point.z);
    multiply(expected, expected, zz);
    return hardened::equal_bytes(std::as_bytes(std::span(expected.words)),
                                 std::as_bytes(std::span(point.x.words)));
}

// Whether x mod n = r. As n < p < 2n, x itself is r or r + n.
HardenedBool x_matches(const Point& point, const Words& r) {
    if (is_zero(point.z)) {
        return HardenedBool::kFalse;
    }
    const HardenedBool decision = x_equals(point, r);
    Words above;
    if (hardened::is_true(decision) || add_carry(above, r, kOrder.value) != 0) {
        return decision;
    }
    return x_equals(point, above);
}

}  // namespace

HardenedBool public_key_valid(PublicKeyView key) {
    AffinePoint point;
    return load_key(point, key) ? HardenedBool::kTrue : HardenedBool::kFalse;
}

HardenedBool verify(PublicKeyView key, DigestView digest, SignatureView signature) {
    AffinePoint point;
    const Words r = words_from_bytes(signature.first<32>());
    const Words s = words_from_bytes(signature.last<32>());
    if (!load_key(point, key) || !in_scalar_range(r) || !in_scalar_range(s)) {
        return HardenedBool::kFalse;
    }
    return x_matches(sum_of_products(scalar_factors(words_from_bytes(digest), r, s), point), r);
}

}  // namespace lib::p256
