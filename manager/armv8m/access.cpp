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
std::uint32_t test(bool unprivileged, std::uint32_t address) {
    std::uint32_t answer;
    if (unprivileged) {
        asm volatile("ttat %0, %1" : "=r"(answer) : "r"(address));
    } else {
        asm volatile("tta %0, %1" : "=r"(answer) : "r"(address));
    }
    return answer;
}

}  // namespace

bool nonsecure_unprivileged() {
    std::uint32_t control;
    asm volatile("mrs %0, control_ns" : "=r"(control));
    return (control & 1u) != 0;
}

bool nonsecure_may(bool unprivileged, std::uint32_t base, std::uint32_t size, bool write) {
    std::uint32_t last = base + (size - 1);
    return last >= base && core::range_allowed(test(unprivileged, base), test(unprivileged, last),
                                               write, write ? kRam : kRamAndFlash);
}

}  // namespace manager::machine
