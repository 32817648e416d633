// SPDX-License-Identifier: Apache-2.0
// RTC: calendar, alarms, wake-up timer, protection (fact sheet 9.6, ST's register descriptions).
// Most of it runs with seconds that last a millisecond.
#include "test/chip/backup.h"

namespace chip_test {

const std::string_view kSuite = "rtc";

namespace {

using namespace rtc;

constexpr unsigned kLine = 2;
constexpr unsigned kSecureLine = 3;
constexpr unsigned kEvent = 6;
constexpr std::uint32_t kAlarmA = 1u << 0;  // SR, MISR, SMISR, SCR
constexpr std::uint32_t kAlarmB = 1u << 1;
constexpr std::uint32_t kWakeup = 1u << 2;
constexpr std::uint32_t kStamp = 1u << 3;
constexpr std::uint32_t kStampLost = 1u << 4;
constexpr std::uint32_t kWutwf = 1u << 2;  // ICSR
constexpr std::uint32_t kShiftPending = 1u << 3;
constexpr std::uint32_t kInits = 1u << 4;
constexpr std::uint32_t kRecalibrating = 1u << 16;
constexpr std::uint32_t kBypass = 1u << 5;  // CR
constexpr std::uint32_t kAmPm = 1u << 6;
constexpr std::uint32_t kEnableA = 1u << 8;
constexpr std::uint32_t kEnableB = 1u << 9;
constexpr std::uint32_t kEnableWakeup = 1u << 10;
constexpr std::uint32_t kInterruptA = 1u << 12;
constexpr std::uint32_t kInterruptWakeup = 1u << 14;
constexpr std::uint32_t kEverySecond = 0x8080'8080;  // alarm: nothing is compared
constexpr unsigned kPolls = 1'000'000;
constexpr std::uint32_t kMonday = 1u << 13;
constexpr std::uint32_t kSunday = 7u << 13;

constexpr RegisterRow kRegisters[] = {
    {.name = "TR", .at = 0x00, .reset = 0, .writable = 0, .touch = false},
    {.name = "DR", .at = 0x04, .reset = 0x2101, .writable = 0, .touch = false},
    {.name = "SSR", .at = 0x08, .reset = 0, .writable = 0, .touch = false},
    {.name = "ICSR", .at = 0x0C, .reset = 7, .writable = 0, .touch = false},
    {.name = "PRER", .at = 0x10, .reset = 0x007F'00FF, .writable = 0x007F'7FFF},
    {.name = "WUTR", .at = 0x14, .reset = 0xFFFF, .writable = ~0u},
    {.name = "CR", .at = 0x18, .reset = 0, .writable = 0xFFFC'FFFF},
    {.name = "PRIVCFGR", .at = 0x1C, .reset = 0, .writable = 0xE00F},
    {.name = "SECCFGR", .at = 0x20, .reset = 0, .writable = 0xE00F},
    {.name = "WPR", .at = 0x24, .reset = 0, .writable = 0, .touch = false},
    {.name = "CALR", .at = 0x28, .reset = 0, .writable = 0xF1FF, .touch = false},
    {.name = "SHIFTR", .at = 0x2C, .reset = 0, .writable = 0, .touch = false},
    {.name = "TSTR", .at = 0x30, .reset = 0, .writable = 0},
    {.name = "TSDR", .at = 0x34, .reset = 0, .writable = 0},
    {.name = "TSSSR", .at = 0x38, .reset = 0, .writable = 0},
    {.name = "ALRMAR", .at = 0x40, .reset = 0, .writable = ~0u},
    {.name = "ALRMASSR", .at = 0x44, .reset = 0, .writable = 0xBF00'7FFF},
    {.name = "ALRMBR", .at = 0x48, .reset = 0, .writable = ~0u},
    {.name = "ALRMBSSR", .at = 0x4C, .reset = 0, .writable = 0xBF00'7FFF},
    {.name = "SR", .at = 0x50, .reset = 0, .writable = 0},
    {.name = "MISR", .at = 0x54, .reset = 0, .writable = 0},
    {.name = "SMISR", .at = 0x58, .reset = 0, .writable = 0},
    {.name = "SCR", .at = 0x5C, .reset = 0, .writable = 0},
    {.name = "OR", .at = 0x60, .reset = 0, .writable = 1},
    {.name = "ALRABINR", .at = 0x70, .reset = 0, .writable = ~0u},
    {.name = "ALRBBINR", .at = 0x74, .reset = 0, .writable = ~0u},
};
constexpr BlockRow kBlock{.name = "RTC", .base = kBase, .registers = kRegisters};

void enter() {
    unlock();
    set_bits(kIcsr, kInit);
    becomes(kIcsr, kInitf, kInitf);
}

void leave() {
    clear_bits(kIcsr, kInit);
    lock();
    becomes(kIcsr, kRsf, kRsf);
}

// Time and date that belong together.
bool shows(std::uint32_t time, std::uint32_t date) {
    for (unsigned i = 0; i < kPolls; ++i) {
        const std::uint32_t tr = load(kTr);
        if (load(kDr) == date && tr == time) {
            return true;
        }
    }
    return false;
}

// --- protection ---

void without_clock() {
    unlock();
    set_bits(kIcsr, kInit);
    check_equal("without RTCCLK there is no INITF", load(kIcsr) & (kInit | kInitf), kInit);
    store(kPrer, 0);
    check_equal("and PRER stays", load(kPrer), 0x007F'00FF);
    clear_bits(kIcsr, kInit);
    lock();
    store(kDbpcr, 0);
    store(kAlrmar, 1);
    store(kSeccfgr, 1);
    check("DBP 0: nothing is written", load(kAlrmar) == 0 && load(kSeccfgr) == 0);
    store(kDbpcr, 1);
}

void clock_choice() {
    start_clock();
    set_bits(kBdcr, 1u << 8);
    check_equal("RTCSEL is written once", load(kBdcr) >> 8 & 3, 2);
}

void keys() {
    set_bits(kIcsr, kInit);
    check_equal("INIT needs the keys", load(kIcsr) & kInit, 0);
    store(kCalr, 1);
    check_equal("CALR too", load(kCalr), 0);
    store(kWpr, 0xCA);
    store(kWpr, 0x54);
    set_bits(kIcsr, kInit);
    check_equal("a wrong key opens nothing", load(kIcsr) & kInit, 0);
    unlock();
    unlock();  // given twice, the keys still open: ST's LL driver does so
    store(kPrer, 0);
    store(kTr, 1);
    check("with the keys PRER and TR still need INITF",
          load(kPrer) == 0x007F'00FF && load(kTr) == 0);
    set_bits(kIcsr, kInit);
    check_equal("INITF takes its time", load(kIcsr) & kInitf, 0);
    check("then it is there, the keys having come twice", becomes(kIcsr, kInitf, kInitf));
    check_equal("and RSF is not", load(kIcsr) & kRsf, 0);
    check_writable_bits(kBlock);
    leave();
    set_bits(kIcsr, kInit);
    check_equal("any other key locks again", load(kIcsr) & kInit, 0);
}

// --- the calendar ---

void calendar() {
    set(kRealSecond, 0x0012'3456, 0x0024'0229 | 4u << 13);
    check_equal("the time is what was set", load(kTr), 0x0012'3456);
    check_equal("the date too", load(kDr), 0x0024'0229 | 4u << 13);
    check_equal("INITS: the year is not 0", load(kIcsr) & kInits, kInits);
    set(kFastSecond, 0x0023'5950, 0x0024'0228 | 3u << 13);
    check("seconds, minutes, hours and days carry; a leap year has its day",
          shows(0x0000'0005, 0x0024'0229 | 4u << 13));
    set(kFastSecond, 0x0023'5958, 0x0023'0228 | 2u << 13);
    check("other years have not", shows(0, 0x0023'0301 | 3u << 13));
    set(kFastSecond, 0x0023'5958, 0x0023'1231 | kSunday);
    check("the year carries, Monday follows Sunday", shows(0, 0x0024'0101 | kMonday));
}

void twelve_hours() {
    enter();
    set_bits(kCr, kAmPm);
    leave();
    set(kFastSecond, 0x0051'5958, 0x0024'0101 | kMonday);
    check("FMT: 11 pm is followed by 12 am of the next day",
          shows(0x0012'0000, 0x0024'0102 | 2u << 13));
    clear_bits(kCr, kAmPm);
    check_equal("FMT is fixed outside initialization", load(kCr) & kAmPm, kAmPm);
    enter();
    clear_bits(kCr, kAmPm);
    leave();
}

void wait_for_wakeup() {
    store(kScr, kWakeup);
    becomes(kSr, kWakeup, kWakeup);
}

// Uses the wake-up timer's flag, every 4 ms.
void shadows() {
    set(kFastSecond, 0x0010'0000, 0x0024'0101 | kMonday);
    store(kWutr, 63);
    store(kCr, 3);
    store(kCr, 3 | kEnableWakeup);
    load(kDr);
    const std::uint32_t first = load(kTr);
    wait_for_wakeup();
    check_equal("a read of TR holds the shadow registers", load(kTr), first);
    load(kDr);
    check("a read of DR lets them go", load(kTr) != first);
    load(kDr);
    set_bits(kCr, kBypass);
    const std::uint32_t direct = load(kTr);
    wait_for_wakeup();
    check("BYPSHAD reads the counters", load(kTr) != direct);
    check_equal("and has no RSF", load(kIcsr) & kRsf, 0);
    clear_bits(kCr, kBypass | kEnableWakeup);
    becomes(kIcsr, kRsf, kRsf);
    clear_bits(kIcsr, kRsf);
    check_equal("RSF is cleared by software", load(kIcsr) & kRsf, 0);
    check("and set when the shadow is up to date", becomes(kIcsr, kRsf, kRsf));
    store(kScr, kWakeup);
}

void sub_seconds() {
    set(kRealSecond, 0x0010'0000, 0x0024'0101 | kMonday);
    const std::uint32_t first = load(kSsr);
    load(kDr);
    check("SSR starts at PREDIV_S", first <= 249 && first > 200);
    check("and counts down", [&] {
        for (unsigned i = 0; i < kPolls; ++i) {
            load(kDr);
            if (load(kSsr) < first) {
                return true;
            }
        }
        return false;
    }());
    load(kDr);
}

void corrections() {
    set(kRealSecond, 0x0010'0000, 0x0024'0101 | kMonday);
    store(kShiftr, 1u << 31);
    check_equal("SHIFTR needs the keys", load(kIcsr) & kShiftPending, 0);
    unlock();
    store(kShiftr, 1u << 31);
    check_equal("SHPF while it shifts", load(kIcsr) & (kShiftPending | kRsf), kShiftPending);
    becomes(kIcsr, kRsf, kRsf);
    check_equal("ADD1S adds a second", load(kTr), 0x0010'0001);
    load(kDr);
    set_bits(kCr, 1u << 16);
    check("ADD1H an hour", becomes(kIcsr, kRsf, kRsf) && shows(0x0011'0001, load(kDr)));
    set_bits(kCr, 1u << 17);
    check("SUB1H takes it away", shows(0x0010'0001, load(kDr)));
    check_equal("both read 0", load(kCr) >> 16 & 3, 0);
    store(kCalr, 0x8155);
    check_equal("CALR", load(kCalr), 0x8155);
    check_equal("RECALPF while it is taken over", load(kIcsr) & kRecalibrating, kRecalibrating);
    store(kCalr, 0);
    check_equal("meanwhile CALR is locked", load(kCalr), 0x8155);
    check("RECALPF falls", becomes(kIcsr, kRecalibrating, 0));
    store(kCalr, 0);
    check_equal("and CALR is open", load(kCalr), 0);
    lock();
    becomes(kIcsr, kRecalibrating, 0);
}

// --- alarms and wake-up ---

void alarms() {
    set(kFastSecond, 0x0010'0000, 0x0024'0101 | kMonday);
    store(kAlrmar, 0x0110'0010);
    enable_interrupt(kLine);
    enable_interrupt(kSecureLine);
    store(kCr, kEnableA | kInterruptA);
    store(kAlrmar, 0);
    check_equal("an enabled alarm cannot be changed", load(kAlrmar), 0x0110'0010);
    check("alarm A matches date and time", becomes(kSr, kAlarmA, kAlarmA));
    const std::uint32_t time = load(kTr);
    load(kDr);
    check("at its second", time >= 0x0010'0010 && time < 0x0010'0100);
    check("and interrupts the non-secure line", comes(kLine) && !interrupted(kSecureLine));
    check("MISR has it, SMISR has not", load(kMisr) == kAlarmA && load(kSmisr) == 0);
    store(kSeccfgr, 1);
    check("ALRASEC: the secure line and SMISR",
          comes(kSecureLine) && load(kMisr) == 0 && load(kSmisr) == kAlarmA);
    check_equal("non-secure code reads no SMISR", load(kSmisr, View::kNonSecure), 0);
    check_equal("nor the flag", load(kSr, View::kNonSecure), 0);
    store(kScr, kAlarmA);
    check("SCR clears it", load(kSr) == 0 && load(kSmisr) == 0);
    store(kSeccfgr, 0);
    store(kCr, 0);
    store(kAlrmbr, kEverySecond | 0x0099'9999);
    store(kCr, kEnableB);
    check("alarm B with all masks matches each second", becomes(kSr, kAlarmB, kAlarmB));
    store(kScr, kAlarmB);
    check("and the next one", becomes(kSr, kAlarmB, kAlarmB));
    store(kCr, 0);
    store(kScr, kAlarmB);
}

void alarm_details() {
    set(kRealSecond, 0x0010'0000, 0x0024'0101 | kMonday);
    store(kAlrmar, kEverySecond);
    store(kAlrmassr, 8u << 24 | 200);
    check_equal("sub-seconds are in ALRABINR too", load(kAlrabinr), 200);
    store(kCr, kEnableA | 1u << 27 | kInterruptA);
    store(kScr, 0x7F);
    forget_interrupt(kLine);
    enable_interrupt(kLine);
    check("an alarm within the second", comes(kLine));
    load(kDr);
    const std::uint32_t left = load(kSsr);
    load(kDr);
    check("at its sub-second", left <= 200 && left > 150);
    check("ALRAFCLR clears the flag", becomes(kSr, kAlarmA, 0));
    store(kCr, 0);
    store(kAlrmassr, 0);
    set(kFastSecond, 0x0010'0000, 0x0024'0101 | kMonday);
    store(kAlrmar, 0x4210'0000 | 0x0080'8080);
    store(kCr, kEnableA);
    check_equal("WDSEL compares the day of the week", load(kSr) & kAlarmA, 0);
    set(kFastSecond, 0x0023'5950, 0x0024'0101 | kMonday);
    check("which comes", becomes(kSr, kAlarmA, kAlarmA));
    store(kCr, 0);
    store(kScr, 0x7F);
}

void wakeup() {
    store(kWutr, 15);
    store(kCr, 3);
    forget_interrupt(kLine);
    enable_interrupt(kLine);
    store(kCr, 3 | kEnableWakeup | kInterruptWakeup);
    check_equal("WUTWF falls with WUTE", load(kIcsr) & kWutwf, 0);
    store(kWutr, 1);
    store(kCr, load(kCr) & ~1u);
    check("WUTR and WUCKSEL are locked then", load(kWutr) == 15 && (load(kCr) & 7) == 3);
    check("WUTF comes and interrupts", becomes(kSr, kWakeup, kWakeup) && comes(kLine));
    store(kScr, kWakeup);
    check("and again", becomes(kSr, kWakeup, kWakeup));
    clear_bits(kCr, kEnableWakeup);
    check_equal("WUTWF does not come at once", load(kIcsr) & kWutwf, 0);
    check("but comes", becomes(kIcsr, kWutwf, kWutwf));
    store(kScr, kWakeup);
    store(kWutr, 63u << 16 | 127);
    set_bits(kCr, kEnableWakeup);
    check("WUTOCLR clears the flag", becomes(kSr, kWakeup, kWakeup) && becomes(kSr, kWakeup, 0));
    store(kCr, 0);
    store(kScr, 0x7F);
}

void timestamps() {
    constexpr std::uint32_t kOverflow = tamp::internal(5);
    store(tamp::kCr3, 0x5DFF);
    store(tamp::kCr1, kOverflow);
    store(kCr, 1u << 25);
    for (unsigned i = 0; i < 2; ++i) {
        set(kFastSecond, 0x0023'5959, 0x0099'1231 | 4u << 13);
        becomes(tamp::kSr, kOverflow, kOverflow);
        store(tamp::kScr, kOverflow);
    }
    check_equal("TSF, and TSOVF for the second one", load(kSr), kStamp | kStampLost);
    check_equal("TSTR is the time of the first", load(kTstr), 0);
    check_equal("TSDR its date", load(kTsdr), 0x0101 | 5u << 13);
    store(kScr, kStamp | kStampLost);
    check("clearing TSF clears them", load(kTsdr) == 0 && load(kSr) == 0);
    store(tamp::kCr1, 0);
    store(kCr, 0);
}

// --- security and privilege ---

constexpr RegisterRow kHiddenRows[] = {
    {.name = "WUTR", .at = 0x14, .reset = 0, .writable = 0},
    {.name = "CR", .at = 0x18, .reset = 0, .writable = 0},
    {.name = "ALRMAR", .at = 0x40, .reset = 0, .writable = 0},
    {.name = "ALRMASSR", .at = 0x44, .reset = 0, .writable = 0},
    {.name = "ALRMBR", .at = 0x48, .reset = 0, .writable = 0},
    {.name = "ALRMBSSR", .at = 0x4C, .reset = 0, .writable = 0},
    {.name = "TSTR", .at = 0x30, .reset = 0, .writable = 0},
    {.name = "SR", .at = 0x50, .reset = 0, .writable = 0},
    {.name = "SCR", .at = 0x5C, .reset = 0, .writable = 0},
    {.name = "ALRABINR", .at = 0x70, .reset = 0, .writable = 0},
};
constexpr BlockRow kHidden{.name = "RTC", .base = kBase, .registers = kHiddenRows};

struct Feature {
    unsigned bit;
    std::uint32_t at;
    std::string_view what;
};
constexpr Feature kFeatures[] = {
    {.bit = 0, .at = kAlrmar, .what = "bit 0: alarm A"},
    {.bit = 1, .at = kAlrmbr, .what = "bit 1: alarm B"},
    {.bit = 2, .at = kWutr, .what = "bit 2: wake-up timer"},
};

void features() {
    for (const Feature& feature : kFeatures) {
        store(feature.at, 0x55);
        store(kSeccfgr, 1u << feature.bit);
        illegal_access_seen(4, kEvent);
        store(feature.at, 0xAA, View::kNonSecure);
        const bool kept = load(feature.at) == 0x55 && illegal_access_seen(4, kEvent) &&
                          load(feature.at, View::kNonSecure) == 0;
        store(kSeccfgr, 0);
        store(kPrivcfgr, 1u << feature.bit);
        store(feature.at, 0xAA, View::kSecureUser);
        const bool private_too =
            load(feature.at) == 0x55 && load(feature.at, View::kSecureUser) == 0;
        store(kPrivcfgr, 0);
        store(feature.at, 0xAA, View::kNonSecureUser);
        check(feature.what, kept && private_too && load(feature.at) == 0xAA);
    }
    store(kSeccfgr, 1);
    store(kCr, kEnableA | kEnableB, View::kNonSecure);
    check_equal("of CR only the bits of open features are written", load(kCr), kEnableB);
    set_bits(kCr, kEnableA);
    check_equal("and read", load(kCr, View::kNonSecure), kEnableB);
    store(kCr, 0);
    store(kSeccfgr, 1u << 14);
    unlock();
    store(kIcsr, kInit, View::kNonSecure);
    check_equal("INITSEC: no initialization by non-secure code", load(kIcsr) & kInit, 0);
    check("but it reads the time",
          load(kDr, View::kNonSecure) == load(kDr) && load(kPrer, View::kNonSecure) == load(kPrer));
    store(kSeccfgr, 0);
    store(kSeccfgr, 1u << 13);
    store(kCalr, 5, View::kNonSecure);
    check_equal("CALSEC: no calibration by it", load(kCalr), 0);
    store(kSeccfgr, 0);
    lock();
}

void whole_block() {
    store(kCr, 1u << 18);
    store(kSeccfgr, 1u << 15);
    check_hidden(kHidden, View::kNonSecure, kEvent, "SEC: non-secure code has nothing");
    check_equal("but PRER", load(kPrer, View::kNonSecure), load(kPrer));
    store(kPrivcfgr, 0xE00F, View::kNonSecure);
    check_equal("PRIVCFGR is not its then", load(kPrivcfgr), 0);
    store(kSeccfgr, 0, View::kNonSecure);
    store(kSeccfgr, 0, View::kSecureUser);
    check_equal("SECCFGR is the secure privileged side's", load(kSeccfgr), 1u << 15);
    store(kSeccfgr, 0);
    store(kPrivcfgr, 1u << 15);
    check_hidden(kHidden, View::kSecureUser, kEvent, "PRIV: unprivileged code has nothing");
    store(kPrivcfgr, 0, View::kSecureUser);
    check_equal("nor PRIVCFGR", load(kPrivcfgr), 1u << 15);
    store(kPrivcfgr, 0, View::kNonSecure);
    check_equal("non-secure privileged code has it while SEC is 0", load(kPrivcfgr), 0);
    store(kCr, 0);
}

void domain_reset() {
    set_bits(kBdcr, 1u << 16);
    check("VSWRST resets the RTC", load(kPrer) == 0x007F'00FF && load(kAlrmar) == 0);
    check_equal("and its clock", load(kBdcr), 1u << 16);
    store(kAlrmar, 1);
    check_equal("and holds it", load(kAlrmar), 0);
    clear_bits(kBdcr, 1u << 16);
    check_equal("RTCSEL can be chosen again", load(kBdcr) >> 8 & 3, 0);
    start_clock();
    check("the calendar is at its start", shows(0, 0x2101));
}

}  // namespace

void run() {
    if (phase() == 0) {
        check_reset_values(kBlock);
        without_clock();
        clock_choice();
        keys();
        calendar();
        twelve_hours();
        shadows();
        sub_seconds();
        corrections();
        alarms();
        alarm_details();
        wakeup();
        timestamps();
        features();
        whole_block();
        set(kFastSecond, 0x0010'0000, 0x0024'0101 | kMonday);
        store(kAlrmar, 0x1234);
        enter();
        store(kDr, 0x0024'0101 | kMonday);
        reset_to_next_phase();
    }
    check_equal("a reset ends the initialization", load(kIcsr) & (kInit | kInitf), 0);
    check(
        "the calendar goes on", becomes(kIcsr, kRsf, kRsf) && [] {
            load(kDr);
            return load(kDr) == (0x0024'0101u | kMonday);
        }());
    check("registers are kept", load(kAlrmar) == 0x1234 && load(kPrer) == kFastSecond);
    set_bits(kIcsr, kInit);
    check_equal("and so are the keys", load(kIcsr) & kInit, kInit);
    domain_reset();
}

}  // namespace chip_test
