// SPDX-License-Identifier: Apache-2.0
// What the boot ROM does after reset, as a function of what it reads: fact sheet 5.1, 5.3.
#pragma once

#include <cstdint>

namespace rss {

// Why the ROM started nothing; kNone when it starts the code at SECBOOTADD. The values are what
// `rss_halt` leaves in SRAM2: extend only.
enum class Reason : std::uint32_t {
    kNone = 0x00EF'0000,
    kFault = 0x00EF'0001,           // exception at HDPL0
    kTrustZoneOff = 0x00EF'0002,    // TZEN = 0xC3: boot at NSBOOTADD is not provided
    kBadTrustZone = 0x00EF'0003,    // TZEN is neither 0xB4 nor 0xC3
    kProvisioning = 0x00EF'0004,    // user code never runs in this state
    kRegression = 0x00EF'0005,      // a regression waits; the erase is not provided
    kUnknownState = 0x00EF'0006,    // PRODUCT_STATE holds no code word
    kRssCommand = 0x00EF'0007,      // SBS_RSSCMDR asked for RSS services in state Open
    kStIrot = 0x00EF'0008,          // BOOT_UBE = 0xC3: there is no ST-iRoT here
    kBadUbe = 0x00EF'0009,          // BOOT_UBE is neither 0xB4 nor 0xC3
    kBadBootAddress = 0x00EF'000A,  // SECBOOTADD lies outside user flash
    kNothingThere = 0x00EF'000B,    // no vector table at SECBOOTADD
    kLevelStuck = 0x00EF'000C,      // HDPL did not become 1
};

struct Options {
    std::uint32_t optsr;
    std::uint32_t optsr2;
    std::uint32_t secbootr;
    std::uint32_t rsscmdr;
};

constexpr std::uint32_t product_state(const Options& o) {
    return o.optsr >> 8 & 0xFF;
}
constexpr std::uint32_t boot_address(const Options& o) {
    return o.secbootr & 0xFFFF'FF00;
}

constexpr Reason check_state(const Options& o) {
    switch (product_state(o)) {
        case 0xED:
            return (o.rsscmdr & 0xFFFF) != 0 ? Reason::kRssCommand : Reason::kNone;
        case 0x2E:
        case 0xC6:
        case 0x72:
        case 0x5C:
            return Reason::kNone;
        case 0x17:
            return Reason::kProvisioning;
        case 0x9A:
        case 0xA3:
            return Reason::kRegression;
        default:
            return Reason::kUnknownState;
    }
}

constexpr Reason check_entry(const Options& o) {
    const std::uint32_t ube = o.optsr >> 22 & 0xFF;
    if (ube != 0xB4) {
        return ube == 0xC3 ? Reason::kStIrot : Reason::kBadUbe;
    }
    const bool in_flash = boot_address(o) >= 0x0C00'0000 && boot_address(o) < 0x0C20'0000;
    return in_flash ? Reason::kNone : Reason::kBadBootAddress;
}

constexpr Reason choose(const Options& o) {
    const std::uint32_t tzen = o.optsr2 >> 24;
    if (const Reason state = check_state(o); state != Reason::kNone) {
        return state;
    }
    if (tzen != 0xB4) {
        return tzen == 0xC3 ? Reason::kTrustZoneOff : Reason::kBadTrustZone;
    }
    return check_entry(o);
}

static_assert(choose({0x2D30'72F8, 0xB400'007C, 0x0C00'00C3, 0}) == Reason::kNone);
static_assert(choose({0x2D30'72F8, 0xB400'007C, 0x0C00'00C3, 1}) == Reason::kNone);
static_assert(choose({0x2D30'EDF8, 0xB400'007C, 0x0C00'00B4, 1}) == Reason::kRssCommand);
static_assert(choose({0x2D30'17F8, 0xB400'007C, 0x0C00'00C3, 0}) == Reason::kProvisioning);
static_assert(choose({0x2D30'EDF8, 0xC300'007C, 0x0C00'00C3, 0}) == Reason::kTrustZoneOff);
static_assert(choose({0x30F0'72F8, 0xB400'007C, 0x0C00'00C3, 0}) == Reason::kStIrot);
static_assert(choose({0x2D30'72F8, 0xB400'007C, 0x0BF9'7000, 0}) == Reason::kBadBootAddress);

}  // namespace rss
