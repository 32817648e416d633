// SPDX-License-Identifier: Apache-2.0
// Points of the curve y^2 = x^3 - 3x + b over p. All operations are complete: they take and give
// the point at infinity, equal and opposite points. Their time depends on the points: public only.
#pragma once

#include "lib/p256/field.h"

namespace lib::p256 {

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

void point_double(Point& point);

// point += sign * addend. An affine addend is never at infinity.
void point_add(Point& point, const AffinePoint& addend, Sign sign);
void point_add(Point& point, const Point& addend, Sign sign);

}  // namespace lib::p256
