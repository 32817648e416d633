// SPDX-License-Identifier: Apache-2.0
#include "chip/gpdma.h"

#include "chip/core.h"
#include "chip/rcc.h"

namespace chip::gpdma {
namespace {

bool attribute_unit(std::uint32_t unit, bool nonsecure) {
    const std::uint32_t secure = nonsecure ? 0 : kAllChannels;
    SecureChannels::write(unit, secure);
    LockedChannels::write(unit, secure);
    core::barrier();
    return SecureChannels::read(unit) == secure && LockedChannels::read(unit) == secure;
}

}  // namespace

lib::Result<void> attribute(std::uint32_t nonsecure) {
    const std::uint32_t clocks = rcc::Ahb1Enable::read();
    rcc::Ahb1Enable::write(clocks | rcc::kGpdmaClocks);
    (void)rcc::Ahb1Enable::read();
    bool same = true;
    for (std::uint32_t unit = 0; unit < kUnits; ++unit) {
        same = attribute_unit(unit, (nonsecure >> unit & 1u) != 0) && same;
    }
    rcc::Ahb1Enable::write(clocks);
    return same ? lib::kOk : lib::Result<void>(lib::Error::kProtectionMismatch);
}

}  // namespace chip::gpdma
