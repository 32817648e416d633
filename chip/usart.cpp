// SPDX-License-Identifier: Apache-2.0
#include "chip/usart.h"

#include "chip/rcc.h"

namespace chip::usart {
namespace {

constexpr std::uint32_t kBaud = 115'200;
constexpr unsigned kPolls = 20'000;  // two characters' time at 64 MHz

constexpr std::uint32_t kGpioA = kPeripheralSecure + 0x0202'0000;
using Mode = Register<kGpioA + 0x00>;
using AlternateHigh = Register<kGpioA + 0x24>;
using Pin9Mode = Field<Mode, 18, 2>;
using Pin9Alternate = Field<AlternateHigh, 4, 4>;
constexpr std::uint32_t kAlternate = 2;
constexpr std::uint32_t kAnalog = 3;
constexpr std::uint32_t kUsartFunction = 7;

void wait(Bits<Isr> flag) {
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
