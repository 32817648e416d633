// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/protection.h"

namespace boot::stage {
namespace {

using chip::options::SectorRange;

constexpr bool empty(SectorRange range) {
    return range.first > range.last;
}

constexpr bool same(SectorRange a, SectorRange b) {
    return a == b || (empty(a) && empty(b));
}

constexpr std::uint32_t unless(bool good, Protection protection) {
    return good ? 0 : static_cast<std::uint32_t>(protection);
}

}  // namespace

const char* protection_name(Protection protection) {
    switch (protection) {
        case Protection::kTrustZone:
            return "TZEN";
        case Protection::kBootAddress:
            return "SECBOOTADD";
        case Protection::kBootLock:
            return "SECBOOT_LOCK";
        case Protection::kBootEntry:
            return "BOOT_UBE";
        case Protection::kSwapBank:
            return "SWAP_BANK";
        case Protection::kWatermark:
            return "SECWM";
        case Protection::kHidden:
            return "HDP";
        case Protection::kWriteProtection:
            return "WRP";
        case Protection::kSramErase:
            return "SRAM_RST";
    }
    return "?";
}

std::uint32_t protection_differences(const chip::options::Options& options,
                                     const Expected& expected) {
    using namespace chip::options;
    const bool watermark =
        same(options.secure1, expected.secure1) && same(options.secure2, expected.secure2);
    const bool hidden =
        same(options.hidden1, expected.hidden1) && same(options.hidden2, expected.hidden2);
    const bool write_protected =
        (options.write_protected1 & expected.write_protected1) == expected.write_protected1 &&
        (options.write_protected2 & expected.write_protected2) == expected.write_protected2;
    const bool sram = options.sram2_erased_on_reset == expected.sram2_erased_on_reset &&
                      options.sram13_erased_on_reset == expected.sram13_erased_on_reset;
    return unless((options.tzen == kTzEnabled) == expected.trust_zone, Protection::kTrustZone) |
           unless(options.secure_boot_address == expected.boot_address, Protection::kBootAddress) |
           unless((options.secure_boot_lock == kLockedBoot) == expected.boot_lock,
                  Protection::kBootLock) |
           unless(options.boot_ube == kBootUserFlash, Protection::kBootEntry) |
           unless(!options.swap_bank, Protection::kSwapBank) |
           unless(watermark, Protection::kWatermark) | unless(hidden, Protection::kHidden) |
           unless(write_protected, Protection::kWriteProtection) |
           unless(sram, Protection::kSramErase);
}

}  // namespace boot::stage
