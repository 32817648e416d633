// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/protection.h"
#include "system/layout.h"

namespace boot::stage {
namespace {

constexpr chip::options::SectorRange range(std::uint32_t first, std::uint32_t last) {
    return {static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(last)};
}

constexpr chip::options::SectorRange kNone{1, 0};

}  // namespace

const Expected kExpected = {
    .trust_zone = layout::kTzen,
    .boot_lock = layout::kBootLock,
    .boot_address = layout::kSecureBootAddress,
    .secure1 = range(layout::kSecwm1Start, layout::kSecwm1End),
    .secure2 = range(layout::kSecwm2Start, layout::kSecwm2End),
    .hidden1 = range(layout::kHdp1Start, layout::kHdp1End),
    .hidden2 = kNone,
    .write_protected1 = ~layout::kWrp1,
    .write_protected2 = ~layout::kWrp2,
    .sram2_erased_on_reset = layout::kSram2EraseOnReset,
    .sram13_erased_on_reset = layout::kSram13EraseOnReset,
};

}  // namespace boot::stage
