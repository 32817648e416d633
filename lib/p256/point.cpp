// SPDX-License-Identifier: Apache-2.0
// Jacobian coordinates. Formulas in DESIGN.md; the names of intermediate values are its names.

#include "lib/p256/point.h"

namespace lib::p256 {
namespace {

FieldElement with_sign(const FieldElement& y, Sign sign) {
    FieldElement out = y;
    if (sign == Sign::kMinus) {
        subtract(out, FieldElement{}, y);
    }
    return out;
}

// What an addition found out; in the last two cases it left the point alone.
enum class Sum { kDone, kSamePoint, kOpposite };

// point += (x2, y2) for finite points.
Sum add_finite(Point& point, const FieldElement& x2, const FieldElement& y2) {
    FieldElement h, r, t, v;
    square(t, point.z);
    multiply(h, x2, t);
    subtract(h, h, point.x);
    multiply(t, t, point.z);
    multiply(r, y2, t);
    subtract(r, r, point.y);
    if (is_zero(h)) {
        return is_zero(r) ? Sum::kSamePoint : Sum::kOpposite;
    }
    multiply(point.z, point.z, h);
    square(t, h);
    multiply(v, point.x, t);
    multiply(t, t, h);
    multiply(point.y, point.y, t);
    square(point.x, r);
    subtract(point.x, point.x, t);
    subtract(point.x, point.x, v);
    subtract(point.x, point.x, v);
    subtract(v, v, point.x);
    multiply(v, v, r);
    subtract(point.y, v, point.y);
    return Sum::kDone;
}

// Settles the cases in which the addition's formula does not hold.
void settle(Point& point, Sum sum, const Point& addend) {
    if (sum == Sum::kSamePoint) {
        point = addend;
        point_double(point);
    } else if (sum == Sum::kOpposite) {
        point = kInfinity;
    }
}

}  // namespace

bool on_curve(const AffinePoint& point) {
    FieldElement left, right;
    square(right, point.x);
    for (int i = 0; i < 3; ++i) {
        subtract(right, right, kFieldOne);
    }
    multiply(right, right, point.x);
    add(right, right, kCurveB);
    square(left, point.y);
    return left == right;
}

bool load_point(AffinePoint& out, std::span<const std::byte, 64> key) {
    const Words x = words_from_bytes(key.first<32>());
    const Words y = words_from_bytes(key.last<32>());
    if (!less(x, kFieldModulus.value) || !less(y, kFieldModulus.value)) {
        return false;
    }
    field_enter(out.x, x);
    field_enter(out.y, y);
    return on_curve(out);
}

void point_double(Point& point) {
    FieldElement lambda, sigma, tau, t;
    square(t, point.z);
    subtract(lambda, point.x, t);
    add(t, point.x, t);
    multiply(t, lambda, t);
    half(lambda, t);
    add(lambda, lambda, t);
    multiply(point.z, point.y, point.z);
    square(sigma, point.y);
    multiply(tau, point.x, sigma);
    square(point.x, lambda);
    subtract(point.x, point.x, tau);
    subtract(point.x, point.x, tau);
    subtract(tau, tau, point.x);
    multiply(point.y, lambda, tau);
    square(sigma, sigma);
    subtract(point.y, point.y, sigma);
}

void point_add(Point& point, const AffinePoint& addend, Sign sign) {
    const Point other{addend.x, with_sign(addend.y, sign), kFieldOne};
    if (is_zero(point.z)) {
        point = other;
        return;
    }
    settle(point, add_finite(point, other.x, other.y), other);
}

void point_add(Point& point, const Point& addend, Sign sign) {
    if (is_zero(addend.z)) {
        return;
    }
    const Point other{addend.x, with_sign(addend.y, sign), addend.z};
    if (is_zero(point.z)) {
        point = other;
        return;
    }
    // Over the common denominator addend.z the addend is affine.
    FieldElement t;
    square(t, other.z);
    multiply(point.x, point.x, t);
    multiply(t, t, other.z);
    multiply(point.y, point.y, t);
    const Sum sum = add_finite(point, other.x, other.y);
    multiply(point.z, point.z, other.z);
    settle(point, sum, other);
}

}  // namespace lib::p256
