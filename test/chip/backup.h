// SPDX-License-Identifier: Apache-2.0
// RTC and TAMP as their suites drive them (fact sheet 9.6).
#pragma once

#include <cstdint>

#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

namespace rtc {
inline constexpr std::uint32_t kBase = 0x4400'7800;
inline constexpr std::uint32_t kTr = kBase + 0x00;
inline constexpr std::uint32_t kDr = kBase + 0x04;
inline constexpr std::uint32_t kSsr = kBase + 0x08;
inline constexpr std::uint32_t kIcsr = kBase + 0x0C;
inline constexpr std::uint32_t kRsf = 1u << 5;
inline constexpr std::uint32_t kInitf = 1u << 6;
inline constexpr std::uint32_t kInit = 1u << 7;
inline constexpr std::uint32_t kPrer = kBase + 0x10;
inline constexpr std::uint32_t kWutr = kBase + 0x14;
inline constexpr std::uint32_t kCr = kBase + 0x18;
inline constexpr std::uint32_t kPrivcfgr = kBase + 0x1C;
inline constexpr std::uint32_t kSeccfgr = kBase + 0x20;
inline constexpr std::uint32_t kWpr = kBase + 0x24;
inline constexpr std::uint32_t kCalr = kBase + 0x28;
inline constexpr std::uint32_t kShiftr = kBase + 0x2C;
inline constexpr std::uint32_t kTstr = kBase + 0x30;
inline constexpr std::uint32_t kTsdr = kBase + 0x34;
inline constexpr std::uint32_t kAlrmar = kBase + 0x40;
inline constexpr std::uint32_t kAlrmassr = kBase + 0x44;
inline constexpr std::uint32_t kAlrmbr = kBase + 0x48;
inline constexpr std::uint32_t kSr = kBase + 0x50;
inline constexpr std::uint32_t kMisr = kBase + 0x54;
inline constexpr std::uint32_t kSmisr = kBase + 0x58;
inline constexpr std::uint32_t kScr = kBase + 0x5C;
inline constexpr std::uint32_t kAlrabinr = kBase + 0x70;

// Of the prescalers: RTCCLK / 128 / 250 is a second of LSI; RTCCLK / 1 / 32 a thousandth.
inline constexpr std::uint32_t kRealSecond = 127u << 16 | 249;
inline constexpr std::uint32_t kFastSecond = 31;

// LSI as RTCCLK. It cannot be another until VSWRST.
void start_clock();
void unlock();
void lock();
// In initialization mode: prescalers, time, date.
void set(std::uint32_t prescalers, std::uint32_t time, std::uint32_t date);
}  // namespace rtc

namespace tamp {
inline constexpr std::uint32_t kBase = 0x4400'7C00;
inline constexpr std::uint32_t kCr1 = kBase + 0x00;
inline constexpr std::uint32_t kCr2 = kBase + 0x04;
inline constexpr std::uint32_t kBlock = 1u << 22;
inline constexpr std::uint32_t kErase = 1u << 23;
inline constexpr std::uint32_t kCr3 = kBase + 0x08;
inline constexpr std::uint32_t kFltcr = kBase + 0x0C;
inline constexpr std::uint32_t kAtcr1 = kBase + 0x10;
inline constexpr std::uint32_t kAtseedr = kBase + 0x14;
inline constexpr std::uint32_t kAtor = kBase + 0x18;
inline constexpr std::uint32_t kAtcr2 = kBase + 0x1C;
inline constexpr std::uint32_t kSeccfgr = kBase + 0x20;
inline constexpr std::uint32_t kBootKeyLock = 1u << 30;
inline constexpr std::uint32_t kOwnSecurity = 1u << 31;
inline constexpr std::uint32_t kPrivcfgr = kBase + 0x24;
inline constexpr std::uint32_t kIer = kBase + 0x2C;
inline constexpr std::uint32_t kSr = kBase + 0x30;
inline constexpr std::uint32_t kMisr = kBase + 0x34;
inline constexpr std::uint32_t kSmisr = kBase + 0x38;
inline constexpr std::uint32_t kScr = kBase + 0x3C;
inline constexpr std::uint32_t kCount1r = kBase + 0x40;
inline constexpr std::uint32_t kErcfgr = kBase + 0x54;

constexpr std::uint32_t backup(unsigned n) {
    return kBase + 0x100 + 4 * n;
}
// Flag of internal tamper n.
constexpr std::uint32_t internal(unsigned n) {
    return 1u << (15 + n);
}
}  // namespace tamp

inline constexpr std::uint32_t kDbpcr = 0x4402'0824;
inline constexpr std::uint32_t kBdcr = rcc::kBase + 0xF0;

// Polls until the bits are as wanted, a second or two at most.
bool becomes(std::uint32_t address, std::uint32_t bits, std::uint32_t wanted);
// Some time: so many reads of a register.
void wait(unsigned reads);
// An interrupt within a second or two.
bool comes(unsigned line);

// Drops what the line left pending while it was disabled.
void forget_interrupt(unsigned line);

// Nothing of these registers for the view: reads zero, changes nothing, and TZIC has group 4's
// event where the view is non-secure.
void check_hidden(const BlockRow& block, View view, unsigned event, std::string_view what);

}  // namespace chip_test
