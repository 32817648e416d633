// SPDX-License-Identifier: Apache-2.0
// Multiples of the base point G, computed when compiling.
#pragma once

#include "lib/p256/projective.h"

namespace lib::p256 {

inline constexpr unsigned kGeneratorWidth = 6;  // digits up to 31

inline constexpr size_t kGeneratorCount = 1u << (kGeneratorWidth - 2);

// kGeneratorOdd[i] = (2i + 1) G
extern const std::array<AffinePoint, kGeneratorCount> kGeneratorOdd;

// For secret factors: kGeneratorComb[i] = sum of 2^(64 j) G over the bits j of i.
inline constexpr unsigned kCombTeeth = 4;
inline constexpr size_t kCombSize = 1u << kCombTeeth;
extern const std::array<ProjectivePoint, kCombSize> kGeneratorComb;

}  // namespace lib::p256
