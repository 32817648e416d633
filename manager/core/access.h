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
