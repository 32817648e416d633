// SPDX-License-Identifier: Apache-2.0
// Points for secrets: homogeneous coordinates and the complete formulas of Renes, Costello and
// Batina (2015/1060), which have no special case to branch upon. The instructions and addresses of
// every function here depend on no coordinate.
#pragma once

#include "lib/p256/point.h"

namespace lib::p256 {

// (x / z, y / z); z = 0 is the point at infinity.
struct ProjectivePoint {
    FieldElement x;
    FieldElement y;
    FieldElement z;
};

inline constexpr ProjectivePoint kProjectiveInfinity{{}, kFieldOne, {}};

void projective_double(ProjectivePoint& point);
void projective_add(ProjectivePoint& point, const ProjectivePoint& addend);

// x and y, plain numbers < p. The point at infinity gives zeros.
struct AffineWords {
    Words x;
    Words y;
};
AffineWords projective_affine(const ProjectivePoint& point);

}  // namespace lib::p256
