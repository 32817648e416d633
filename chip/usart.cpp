// SPDX-License-Identifier: Apache-2.0
#include "chip/usart.h"

#include "chip/core.h"
#include "chip/rcc.h"

namespace chip::usart {
namespace {

constexpr std::uint32_t kBaud = 115'200;
constexpr unsigned kPolls = 20'000;  // two characters' time at 64 MHz

constexpr std::uint32_t kGpioA = kPeripheralSecure + 0x0202'0000;
using Mode = Register<kGpioA + 0x00>;
using AlternateHigh = Register<kGpioA + 0x24>;
using Pin9Mode = Field<Mode, 18, 2>;
using Pin10Mode = Field<Mode, 20, 2>;
using Pin9Alternate = Field<AlternateHigh, 4, 4>;
using Pin10Alternate = Field<AlternateHigh, 8, 4>;
constexpr std::uint32_t kAlternate = 2;
constexpr std::uint32_t kAnalog = 3;
constexpr std::uint32_t kUsartFunction = 7;
constexpr unsigned kInterrupt = 58;

// Inline: the iROT has two calls of it and few bytes left.
[[gnu::always_inline]] inline void wait(Bits<Isr> flag) {
    for (unsigned poll = 0; poll < kPolls && !Isr::any(flag); ++poll) {
    }
}

}  // namespace

void start() {
    rcc::Ahb2Enable::set(rcc::kGpioAClock);
    rcc::Apb2Enable::set(rcc::kUsart1Clock);
    Pin9Alternate::put(kUsartFunction);
    Pin9Mode::put(kAlternate);
    Brr::write((rcc::kCoreClock + kBaud / 2) / kBaud);
    Cr1::write(kTransmit | kEnable);
}

void put(std::string_view text) {
    for (const char character : text) {
        wait(kTransmitEmpty);
        Tdr::write(static_cast<std::uint8_t>(character));
    }
}

void send(std::span<const std::byte> bytes) {
    put({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void listen() {
    Pin10Alternate::put(kUsartFunction);
    Pin10Mode::put(kAlternate);
    wait(kTransmitComplete);
    Cr1::write(0);
    Cr3::write(kOverrunIgnored);
    Cr1::write(kTransmit | kReceive | kFifo | kReceiveInterrupt | kEnable);
    core::interrupt_wakes(kInterrupt);
}

std::byte receive() {
    while (!Isr::any(kReceived)) {
        core::interrupt_forget(kInterrupt);
        if (!Isr::any(kReceived)) {
            core::wait_for_interrupt();
        }
    }
    return static_cast<std::byte>(Rdr::read());
}

void stop() {
    wait(kTransmitComplete);
    Cr1::write(0);
    Brr::write(0);
    Pin9Mode::put(kAnalog);
    Pin9Alternate::put(0);
    rcc::Apb2Enable::clear(rcc::kUsart1Clock);
    rcc::Ahb2Enable::clear(rcc::kGpioAClock);
}

}  // namespace chip::usart
