// SPDX-License-Identifier: Apache-2.0

#include "lib/p256/choose.h"
#include "lib/p256/multiply.h"

namespace lib::p256 {

void multiply_point(ProjectivePoint& out, const Words& factor, const AffinePoint& point) {
    constexpr unsigned kWidth = 4;
    std::array<ProjectivePoint, 1u << kWidth> multiples;
    multiples[0] = kProjectiveInfinity;
    multiples[1] = {point.x, point.y, kFieldOne};
    for (size_t i = 2; i < multiples.size(); ++i) {
        multiples[i] = multiples[i - 1];
        projective_add(multiples[i], multiples[1]);
    }
    out = kProjectiveInfinity;
    ProjectivePoint chosen;
    for (unsigned at = 256; at > 0; at -= kWidth) {
        for (unsigned i = 0; i < kWidth; ++i) {
            projective_double(out);
        }
        const uint32_t digit = (factor[(at - kWidth) / 32] >> ((at - kWidth) % 32)) & 15u;
        choose_entry(chosen, std::span<const ProjectivePoint>(multiples), digit);
        projective_add(out, chosen);
    }
    bytes::wipe_object(multiples);
    bytes::wipe_object(chosen);
}

}  // namespace lib::p256
