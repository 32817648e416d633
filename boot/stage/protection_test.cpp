// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/protection.h"

#include <gtest/gtest.h>

#include <functional>
#include <string_view>
#include <vector>

namespace boot::stage {
namespace {

using chip::options::Options;

constexpr Expected kWanted = {.trust_zone = true,
                              .boot_lock = true,
                              .boot_address = 0x0C000000,
                              .secure1 = {0, 0x2F},
                              .secure2 = {0x18, 0x7F},
                              .hidden1 = {0, 3},
                              .hidden2 = {1, 0},
                              .write_protected1 = 1,
                              .write_protected2 = 0,
                              .sram2_erased_on_reset = true,
                              .sram13_erased_on_reset = false};

constexpr Options kProvisioned = {.product_state = chip::options::ProductState::kClosed,
                                  .tzen = 0xB4,
                                  .boot_ube = 0xB4,
                                  .secure_boot_lock = 0xB4,
                                  .secure_boot_address = 0x0C000000,
                                  .swap_bank = false,
                                  .sram13_erased_on_reset = false,
                                  .sram2_erased_on_reset = true,
                                  .sram2_ecc = true,
                                  .secure1 = {0, 0x2F},
                                  .secure2 = {0x18, 0x7F},
                                  .hidden1 = {0, 3},
                                  .hidden2 = {1, 0},
                                  .write_protected1 = 1,
                                  .write_protected2 = 0};

TEST(Protection, AProvisionedBoardDiffersInNothing) {
    EXPECT_EQ(protection_differences(kProvisioned, kWanted), 0u);
}

TEST(Protection, EveryOptionThatIsOffIsNamed) {
    struct Case {
        Protection protection;
        std::function<void(Options&)> spoil;
    };
    const std::vector<Case> cases = {
        {Protection::kTrustZone, [](Options& o) { o.tzen = 0xC3; }},
        {Protection::kBootAddress, [](Options& o) { o.secure_boot_address = 0x0C008000; }},
        {Protection::kBootLock, [](Options& o) { o.secure_boot_lock = 0xC3; }},
        {Protection::kBootEntry, [](Options& o) { o.boot_ube = 0xC3; }},
        {Protection::kSwapBank, [](Options& o) { o.swap_bank = true; }},
        {Protection::kWatermark, [](Options& o) { o.secure1.last = 0x2E; }},
        {Protection::kWatermark, [](Options& o) { o.secure2.first = 0x19; }},
        {Protection::kHidden, [](Options& o) { o.hidden1.last = 2; }},
        {Protection::kHidden, [](Options& o) { o.hidden2 = {0, 0}; }},
        {Protection::kWriteProtection, [](Options& o) { o.write_protected1 = 0; }},
        {Protection::kSramErase, [](Options& o) { o.sram2_erased_on_reset = false; }},
        {Protection::kSramErase, [](Options& o) { o.sram13_erased_on_reset = true; }},
    };
    for (const Case& one : cases) {
        Options options = kProvisioned;
        one.spoil(options);
        EXPECT_EQ(protection_differences(options, kWanted),
                  static_cast<std::uint32_t>(one.protection))
            << protection_name(one.protection);
    }
}

TEST(Protection, MoreWriteProtectionIsNoDifference) {
    Options options = kProvisioned;
    options.write_protected1 = 0x7;
    EXPECT_EQ(protection_differences(options, kWanted), 0u);
}

TEST(Protection, EmptyRangesAreEqual) {
    Options options = kProvisioned;
    options.hidden2 = {0x7F, 0};
    EXPECT_EQ(protection_differences(options, kWanted), 0u);
}

TEST(Protection, EveryOneHasAName) {
    for (unsigned i = 0; i < kProtections; ++i) {
        EXPECT_NE(std::string_view(protection_name(static_cast<Protection>(1u << i))), "?");
    }
}

}  // namespace
}  // namespace boot::stage
