// SPDX-License-Identifier: Apache-2.0
// Whether the application may do itself what it asks of a service. Compiled with the core: it is
// asked four times in a call with two vectors.
#include <bit>
#include <iterator>

#include "manager/core/platform.h"
#include "system/layout.h"

namespace manager::machine {
namespace {

constexpr bool same(const layout::Range& a, const layout::Range& b) {
    return a.base == b.base && a.end == b.end;
}

// Numbers of the SAU regions that are the application's RAM or flash, as bits.
template <std::size_t kCount>
constexpr std::uint32_t regions(const layout::Range (&list)[kCount]) {
    std::uint32_t bits = 0;
    std::uint32_t bit = 1;
    for (const layout::Range& region : layout::kSauRegions) {
        for (const layout::Range& range : list) {
            bits |= same(region, range) ? bit : 0;
        }
        bit <<= 1;
    }
    return bits;
}
constexpr std::uint32_t kRam = regions(layout::kNonSecureRam);
constexpr std::uint32_t kRamAndFlash = kRam | regions(layout::kNonSecureFlash);
static_assert(std::popcount(kRamAndFlash) ==
              std::size(layout::kNonSecureRam) + std::size(layout::kNonSecureFlash));

// TTA asks for privileged non-secure code, TTAT for unprivileged.
inline std::uint32_t test(std::uint32_t address, bool unprivileged) {
    std::uint32_t answer;
    if (unprivileged) {
        asm("ttat %0, %1" : "=r"(answer) : "r"(address));
    } else {
        asm("tta %0, %1" : "=r"(answer) : "r"(address));
    }
    return answer;
}

}  // namespace

bool nonsecure_unprivileged() {
    std::uint32_t control;
    asm volatile("mrs %0, control_ns" : "=r"(control));
    return (control & 1u) != 0;
}

bool nonsecure_may(std::uint32_t base, std::uint32_t size, bool write) {
    return nonsecure_may_as(nonsecure_unprivileged(), base, size, write);
}

bool nonsecure_may_as(bool unprivileged, std::uint32_t base, std::uint32_t size, bool write) {
    std::uint32_t last = base + (size - 1);
    if (last < base) {
        return false;
    }
    const std::uint32_t regions = write ? kRam : kRamAndFlash;
    if (unprivileged) {
        return core::range_allowed(test(base, true), test(last, true), write, regions);
    }
    return core::range_allowed(test(base, false), test(last, false), write, regions);
}

}  // namespace manager::machine
