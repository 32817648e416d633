// SPDX-License-Identifier: Apache-2.0
// Odd multiples of the base point G, computed when compiling.
#pragma once

#include "lib/p256/point.h"

namespace lib::p256 {

inline constexpr unsigned kGeneratorWidth = 6;  // digits up to 31

inline constexpr size_t kGeneratorCount = 1u << (kGeneratorWidth - 2);

// kGeneratorOdd[i] = (2i + 1) G
extern const std::array<AffinePoint, kGeneratorCount> kGeneratorOdd;

}  // namespace lib::p256
