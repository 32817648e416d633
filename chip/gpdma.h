// SPDX-License-Identifier: Apache-2.0
// GPDMA1 and GPDMA2: whose their channels are. A channel that is not secure transfers non-secure
// data only, whatever it is told; GTZC and the flash judge each transfer.
#pragma once

#include <cstdint>

#include "chip/memory.h"
#include "chip/register.h"
#include "lib/result/result.h"

namespace chip::gpdma {

inline constexpr std::uint32_t kUnits = 2;
inline constexpr std::uint32_t kUnit1 = kPeripheralSecure + 0x0002'0000;
inline constexpr std::uint32_t kStride = 0x1000;
inline constexpr std::uint32_t kAllChannels = 0xFF;

// Index: unit 0..1. Bit n: channel n.
using SecureChannels = RegisterArray<kUnit1 + 0x00, kUnits, kStride>;
using LockedChannels = RegisterArray<kUnit1 + 0x08, kUnits, kStride>;

// All channels of the units of `nonsecure` (bit 0: GPDMA1, bit 1: GPDMA2) go to the non-secure
// side; those of the others stay secure, frozen until reset. Their clocks stay as they are. Error:
// PROTECTION_MISMATCH (a register does not read back).
lib::Result<void> attribute(std::uint32_t nonsecure);

}  // namespace chip::gpdma
