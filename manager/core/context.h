// SPDX-License-Identifier: Apache-2.0
// What is kept of a domain while another runs. Offsets are known to armv8m/switch.S.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace manager::core {

// The exception frame the hardware pushes, without floating point.
struct Frame {
    std::uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};
static_assert(sizeof(Frame) == 32);

// RBAR and RLAR of an MPU region; limit bit 0 = enabled.
struct RegionWords {
    std::uint32_t base = 0;
    std::uint32_t limit = 0;
    bool operator==(const RegionWords&) const = default;
};
inline constexpr std::size_t kDomainRegions = 8;
inline constexpr std::size_t kMappedRegions = 4;  // 8..11: vectors of a call (iovec.cpp)

struct Context {
    std::array<RegionWords, kDomainRegions> regions;  // MPU regions 0..7
    std::uint32_t psp;                                // address of the Frame
    std::uint32_t stack_limit;                        // PSPLIM
    std::uint32_t fp_access;                          // CPACR
    std::uint32_t exc_return;
    std::array<std::uint32_t, 8> callee;  // r4..r11
};
static_assert(offsetof(Context, psp) == 64);
static_assert(offsetof(Context, callee) == 80);

// CP10 and CP11 for privileged code only; for unprivileged too, which the agent needs to take
// non-secure floating-point state back from its stack.
inline constexpr std::uint32_t kFpPrivileged = 0x0050'0000;
inline constexpr std::uint32_t kFpAll = 0x00F0'0000;

inline constexpr std::size_t kStaticBase = 9 - 4;              // r9 in callee
inline constexpr std::uint32_t kReturnToThread = 0xFFFF'FFFD;  // secure, thread, PSP, no FP frame
inline constexpr std::uint32_t kThumbState = 1u << 24;         // xPSR.T
inline constexpr std::uint32_t kStackSeal = 0xFEF5'EDA5;
inline constexpr std::uint32_t kSealSize = 8;

// Addresses are 32-bit numbers here. Tests map real memory at the chip's own addresses.
template <typename T>
T* at(std::uint32_t address) {
    return reinterpret_cast<T*>(static_cast<std::uintptr_t>(address));
}
inline std::uint32_t address_of(const void* pointer) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(pointer));
}

}  // namespace manager::core
