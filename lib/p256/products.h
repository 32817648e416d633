// SPDX-License-Identifier: Apache-2.0
// The sum that a verification stands on, and what it proves about its own run: lib/p256/DESIGN.md,
// "Faults".
#pragma once

#include "lib/p256/point.h"
#include "lib/p256/scalar.h"

namespace lib::p256 {

inline constexpr unsigned kKeyWidth = 5;  // digits of the key's factor up to 15

// u1 * G + u2 * key, for digits of widths kGeneratorWidth and kKeyWidth, in one run of doublings.
// Stops (fail_closed) at a digit out of its range, kNoDigit among them, and where the run did not
// take exactly one step for each digit.
Point sum_of_products(const Digits& u1, const Digits& u2, const AffinePoint& key);

}  // namespace lib::p256
