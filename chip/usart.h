// SPDX-License-Identifier: Apache-2.0
// USART1, the board's virtual COM port, through its secure alias: 115200 8N1
// (fact sheet 9.4). After hand-over the port is the application's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "chip/memory.h"
#include "chip/register.h"

namespace chip::usart {

inline constexpr std::uint32_t kBase = kPeripheralSecure + 0x0001'3800;

using Cr1 = Register<kBase + 0x00>;
using Cr3 = Register<kBase + 0x08>;
using Brr = Register<kBase + 0x0C>;
using Isr = Register<kBase + 0x1C, Access::kReadOnly>;
using Rdr = Register<kBase + 0x24, Access::kReadOnly>;
using Tdr = Register<kBase + 0x28, Access::kWriteOnly>;

inline constexpr auto kEnable = Cr1::bit(0);
inline constexpr auto kReceive = Cr1::bit(2);
inline constexpr auto kTransmit = Cr1::bit(3);
inline constexpr auto kReceiveInterrupt = Cr1::bit(5);
inline constexpr auto kFifo = Cr1::bit(29);
inline constexpr auto kOverrunIgnored = Cr3::bit(12);
inline constexpr auto kReceived = Isr::bit(5);
inline constexpr auto kTransmitComplete = Isr::bit(6);
inline constexpr auto kTransmitEmpty = Isr::bit(7);

void start();

// Every wait is bounded: a port that does not answer loses text, never the boot.
void put(std::string_view text);
void send(std::span<const std::byte> bytes);

// From now on it receives too (after start()), 8 bytes deep; what comes faster is lost, and seen by
// whoever checks the bytes. Its interrupt wakes the core up and is never taken: call with
// interrupts masked.
void listen();

// The next byte; sleeps until there is one.
std::byte receive();

// Waits for the last bit, then gives port and pins back as they were at reset.
void stop();

}  // namespace chip::usart
