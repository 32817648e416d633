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

// True where [base, base + size) is part of `outer`, which ends at 2^32 or before it. Nothing
// wraps; an empty range is part of it when its base is inside or at the end. A base below it makes
// a distance that is more than `outer` has.
constexpr bool contains(const Range& outer, std::uint32_t base, std::uint32_t size) {
    return size <= outer.size && base - outer.base <= outer.size - size;
}

// Ranges that end at 2^32 or before it.
constexpr bool wraps(const Range& r) {
    return r.size != 0 && r.base + (r.size - 1) < r.base;
}

constexpr bool overlap(const Range& a, const Range& b) {
    return a.size != 0 && b.size != 0 && a.base <= b.base + (b.size - 1) &&
           b.base <= a.base + (a.size - 1);
}

// Answers of the TT instructions (Armv8-M, TT_RESP): SREGION 15:8, SRVALID 17, NSR 20, NSRW 21.
inline constexpr std::uint32_t kTestRead = 1u << 17 | 1u << 20;
inline constexpr std::uint32_t kTestWrite = 1u << 17 | 1u << 21;

// First and last byte of a range answer alike: same SAU region, same non-secure MPU region, hence
// all between them. `regions`: the SAU regions that are memory of the application, bit = number;
// there are 8 on this core, the number has 8 bits.
constexpr bool range_allowed(std::uint32_t first, std::uint32_t last, bool write,
                             std::uint32_t regions) {
    std::uint32_t needed = write ? kTestWrite : kTestRead;
    std::uint32_t region = (first >> 8) & 0x1F;
    return first == last && (needed & ~first) == 0 && ((regions >> region) & 1u) != 0;
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
