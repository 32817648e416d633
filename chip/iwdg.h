// SPDX-License-Identifier: Apache-2.0
// Independent watchdog on LSI, 32 kHz (fact sheet 9.7). Once started it runs until reset.
#pragma once

#include <cstdint>

namespace chip::iwdg {

// milliseconds: 8..32760; above is cut to it.
void start(std::uint32_t milliseconds);
void reload();

}  // namespace chip::iwdg
