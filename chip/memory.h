// SPDX-License-Identifier: Apache-2.0
// Where things are (fact sheet sections 1.2, 1.5). A cell answers through the alias that matches
// its security: secure = non-secure + 0x1000_0000, for flash and OBKeys + 0x0400_0000.
#pragma once

#include <cstdint>

namespace chip {

inline constexpr std::uint32_t kFlashNonSecure = 0x0800'0000;
inline constexpr std::uint32_t kFlashSecure = 0x0C00'0000;
inline constexpr std::uint32_t kFlashSize = 0x20'0000;
inline constexpr std::uint32_t kBankSize = 0x10'0000;
inline constexpr std::uint32_t kSectorSize = 0x2000;
inline constexpr std::uint32_t kSectorsPerBank = 128;
inline constexpr std::uint32_t kQuadWord = 16;  // bytes programmed at once

inline constexpr std::uint32_t kObKeysSecure = 0x0FFD'0000;
inline constexpr std::uint32_t kObKeysNonSecure = 0x0BFD'0000;
inline constexpr std::uint32_t kObKeysSize = 0x2000;

inline constexpr std::uint32_t kSramNonSecure = 0x2000'0000;
inline constexpr std::uint32_t kSramSecure = 0x3000'0000;
inline constexpr std::uint32_t kSram1Size = 256 * 1024;
inline constexpr std::uint32_t kSram2Size = 64 * 1024;
inline constexpr std::uint32_t kSram3Size = 320 * 1024;

inline constexpr std::uint32_t kPeripheralNonSecure = 0x4000'0000;
inline constexpr std::uint32_t kPeripheralSecure = 0x5000'0000;
inline constexpr std::uint32_t kPeripheralSize = 0x1000'0000;
inline constexpr std::uint32_t kSecureOffset = 0x1000'0000;  // peripherals and SRAM

}  // namespace chip
