// SPDX-License-Identifier: Apache-2.0
#include "chip/aes.h"

#include <algorithm>
#include <array>
#include <functional>

#include "chip/memory.h"
#include "chip/rcc.h"
#include "chip/register.h"
#include "lib/bytes/bytes.h"

namespace chip::aes {
namespace {

constexpr std::uint32_t kBase = kPeripheralSecure + 0x020C'0000;
using Control = Register<kBase + 0x00>;
using DataIn = Register<kBase + 0x08, Access::kWriteOnly>;
using DataOut = Register<kBase + 0x0C, Access::kReadOnly>;
using LowKey = RegisterArray<kBase + 0x10, 4>;
using HighKey = RegisterArray<kBase + 0x30, 4>;
using InterruptStatus = Register<kBase + 0x304, Access::kReadOnly>;
using InterruptClear = Register<kBase + 0x308, Access::kWriteOnly>;

// ECB, encryption: the counter is ours, so that any block can be next.
constexpr auto kEnable = Control::bit(0);
constexpr auto kWholeWords = Field<Control, 1, 2>::of(0);
constexpr auto kWideKey = Control::bit(18);
constexpr auto kReset = Control::bit(31);
constexpr auto kDone = InterruptStatus::bit(0);
constexpr auto kClearDone = InterruptClear::bit(0);

constexpr std::size_t kBlock = 16;
constexpr unsigned kPolls = 10'000;  // a block takes 75 cycles at most

// Register 0 holds the last word of the key; they are written from there up.
void load_key(std::span<const std::byte> key) {
    const unsigned words = static_cast<unsigned>(key.size() / 4);
    for (unsigned i = 0; i < words; ++i) {
        const auto word = lib::bytes::load_be<std::uint32_t>(
            key.subspan(key.size() - 4 - 4 * std::size_t{i}).first<4>());
        if (i < LowKey::count) {
            LowKey::write(i, word);
        } else {
            HighKey::write(i - LowKey::count, word);
        }
    }
}

bool encrypt(std::uint32_t number) {
    for (const std::uint32_t word : std::array<std::uint32_t, 4>{0, 0, 0, number}) {
        DataIn::write(word);
    }
    for (unsigned poll = 0; poll < kPolls; ++poll) {
        if (InterruptStatus::any(kDone)) {
            InterruptClear::write(kClearDone);
            return true;
        }
    }
    return false;
}

}  // namespace

Counter::Counter(std::span<const std::byte> key) {
    rcc::Ahb2Enable::set(rcc::kAesClock);
    Control::write(kReset);
    Control::write(0);  // nothing else is taken with the reset
    const auto mode = key.size() == 32 ? kWholeWords | kWideKey : kWholeWords;
    Control::write(mode);
    load_key(key);
    Control::write(mode | kEnable);
}

Counter::~Counter() {
    Control::write(kReset);
    Control::write(0);
    rcc::Ahb2Enable::clear(rcc::kAesClock);
}

lib::Result<void> Counter::apply(std::uint32_t block, std::span<std::byte> data) {
    for (; !data.empty(); data = data.subspan(std::min(kBlock, data.size()))) {
        if (!encrypt(block++)) {
            return lib::Error::kAesTimeout;
        }
        std::array<std::byte, kBlock> stream;
        for (std::size_t at = 0; at < kBlock; at += 4) {
            lib::bytes::store_be<std::uint32_t>(std::span(stream).subspan(at).first<4>(),
                                                DataOut::read());
        }
        const std::size_t size = std::min(kBlock, data.size());
        std::ranges::transform(data.first(size), stream, data.begin(), std::bit_xor{});
        lib::bytes::wipe_object(stream);  // of an envelope, it gives the content key away
    }
    return lib::kOk;
}

}  // namespace chip::aes
