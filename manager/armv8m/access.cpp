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

bool unprivileged() {
    std::uint32_t control;
    asm volatile("mrs %0, control_ns" : "=r"(control));
    return (control & 1u) != 0;
}

// TTA asks for privileged non-secure code, TTAT for unprivileged.
std::uint32_t unprivileged_test(std::uint32_t address) {
    std::uint32_t answer;
    asm volatile("ttat %0, %1" : "=r"(answer) : "r"(address));
    return answer;
}

}  // namespace

std::uint32_t nonsecure_test(std::uint32_t address) {
    std::uint32_t answer;
    asm volatile("tta %0, %1" : "=r"(answer) : "r"(address));
    return answer;
}

bool nonsecure_may(std::uint32_t base, std::uint32_t size, bool write) {
    std::uint32_t last = base + (size - 1);
    const bool unprivileged_caller = unprivileged();
    std::uint32_t first_is = unprivileged_caller ? unprivileged_test(base) : nonsecure_test(base);
    std::uint32_t last_is = unprivileged_caller ? unprivileged_test(last) : nonsecure_test(last);
    return last >= base &&
           core::range_allowed(first_is, last_is, write, write ? kRam : kRamAndFlash);
}

std::uint32_t nonsecure_ram(std::uint32_t address) {
    const std::uint32_t answer = nonsecure_test(address);
    return !unprivileged() && core::range_allowed(answer, answer, true, kRam) ? answer : kNoRegion;
}

}  // namespace manager::machine
