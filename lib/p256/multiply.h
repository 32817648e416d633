// SPDX-License-Identifier: Apache-2.0
// Multiples of points by secret numbers. Instructions and addresses depend on neither.
#pragma once

#include "lib/p256/projective.h"

namespace lib::p256 {

// out = factor * G, by a comb of four teeth: 64 doublings and additions.
void multiply_generator(ProjectivePoint& out, const Words& factor);

// out = factor * point, by digits of four bits: 256 doublings, 64 additions, 1.6 KB of stack.
// `point`: on the curve.
void multiply_point(ProjectivePoint& out, const Words& factor, const AffinePoint& point);

// The same by single bits, 512 additions: a third of the code and hardly any stack.
void multiply_point_compact(ProjectivePoint& out, const Words& factor, const AffinePoint& point);

}  // namespace lib::p256
