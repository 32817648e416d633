// SPDX-License-Identifier: Apache-2.0
// LPTIM1 to LPTIM6 (ST's register descriptions), mostly by PCLK: 64 MHz / 64, a microsecond.
#include "test/chip/backup.h"

namespace chip_test {

const std::string_view kSuite = "lptim";

namespace {

struct Timer {
    std::string_view name;
    std::uint32_t base;
    std::uint8_t group, bit;  // TZSC
    std::uint32_t enable;
    std::uint8_t clock;
    std::uint8_t line;
    std::uint8_t selection;  // in CCIPR2
};

constexpr std::uint32_t kApb1High = rcc::kBase + 0xA0;
constexpr std::uint32_t kApb3 = rcc::kApb3Enable;
constexpr std::uint32_t kCcipr2 = rcc::kBase + 0xDC;
constexpr std::uint32_t kToReset = 0x28;  // from an enable register back to its reset register
constexpr Timer kTimers[] = {
    {"LPTIM1", 0x4400'4400, 2, 28, kApb3, 11, 64, 8},
    {"LPTIM2", 0x4000'9400, 1, 31, kApb1High, 5, 70, 12},
    {"LPTIM3", 0x4400'4800, 2, 29, kApb3, 12, 127, 16},
    {"LPTIM4", 0x4400'4C00, 2, 30, kApb3, 13, 128, 20},
    {"LPTIM5", 0x4400'5000, 2, 31, kApb3, 14, 129, 24},
    {"LPTIM6", 0x4400'5400, 3, 0, kApb3, 15, 130, 28},
};

constexpr std::uint32_t kIsr = 0x00;
constexpr std::uint32_t kCompare = 1u << 0;
constexpr std::uint32_t kMatch = 1u << 1;
constexpr std::uint32_t kReloadOk = 1u << 4;
constexpr std::uint32_t kUpdate = 1u << 7;
constexpr std::uint32_t kEnableOk = 1u << 24;
constexpr std::uint32_t kIcr = 0x04;
constexpr std::uint32_t kDier = 0x08;
constexpr std::uint32_t kCfgr = 0x0C;
constexpr std::uint32_t kBy64 = 6u << 9;
constexpr std::uint32_t kCr = 0x10;
constexpr std::uint32_t kEnable = 1u << 0;
constexpr std::uint32_t kSingle = 1u << 1;
constexpr std::uint32_t kContinuous = 1u << 2;
constexpr std::uint32_t kRestart = 1u << 3;
constexpr std::uint32_t kReadResets = 1u << 4;
constexpr std::uint32_t kCcr1 = 0x14;
constexpr std::uint32_t kArr = 0x18;
constexpr std::uint32_t kCnt = 0x1C;
constexpr std::uint32_t kRcr = 0x28;

constexpr RegisterRow kOff[] = {
    {.name = "ISR", .at = 0x00, .reset = 0, .writable = 0},
    {.name = "DIER", .at = 0x08, .reset = 0, .writable = 0},
    {.name = "CFGR", .at = 0x0C, .reset = 0, .writable = 0x01FE'EEDF},
    {.name = "CR", .at = 0x10, .reset = 0, .writable = 0, .touch = false},
    {.name = "CCR1", .at = 0x14, .reset = 0, .writable = 0},
    {.name = "ARR", .at = 0x18, .reset = 1, .writable = 0},
    {.name = "CNT", .at = 0x1C, .reset = 0, .writable = 0},
    {.name = "CFGR2", .at = 0x24, .reset = 0, .writable = 0x0033'0033},
    {.name = "RCR", .at = 0x28, .reset = 0, .writable = 0},
    {.name = "CCMR1", .at = 0x2C, .reset = 0, .writable = 0x330F'330F},
    {.name = "CCR2", .at = 0x34, .reset = 0, .writable = 0},
};
constexpr RegisterRow kOn[] = {
    {.name = "DIER", .at = 0x08, .reset = 0, .writable = 0x0289'33FF},
    {.name = "CFGR", .at = 0x0C, .reset = 0, .writable = 0},
    {.name = "CR", .at = 0x10, .reset = 1, .writable = 0, .touch = false},
    {.name = "CCR1", .at = 0x14, .reset = 0, .writable = 0xFFFF},
    {.name = "ARR", .at = 0x18, .reset = 1, .writable = 0xFFFF},
    {.name = "CFGR2", .at = 0x24, .reset = 0, .writable = 0},
    {.name = "RCR", .at = 0x28, .reset = 0, .writable = 0xFF},
    {.name = "CCR2", .at = 0x34, .reset = 0, .writable = 0xFFFF},
};

BlockRow block(const Timer& t, std::span<const RegisterRow> rows) {
    return {.name = t.name, .base = t.base, .group = t.group, .bit = t.bit, .registers = rows};
}

bool flag_comes(const Timer& t, std::uint32_t flag) {
    return becomes(t.base + kIsr, flag, flag);
}

// Off, then on with microseconds up to `last`.
void prepare(const Timer& t, std::uint32_t last) {
    reset_block(t.enable - kToReset, t.clock);
    store(t.base + kCfgr, kBy64);
    store(t.base + kCr, kEnable);
    store(t.base + kArr, last);
    flag_comes(t, kReloadOk);
    store(t.base + kIcr, ~0u);
}

void registers(const Timer& t) {
    set_bits(t.enable, 1u << t.clock);
    check_reset_values(block(t, kOff));
    check_writable_bits(block(t, kOff));
    check_views(block(t, kOff));
    store(t.base + kCr, kEnable);
    check_writable_bits(block(t, kOn));
    check_views(block(t, kOn));
    store(t.base + kCr, kContinuous);
    check_equal("start bits need ENABLE", load(t.base + kCnt), 0);
}

void counting(const Timer& t) {
    prepare(t, 1000);
    store(t.base + kDier, kMatch);
    check("a write of DIER is acknowledged", flag_comes(t, kEnableOk));
    store(t.base + kCcr1, 500);
    forget_interrupt(t.line);
    enable_interrupt(t.line);
    store(t.base + kCr, kEnable | kContinuous);
    check_equal("start bits read 0", load(t.base + kCr), kEnable);
    check("compare comes", flag_comes(t, kCompare) && load(t.base + kCnt) >= 500);
    check_equal("before the match", load(t.base + kIsr) & (kMatch | kUpdate), 0);
    check("the auto-reload match interrupts", comes(t.line));
    check("then the update", flag_comes(t, kUpdate) && load(t.base + kCnt) < 500);
    store(t.base + kIcr, kMatch);
    check("and again", flag_comes(t, kMatch));
    store(t.base + kCr, kEnable | kRestart);
    check("COUNTRST", load(t.base + kCnt) < 100);
    store(t.base + kCr, kEnable | kReadResets);
    wait(1000);
    load(t.base + kCnt);
    check("RSTARE: a read resets", load(t.base + kCnt) < 10);
    store(t.base + kCr, 0);
    check_equal("off: CNT is 0", load(t.base + kCnt), 0);
}

void single_mode(const Timer& t) {
    prepare(t, 300);
    store(t.base + kCr, kEnable | kSingle);
    check("single: the match comes", flag_comes(t, kMatch));
    flag_comes(t, kUpdate);
    store(t.base + kIcr, ~0u);
    wait(5000);
    check("once", load(t.base + kIsr) == 0 && load(t.base + kCnt) == 0);
    store(t.base + kRcr, 3);
    store(t.base + kIcr, ~0u);
    store(t.base + kCr, kEnable | kContinuous);
    for (unsigned wraps = 0; wraps < 2; ++wraps) {
        flag_comes(t, kMatch);
        store(t.base + kIcr, kMatch);
    }
    check_equal("RCR: updates are rarer than matches", load(t.base + kIsr) & kUpdate, 0);
    check("but come", flag_comes(t, kUpdate));
}

void kernel_clock(const Timer& t) {
    prepare(t, 60'000);
    store(t.base + kCr, 0);
    store(t.base + kCfgr, 0);
    set_bits(kCcipr2, 4u << t.selection);
    store(t.base + kCr, kEnable | kContinuous);
    store(t.base + kArr, 60'000);
    wait(1000);
    check_equal("without its kernel clock it stands, and acknowledges nothing",
                load(t.base + kCnt) | load(t.base + kIsr), 0);
    set_bits(kBdcr, 1u << 26);
    check("with LSI it counts", flag_comes(t, kReloadOk) && becomes(t.base + kCnt, 8, 8));
    clear_bits(kBdcr, 1u << 26);
    clear_bits(kCcipr2, 7u << t.selection);
}

}  // namespace

void run() {
    for (const Timer& timer : kTimers) {
        registers(timer);
        counting(timer);
        single_mode(timer);
        kernel_clock(timer);
    }
}

}  // namespace chip_test
