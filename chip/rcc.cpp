// SPDX-License-Identifier: Apache-2.0
#include "chip/rcc.h"

namespace chip::rcc {
namespace {

// HSI48 needs microseconds; this many polls are milliseconds.
constexpr unsigned kPolls = 100'000;

}  // namespace

std::uint32_t reset_flags() {
    return Rsr::read();
}

void clear_reset_flags() {
    Rsr::set(kRemoveResetFlags);
    Rsr::clear(kRemoveResetFlags);
}

lib::Result<void> hsi48_start() {
    Cr::set(kHsi48On);
    for (unsigned poll = 0; poll < kPolls; ++poll) {
        if (Cr::any(kHsi48Ready)) {
            return lib::kOk;
        }
    }
    return lib::Error::kClockTimeout;
}

}  // namespace chip::rcc
