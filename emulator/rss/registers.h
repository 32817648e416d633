// SPDX-License-Identifier: Apache-2.0
// The registers the ROM touches, at their secure aliases (non-secure: kSecureAlias below).
#pragma once

#include <cstdint>

namespace rss {

inline volatile std::uint32_t& at(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);
}

inline constexpr std::uint32_t kSecureAlias = 0x1000'0000;

inline constexpr std::uint32_t kRccApb3enr = 0x5402'0CA8;
inline constexpr std::uint32_t kSbsClock = 1U << 1;

inline constexpr std::uint32_t kSbsHdplcr = 0x5400'0410;
inline constexpr std::uint32_t kSbsHdplsr = 0x5400'0414;
inline constexpr std::uint32_t kSbsRsscmdr = 0x5400'0434;
inline constexpr std::uint32_t kRaiseHdpl = 0x6A;

inline constexpr std::uint32_t kFlashOptsr = 0x5002'2050;
inline constexpr std::uint32_t kFlashOptsr2 = 0x5002'2070;
inline constexpr std::uint32_t kFlashNsbootr = 0x5002'2080;
inline constexpr std::uint32_t kFlashSecbootr = 0x5002'2088;

inline constexpr std::uint32_t kMpuRnr = 0xE000'ED98;
inline constexpr std::uint32_t kMpuRbar = 0xE000'ED9C;
inline constexpr std::uint32_t kMpuRlar = 0xE000'EDA0;

// SBS_HDPLSR of level 0 to 3.
inline constexpr std::uint32_t kLevels[] = {0xB4, 0x51, 0x8A, 0x6F};

}  // namespace rss
