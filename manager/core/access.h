// SPDX-License-Identifier: Apache-2.0
// Ranges of addresses and the one question about them: does this lie wholly in that?
#pragma once

#include <cstdint>
#include <span>

namespace manager::core {

struct Range {
    std::uint32_t base;
    std::uint32_t size;
};

// True where [base, base + size) is part of `outer`. Nothing wraps; an empty range is part of it
// when its base is inside or at the end.
constexpr bool contains(const Range& outer, std::uint32_t base, std::uint32_t size) {
    return base >= outer.base && size <= outer.size && base - outer.base <= outer.size - size;
}

// Ranges that end at 2^32 or before it.
constexpr bool wraps(const Range& r) {
    return r.size != 0 && r.base + (r.size - 1) < r.base;
}

constexpr bool overlap(const Range& a, const Range& b) {
    return a.size != 0 && b.size != 0 && a.base <= b.base + (b.size - 1) &&
           b.base <= a.base + (a.size - 1);
}

// The answer of the TT instructions (Armv8-M, TT_RESP) as asked for non-secure rights.
struct TargetTest {
    std::uint32_t word;
    constexpr std::uint32_t attribution_region() const { return (word >> 8) & 0xFF; }
    constexpr bool in_attribution_region() const { return ((word >> 17) & 1u) != 0; }
    constexpr bool nonsecure_may_read() const { return ((word >> 20) & 1u) != 0; }
    constexpr bool nonsecure_may_write() const { return ((word >> 21) & 1u) != 0; }
};

// First and last byte of a range answer alike: same SAU region, same non-secure MPU region, hence
// all between them. `regions`: the SAU regions that are memory of the application, bit = number.
constexpr bool range_allowed(TargetTest first, TargetTest last, bool write,
                             std::uint32_t regions) {
    return first.word == last.word && first.in_attribution_region() &&
           first.attribution_region() < 32 && ((regions >> first.attribution_region()) & 1u) != 0 &&
           (write ? first.nonsecure_may_write() : first.nonsecure_may_read());
}

constexpr bool contained_in_any(std::span<const Range> outer, std::uint32_t base,
                                std::uint32_t size) {
    for (const Range& range : outer) {
        if (contains(range, base, size)) {
            return true;
        }
    }
    return false;
}

}  // namespace manager::core
