// SPDX-License-Identifier: Apache-2.0

#include "lib/p256/p256.h"

#include "lib/p256/generator.h"
#include "lib/p256/products.h"

namespace lib::p256 {
namespace {

using hardened::HardenedBool;

bool in_scalar_range(const Words& value) {
    return !is_zero(value) && less(value, kOrder.value);
}

// The point of the equation. What a skipped recoding leaves is no digit, and stops the sum.
Point combined(const Words& digest, const Words& r, const Words& s, const AffinePoint& key) {
    const Factors factors = scalar_factors(digest, r, s);
    Digits u1;
    Digits u2;
    u1.fill(kNoDigit);
    u2.fill(kNoDigit);
    scalar_recode(u1, factors.u1, kGeneratorWidth);
    scalar_recode(u2, factors.u2, kKeyWidth);
    return sum_of_products(u1, u2, key);
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
    return load_point(point, key) ? HardenedBool::kTrue : HardenedBool::kFalse;
}

HardenedBool verify(PublicKeyView key, DigestView digest, SignatureView signature) {
    AffinePoint point;
    const Words r = words_from_bytes(signature.first<32>());
    const Words s = words_from_bytes(signature.last<32>());
    if (!load_point(point, key) || !in_scalar_range(r) || !in_scalar_range(s)) {
        return HardenedBool::kFalse;
    }
    return x_matches(combined(words_from_bytes(digest), r, s, point), r);
}

}  // namespace lib::p256
