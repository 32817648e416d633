// SPDX-License-Identifier: Apache-2.0
// Odd multiples of the base point G, computed when compiling.
#pragma once

#include "lib/p256/point.h"

namespace lib::p256 {

inline constexpr unsigned kGeneratorWidth = 6;  // digits up to 31

// kGeneratorOdd[i] = (2i + 1) G
extern const std::array<AffinePoint, 1u << (kGeneratorWidth - 2)> kGeneratorOdd;

}  // namespace lib::p256
