// SPDX-License-Identifier: Apache-2.0
#include "chip/rng.h"

#include "chip/memory.h"
#include "chip/rcc.h"
#include "chip/register.h"

namespace chip::rng {
namespace {

using lib::Error;
using lib::Result;

constexpr std::uint32_t kBase = kPeripheralSecure + 0x020C'0800;
using Control = Register<kBase + 0x00>;
using Status = Register<kBase + 0x04>;
using Data = Register<kBase + 0x08, Access::kReadOnly>;
using NoiseControl = Register<kBase + 0x0C>;
using HealthConfig = Register<kBase + 0x10>;

constexpr auto kEnable = Control::bit(2);
constexpr auto kClockErrorOff = Control::bit(5);
constexpr auto kConditioningReset = Control::bit(30);
constexpr auto kDataReady = Status::bit(0);
constexpr auto kSeedErrorNow = Status::bit(2);
constexpr auto kSeedError = Status::bit(6);

constexpr std::uint32_t kConfiguration = 0x00F0'0E00;
constexpr std::uint32_t kHealth = 0x6A91;
constexpr std::uint32_t kNoise = 0x3'AF66;

constexpr unsigned kPolls = 1'000'000;

template <typename Ready>
Result<void> wait(Ready ready) {
    for (unsigned poll = 0; poll < kPolls; ++poll) {
        if (ready()) {
            return lib::kOk;
        }
    }
    return Error::kRngSeed;
}

bool seed_error() {
    return Status::any(kSeedError | kSeedErrorNow);
}

Result<void> configure() {
    const std::uint32_t configuration = kConfiguration | kClockErrorOff.mask;
    Control::write(configuration | kConditioningReset.mask);
    HealthConfig::write(kHealth);
    NoiseControl::write(kNoise);
    Control::clear(kConditioningReset);
    LIB_TRY(wait([] { return !Control::any(kConditioningReset); }));
    Status::write(0);  // clears a seed error of before
    Control::set(kEnable);
    LIB_TRY(wait([] { return Status::any(kDataReady) || seed_error(); }));
    return seed_error() ? Error::kRngSeed : lib::kOk;
}

// The word before; its successor must differ (a continuous test of our own).
std::uint32_t previous = 0;

Result<std::uint32_t> draw() {
    LIB_TRY(wait([] { return Status::any(kDataReady) || seed_error(); }));
    const std::uint32_t word = Data::read();
    if (seed_error() || word == 0 || word == previous) {
        return Error::kRngSeed;
    }
    previous = word;
    return word;
}

}  // namespace

Result<void> start() {
    LIB_TRY(rcc::hsi48_start());
    rcc::Ahb2Enable::set(rcc::kRngClock);
    return configure().ok() ? lib::kOk : configure();
}

Result<void> read(std::span<std::uint32_t> out) {
    for (std::uint32_t& slot : out) {
        auto word = draw();
        if (!word.ok()) {
            LIB_TRY(configure());
            word = draw();
        }
        if (!word.ok()) {
            return word.error();
        }
        slot = word.value();
    }
    return lib::kOk;
}

void stop() {
    previous = 0;
    Control::write(0);
    rcc::Ahb2Enable::clear(rcc::kRngClock);
}

}  // namespace chip::rng
