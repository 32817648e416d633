// SPDX-License-Identifier: Apache-2.0

#include "lib/hardened/hardened.h"
#include "lib/p256/multiply.h"

namespace lib::p256 {
namespace {

using PointWords = std::array<uint32_t, sizeof(ProjectivePoint) / sizeof(uint32_t)>;

// `point` where `bit` is 1, infinity where it is 0, without a branch.
void point_or_infinity(ProjectivePoint& out, const ProjectivePoint& point, uint32_t bit) {
    const uint32_t mask = hardened::launder(0u - bit);
    const auto one = std::bit_cast<PointWords>(point);
    const auto zero = std::bit_cast<PointWords>(kProjectiveInfinity);
    PointWords chosen;
    for (size_t i = 0; i < chosen.size(); ++i) {
        chosen[i] = zero[i] ^ (mask & (zero[i] ^ one[i]));
    }
    out = std::bit_cast<ProjectivePoint>(chosen);
}

}  // namespace

// The formulas are complete: a sum of equal points is right too.
void multiply_point_compact(ProjectivePoint& out, const Words& factor, const AffinePoint& point) {
    const ProjectivePoint base{point.x, point.y, kFieldOne};
    ProjectivePoint chosen;
    out = kProjectiveInfinity;
    for (unsigned at = 256; at-- > 0;) {
        projective_add(out, out);
        point_or_infinity(chosen, base, (factor[at / 32] >> (at % 32)) & 1u);
        projective_add(out, chosen);
    }
    bytes::wipe_object(chosen);
}

}  // namespace lib::p256
