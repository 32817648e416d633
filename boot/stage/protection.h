// SPDX-License-Identifier: Apache-2.0
// Option bytes as they are against option bytes as the manifest wants them. Pure.
#pragma once

#include <cstdint>

#include "chip/options.h"

namespace boot::stage {

// What differs; bits of the log entry's detail, printed by protection_name.
enum class Protection : std::uint32_t {
    kTrustZone = 1u << 0,
    kBootAddress = 1u << 1,
    kBootLock = 1u << 2,
    kBootEntry = 1u << 3,
    kSwapBank = 1u << 4,
    kWatermark = 1u << 5,  // SECWM
    kHidden = 1u << 6,     // HDP
    kWriteProtection = 1u << 7,
    kSramErase = 1u << 8,
};
inline constexpr unsigned kProtections = 9;

const char* protection_name(Protection protection);

struct Expected {
    bool trust_zone;
    bool boot_lock;
    std::uint32_t boot_address;
    chip::options::SectorRange secure1, secure2;
    chip::options::SectorRange hidden1, hidden2;
    std::uint32_t write_protected1, write_protected2;  // bits that must be set, 1 = protected
    bool sram2_erased_on_reset;
    bool sram13_erased_on_reset;
};

// The manifest's, from the generated layout.
extern const Expected kExpected;

// 0, or the differences as bits of Protection. Ranges that are empty are equal, however written.
std::uint32_t protection_differences(const chip::options::Options& options,
                                     const Expected& expected);

}  // namespace boot::stage
