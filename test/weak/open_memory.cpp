// SPDX-License-Identifier: Apache-2.0
// A manager that gives its RAM and the hand-over block away: SAU and MPCBBs call them non-secure,
// and nothing is locked.
#include "chip/core.h"
#include "chip/gtzc.h"
#include "chip/memory.h"
#include "manager/armv8m/armv8m.h"
#include "system/layout.h"

lib::Result<void> weak_lock() asm("__wrap__ZN7manager6armv8m15protection_lockEv");

namespace {

using chip::gtzc::Sram;
using Mpcbb2Control = chip::Register<chip::gtzc::kMpcbb2>;
using Mpcbb3Control = chip::Register<chip::gtzc::kMpcbb3>;
constexpr std::uint32_t kSecureMayUseNonSecure = 1u << 31;  // SRWILADIS: the core goes on
constexpr std::uint32_t kFirst = layout::kRamManagerAddress - chip::kSecureOffset;
constexpr std::uint32_t kEnd = layout::kRamReservedAddress + layout::kRamReservedSize;
constexpr std::uint32_t kNone[chip::gtzc::kSuperBlocks3] = {};

}  // namespace

lib::Result<void> weak_lock() {
    const std::span<const std::uint32_t> none(kNone);
    const auto two = none.first(chip::gtzc::kSuperBlocks2);
    chip::sau::set(std::size(layout::kSauRegions), {kFirst, kEnd - chip::kSecureOffset - 1, false});
    Mpcbb2Control::write(kSecureMayUseNonSecure);
    Mpcbb3Control::write(kSecureMayUseNonSecure);
    LIB_TRY(chip::gtzc::set_sram(Sram::k2, two, two));
    return chip::gtzc::set_sram(Sram::k3, none, none);
}
