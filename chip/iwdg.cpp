// SPDX-License-Identifier: Apache-2.0
#include "chip/iwdg.h"

#include <algorithm>

#include "chip/memory.h"
#include "chip/register.h"

namespace chip::iwdg {
namespace {

constexpr std::uint32_t kBase = kPeripheralSecure + 0x0000'3000;
using Key = Register<kBase + 0x00, Access::kWriteOnly>;
using Prescaler = Register<kBase + 0x04>;
using Reload = Register<kBase + 0x08>;
using Status = Register<kBase + 0x0C, Access::kReadOnly>;

constexpr std::uint32_t kStartKey = 0xCCCC;
constexpr std::uint32_t kUnlockKey = 0x5555;
constexpr std::uint32_t kReloadKey = 0xAAAA;
constexpr std::uint32_t kDivideBy256 = 6;
constexpr std::uint32_t kTick = 8;  // milliseconds at 32 kHz / 256
constexpr std::uint32_t kMaxReload = 0xFFF;
constexpr unsigned kPolls = 1'000'000;

}  // namespace

void start(std::uint32_t milliseconds) {
    Key::write(kStartKey);
    Key::write(kUnlockKey);
    Prescaler::write(kDivideBy256);
    Reload::write(std::clamp(milliseconds / kTick, std::uint32_t{1}, kMaxReload));
    for (unsigned poll = 0; poll < kPolls && Status::read() != 0; ++poll) {
    }
    reload();
}

void reload() {
    Key::write(kReloadKey);
}

}  // namespace chip::iwdg
