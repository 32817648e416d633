// SPDX-License-Identifier: Apache-2.0

#include "lib/p256/choose.h"
#include "lib/p256/generator.h"
#include "lib/p256/multiply.h"

namespace lib::p256 {
namespace {

constexpr unsigned kSpacing = 256 / kCombTeeth;

// Bits at, at + kSpacing, ... of the number: a digit of the comb.
uint32_t comb_digit(const Words& number, unsigned at) {
    uint32_t digit = 0;
    for (unsigned tooth = 0; tooth < kCombTeeth; ++tooth) {
        const unsigned bit = at + tooth * kSpacing;
        digit |= ((number[bit / 32] >> (bit % 32)) & 1u) << tooth;
    }
    return digit;
}

}  // namespace

void multiply_generator(ProjectivePoint& out, const Words& factor) {
    out = kProjectiveInfinity;
    ProjectivePoint chosen;
    for (unsigned at = kSpacing; at-- > 0;) {
        projective_double(out);
        choose_entry(chosen, std::span<const ProjectivePoint>(kGeneratorComb),
                     comb_digit(factor, at));
        projective_add(out, chosen);
    }
    bytes::wipe_object(chosen);
}

}  // namespace lib::p256
