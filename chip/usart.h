// SPDX-License-Identifier: Apache-2.0
// USART1, the board's virtual COM port, through its secure alias: 115200 8N1, transmit only
// (fact sheet 9.4). After hand-over the port is the application's.
#pragma once

#include <string_view>

#include "chip/memory.h"
#include "chip/register.h"

namespace chip::usart {

inline constexpr std::uint32_t kBase = kPeripheralSecure + 0x0001'3800;

using Cr1 = Register<kBase + 0x00>;
using Brr = Register<kBase + 0x0C>;
using Isr = Register<kBase + 0x1C, Access::kReadOnly>;
using Tdr = Register<kBase + 0x28, Access::kWriteOnly>;

inline constexpr auto kEnable = Cr1::bit(0);
inline constexpr auto kTransmit = Cr1::bit(3);
inline constexpr auto kTransmitComplete = Isr::bit(6);
inline constexpr auto kTransmitEmpty = Isr::bit(7);

void start();

// Every wait is bounded: a port that does not answer loses text, never the boot.
void put(std::string_view text);

// Waits for the last bit, then gives port and pins back as they were at reset.
void stop();

}  // namespace chip::usart
