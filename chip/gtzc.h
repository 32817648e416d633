// SPDX-License-Identifier: Apache-2.0
// GTZC1: which peripherals and which 512-byte blocks of SRAM are secure and privileged (fact sheet
// 8.1 to 8.3). The words come from the generated layout.
#pragma once

#include <cstdint>
#include <span>

#include "chip/memory.h"
#include "chip/register.h"
#include "lib/result/result.h"

namespace chip::gtzc {

inline constexpr std::uint32_t kTzsc = kPeripheralSecure + 0x0003'2400;
inline constexpr std::uint32_t kTzic = kPeripheralSecure + 0x0003'2800;
inline constexpr std::uint32_t kMpcbb1 = kPeripheralSecure + 0x0003'2C00;
inline constexpr std::uint32_t kMpcbb2 = kPeripheralSecure + 0x0003'3000;
inline constexpr std::uint32_t kMpcbb3 = kPeripheralSecure + 0x0003'3400;

using TzscControl = Register<kTzsc + 0x00>;
using TzscSecure = RegisterArray<kTzsc + 0x10, 3>;
using TzscPrivileged = RegisterArray<kTzsc + 0x20, 3>;
inline constexpr auto kTzscLock = TzscControl::bit(0);

using TzicEnable = RegisterArray<kTzic + 0x00, 4>;
using TzicStatus = RegisterArray<kTzic + 0x10, 4>;
using TzicClear = RegisterArray<kTzic + 0x20, 4>;

enum class Sram : std::uint32_t { k1 = 0, k2 = 1, k3 = 2 };

inline constexpr std::uint32_t kBlock = 512;  // one bit
inline constexpr unsigned kSuperBlocks1 = 16;
inline constexpr unsigned kSuperBlocks2 = 4;
inline constexpr unsigned kSuperBlocks3 = 20;

void enable_clock();

// Word n = group n + 1. `secure`, `privileged`: bits of the peripherals that are; only existing
// ones may be named. Error: PROTECTION_MISMATCH (a word does not read back).
lib::Result<void> set_peripherals(std::span<const std::uint32_t, 3> secure,
                                  std::span<const std::uint32_t, 3> privileged);

// `secure` and `privileged`: one word per super-block of that SRAM (16, 4, 20 words), bit n = block
// n. Error: PROTECTION_MISMATCH.
lib::Result<void> set_sram(Sram sram, std::span<const std::uint32_t> secure,
                           std::span<const std::uint32_t> privileged);

// Freezes TZSC and all super-blocks of all three MPCBBs until reset.
void lock();
// Whether all of that is frozen.
bool locked();

}  // namespace chip::gtzc
