// SPDX-License-Identifier: Apache-2.0
// Reset and clock control (fact sheet 9.1). We run on the reset clock, HSI at 64 MHz.
#pragma once

#include "chip/memory.h"
#include "chip/register.h"
#include "lib/result/result.h"

namespace chip::rcc {

inline constexpr std::uint32_t kBase = kPeripheralSecure + 0x0402'0C00;
inline constexpr std::uint32_t kCoreClock = 64'000'000;  // Hz

using Cr = Register<kBase + 0x00>;
using Ahb2Reset = Register<kBase + 0x64>;
using Ahb1Enable = Register<kBase + 0x88>;
using Ahb2Enable = Register<kBase + 0x8C>;
using Apb2Enable = Register<kBase + 0xA4>;
using Apb3Enable = Register<kBase + 0xA8>;
using Rsr = Register<kBase + 0xF4>;
using SecConfig = Register<kBase + 0x110>;
using PrivConfig = Register<kBase + 0x114>;

inline constexpr auto kHsi48On = Cr::bit(12);
inline constexpr auto kHsi48Ready = Cr::bit(13);
inline constexpr std::uint32_t kGpdmaClocks = 0x3;  // in Ahb1Enable: GPDMA1, GPDMA2
inline constexpr auto kTzscClock = Ahb1Enable::bit(24);
inline constexpr auto kGpioAClock = Ahb2Enable::bit(0);
inline constexpr auto kAesClock = Ahb2Enable::bit(16);
inline constexpr auto kHashClock = Ahb2Enable::bit(17);
inline constexpr auto kRngClock = Ahb2Enable::bit(18);
inline constexpr auto kPkaClock = Ahb2Enable::bit(19);
inline constexpr auto kHashReset = Ahb2Reset::bit(17);
inline constexpr auto kUsart1Clock = Apb2Enable::bit(14);
inline constexpr auto kSbsClock = Apb3Enable::bit(1);
inline constexpr auto kRemoveResetFlags = Rsr::bit(23);

// Why the chip was last reset: RSR as it stands. clear_reset_flags() makes it ready for the next.
std::uint32_t reset_flags();
void clear_reset_flags();

// Turns HSI48 on, the RNG's kernel clock. Error: CLOCK_TIMEOUT.
lib::Result<void> hsi48_start();

}  // namespace chip::rcc
