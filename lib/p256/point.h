// SPDX-License-Identifier: Apache-2.0
// Points of the curve y^2 = x^3 - 3x + b over p. All operations are complete: they take and give
// the point at infinity, equal and opposite points. Their time depends on the points: public only.
#pragma once

#include "lib/p256/field.h"

namespace lib::p256 {

inline constexpr FieldElement kCurveB =
    field_constant({0x27D2604Bu, 0x3BCE3C3Eu, 0xCC53B0F6u, 0x651D06B0u, 0x769886BCu, 0xB3EBBD55u,
                    0xAA3A93E7u, 0x5AC635D8u});

struct AffinePoint {
    FieldElement x;
    FieldElement y;
};

// (x / z^2, y / z^3); z = 0 is the point at infinity.
struct Point {
    FieldElement x;
    FieldElement y;
    FieldElement z;
};

inline constexpr Point kInfinity{kFieldOne, kFieldOne, {}};

enum class Sign : bool { kPlus, kMinus };

bool on_curve(const AffinePoint& point);

// The point X || Y, big endian. False where a coordinate is not < p or the point not on the curve.
bool load_point(AffinePoint& out, std::span<const std::byte, 64> key);

void point_double(Point& point);

// point += sign * addend. An affine addend is never at infinity.
void point_add(Point& point, const AffinePoint& addend, Sign sign);
void point_add(Point& point, const Point& addend, Sign sign);

}  // namespace lib::p256
