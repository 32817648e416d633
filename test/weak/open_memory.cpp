// SPDX-License-Identifier: Apache-2.0
// A manager that gives its own RAM away: SAU and MPCBB2 call it non-secure, and nothing is locked.
#include "chip/core.h"
#include "chip/gtzc.h"
#include "chip/memory.h"
#include "manager/armv8m/armv8m.h"
#include "system/layout.h"

lib::Result<void> weak_lock() asm("__wrap__ZN7manager6armv8m15protection_lockEv");

namespace {

using Mpcbb2Control = chip::Register<chip::gtzc::kMpcbb2>;
constexpr auto kSecureMayUseNonSecure = Mpcbb2Control::bit(31);  // SRWILADIS: the core goes on
constexpr std::uint32_t kFirst = layout::kRamManagerAddress - chip::kSecureOffset;
constexpr std::uint32_t kNone[chip::gtzc::kSuperBlocks2] = {};

}  // namespace

lib::Result<void> weak_lock() {
    chip::sau::set(std::size(layout::kSauRegions), {kFirst, kFirst + chip::kSram2Size - 1, false});
    Mpcbb2Control::set(kSecureMayUseNonSecure);
    return chip::gtzc::set_sram(chip::gtzc::Sram::k2, kNone, kNone);
}
