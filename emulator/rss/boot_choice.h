// SPDX-License-Identifier: Apache-2.0
// What the boot ROM does after reset, as a function of what it reads: fact sheet 5.1, 5.3. With
// TrustZone on it starts SECBOOTADD, with it off NSBOOTADD.
#pragma once

#include <cstdint>

namespace rss {

// Why the ROM started nothing; kNone when it starts the code there. The values are what
// `rss_halt` leaves in SRAM2: extend only.
enum class Reason : std::uint32_t {
    kNone = 0x00EF'0000,
    kFault = 0x00EF'0001,           // exception at HDPL0
    kTrustZoneOff = 0x00EF'0002,    // TZEN does not fit the core that runs
    kBadTrustZone = 0x00EF'0003,    // TZEN is neither 0xB4 nor 0xC3
    kProvisioning = 0x00EF'0004,    // user code never runs in this state
    kRegression = 0x00EF'0005,      // a regression waits; the erase is not provided
    kUnknownState = 0x00EF'0006,    // PRODUCT_STATE holds no code word
    kRssCommand = 0x00EF'0007,      // SBS_RSSCMDR asked for RSS services in state Open
    kStIrot = 0x00EF'0008,          // BOOT_UBE = 0xC3: there is no ST-iRoT here
    kBadUbe = 0x00EF'0009,          // BOOT_UBE is neither 0xB4 nor 0xC3
    kBadBootAddress = 0x00EF'000A,  // the boot address lies outside user flash
    kNothingThere = 0x00EF'000B,    // no vector table at the boot address
    kLevelStuck = 0x00EF'000C,      // HDPL did not become 1
};

struct Options {
    std::uint32_t optsr;
    std::uint32_t optsr2;
    std::uint32_t bootr;  // SECBOOTR or NSBOOTR
    std::uint32_t rsscmdr;
};

constexpr std::uint32_t product_state(const Options& o) {
    return o.optsr >> 8 & 0xFF;
}
constexpr std::uint32_t boot_address(const Options& o) {
    return o.bootr & 0xFFFF'FF00;
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

constexpr Reason check_address(const Options& o, std::uint32_t flash) {
    const bool in_flash = boot_address(o) >= flash && boot_address(o) < flash + 0x20'0000;
    return in_flash ? Reason::kNone : Reason::kBadBootAddress;
}

// BOOT_UBE chooses between ST-iRoT and the user's code; without TrustZone there is no ST-iRoT.
constexpr Reason check_entry(const Options& o) {
    const std::uint32_t ube = o.optsr >> 22 & 0xFF;
    if (ube != 0xB4) {
        return ube == 0xC3 ? Reason::kStIrot : Reason::kBadUbe;
    }
    return check_address(o, 0x0C00'0000);
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

constexpr Reason choose_without_trustzone(const Options& o) {
    const std::uint32_t tzen = o.optsr2 >> 24;
    if (const Reason state = check_state(o); state != Reason::kNone) {
        return state;
    }
    if (tzen != 0xC3) {
        return tzen == 0xB4 ? Reason::kTrustZoneOff : Reason::kBadTrustZone;
    }
    return check_address(o, 0x0800'0000);
}

// An erased table would send the core into lockup; a name for it helps more.
constexpr bool plausible_vectors(std::uint32_t stack, std::uint32_t entry, bool secure) {
    return stack >> 28 == (secure ? 3 : 2) && (entry & 1) != 0 && entry >> 26 == (secure ? 3 : 2);
}

static_assert(choose({0x2D30'72F8, 0xB400'007C, 0x0C00'00C3, 0}) == Reason::kNone);
static_assert(choose({0x2D30'72F8, 0xB400'007C, 0x0C00'00C3, 1}) == Reason::kNone);
static_assert(choose({0x2D30'EDF8, 0xB400'007C, 0x0C00'00B4, 1}) == Reason::kRssCommand);
static_assert(choose({0x2D30'17F8, 0xB400'007C, 0x0C00'00C3, 0}) == Reason::kProvisioning);
static_assert(choose({0x2D30'EDF8, 0xC300'007C, 0x0C00'00C3, 0}) == Reason::kTrustZoneOff);
static_assert(choose({0x30F0'72F8, 0xB400'007C, 0x0C00'00C3, 0}) == Reason::kStIrot);
static_assert(choose({0x2D30'72F8, 0xB400'007C, 0x0BF9'7000, 0}) == Reason::kBadBootAddress);
static_assert(choose_without_trustzone({0x2D30'EDF8, 0xC300'007C, 0x0800'00C3, 0}) ==
              Reason::kNone);
static_assert(choose_without_trustzone({0x2D30'EDF8, 0xB400'007C, 0x0800'00C3, 0}) ==
              Reason::kTrustZoneOff);
static_assert(choose_without_trustzone({0x2D30'EDF8, 0x0000'007C, 0x0800'00C3, 0}) ==
              Reason::kBadTrustZone);
static_assert(choose_without_trustzone({0x2D30'17F8, 0xC300'007C, 0x0800'00C3, 0}) ==
              Reason::kProvisioning);
static_assert(choose_without_trustzone({0x2D30'EDF8, 0xC300'007C, 0x0BF9'7000, 0}) ==
              Reason::kBadBootAddress);
static_assert(plausible_vectors(0x2008'0000, 0x0800'0401, false));
static_assert(!plausible_vectors(0xFFFF'FFFF, 0xFFFF'FFFF, false));

}  // namespace rss
