// SPDX-License-Identifier: Apache-2.0
// The timers: registers and time base of all, compare flags of those that have them (ST's register
// descriptions). The kernel clock is 64 MHz.
#include "test/chip/backup.h"

namespace chip_test {

const std::string_view kSuite = "tim";

namespace {

struct Timer {
    std::string_view name;
    std::uint32_t base;
    std::uint8_t group, bit;  // TZSC
    bool second_bus;          // APB2
    std::uint8_t clock;
    std::uint8_t line;  // of the update
    std::uint8_t compare_line;
    std::uint8_t channels;
    std::uint32_t range;
    std::span<const RegisterRow> registers;
};

constexpr std::uint32_t kCr1 = 0x00;
constexpr std::uint32_t kEnable = 1u << 0;
constexpr std::uint32_t kNoUpdate = 1u << 1;
constexpr std::uint32_t kOnlyOverflow = 1u << 2;
constexpr std::uint32_t kOnePulse = 1u << 3;
constexpr std::uint32_t kDown = 1u << 4;
constexpr std::uint32_t kPreload = 1u << 7;
constexpr std::uint32_t kRemap = 1u << 11;
constexpr std::uint32_t kDier = 0x0C;
constexpr std::uint32_t kSr = 0x10;
constexpr std::uint32_t kUif = 1u << 0;
constexpr std::uint32_t kCc1if = 1u << 1;
constexpr std::uint32_t kEgr = 0x14;
constexpr std::uint32_t kUpdate = 1u << 0;
constexpr std::uint32_t kCcmr1 = 0x18;
constexpr std::uint32_t kCnt = 0x24;
constexpr std::uint32_t kPsc = 0x28;
constexpr std::uint32_t kArr = 0x2C;
constexpr std::uint32_t kRcr = 0x30;
constexpr std::uint32_t kCcr1 = 0x34;
constexpr std::uint32_t kMicrosecond = 63;  // PSC

constexpr RegisterRow kAdvanced[] = {
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0x1BFF},
    {.name = "CR2", .at = 0x04, .reset = 0, .writable = 0x02F5'FFFD},
    {.name = "SMCR", .at = 0x08, .reset = 0, .writable = 0x0331'FFFF},
    {.name = "DIER", .at = 0x0C, .reset = 0, .writable = 0x00F0'7FFF},
    {.name = "SR", .at = 0x10, .reset = 0, .writable = 0},
    {.name = "EGR", .at = 0x14, .reset = 0, .writable = 0, .touch = false},
    {.name = "CCMR1", .at = 0x18, .reset = 0, .writable = 0x0101'FFFF},
    {.name = "CCMR2", .at = 0x1C, .reset = 0, .writable = 0x0101'FFFF},
    {.name = "CCER", .at = 0x20, .reset = 0, .writable = 0x0033'FFFF},
    {.name = "CNT", .at = 0x24, .reset = 0, .writable = 0xFFFF},
    {.name = "PSC", .at = 0x28, .reset = 0, .writable = 0xFFFF},
    {.name = "ARR", .at = 0x2C, .reset = 0xFFFF, .writable = 0xF'FFFF},
    {.name = "RCR", .at = 0x30, .reset = 0, .writable = 0xFFFF},
    {.name = "CCR1", .at = 0x34, .reset = 0, .writable = 0xF'FFFF},
    {.name = "CCR4", .at = 0x40, .reset = 0, .writable = 0xF'FFFF},
    {.name = "BDTR", .at = 0x44, .reset = 0, .writable = 0x3FFF'FFFF},
    {.name = "CCR5", .at = 0x48, .reset = 0, .writable = 0xE00F'FFFF},
    {.name = "CCR6", .at = 0x4C, .reset = 0, .writable = 0xF'FFFF},
    {.name = "CCMR3", .at = 0x50, .reset = 0, .writable = 0x0101'FCFC},
    {.name = "DTR2", .at = 0x54, .reset = 0, .writable = 0x0003'00FF},
    {.name = "ECR", .at = 0x58, .reset = 0, .writable = 0x07FF'00FF},
    {.name = "TISEL", .at = 0x5C, .reset = 0, .writable = 0x0F0F'0F0F},
    {.name = "AF1", .at = 0x60, .reset = 1, .writable = 0x3'FFFF},
    {.name = "AF2", .at = 0x64, .reset = 1, .writable = 0x7'3FFF},
    {.name = "DCR", .at = 0x3DC, .reset = 0, .writable = 0xF'1F1F},
};
template <std::uint32_t kRange, std::uint32_t kBits>
constexpr RegisterRow kGeneral[] = {
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0x1BFF},
    {.name = "CR2", .at = 0x04, .reset = 0, .writable = 0x0200'00F8},
    {.name = "SMCR", .at = 0x08, .reset = 0, .writable = 0x0331'FFFF},
    {.name = "DIER", .at = 0x0C, .reset = 0, .writable = 0x00F0'5F5F},
    {.name = "SR", .at = 0x10, .reset = 0, .writable = 0},
    {.name = "EGR", .at = 0x14, .reset = 0, .writable = 0, .touch = false},
    {.name = "CCMR1", .at = 0x18, .reset = 0, .writable = 0x0101'FFFF},
    {.name = "CCMR2", .at = 0x1C, .reset = 0, .writable = 0x0101'FFFF},
    {.name = "CCER", .at = 0x20, .reset = 0, .writable = 0xBBBB},
    {.name = "CNT", .at = 0x24, .reset = 0, .writable = kRange},
    {.name = "PSC", .at = 0x28, .reset = 0, .writable = 0xFFFF},
    {.name = "ARR", .at = 0x2C, .reset = kRange, .writable = kBits},
    {.name = "CCR1", .at = 0x34, .reset = 0, .writable = kBits},
    {.name = "CCR4", .at = 0x40, .reset = 0, .writable = kBits},
    {.name = "ECR", .at = 0x58, .reset = 0, .writable = 0x07FF'00FF},
    {.name = "TISEL", .at = 0x5C, .reset = 0, .writable = 0x0F0F'0F0F},
    {.name = "AF1", .at = 0x60, .reset = 0, .writable = 0x3'C000},
    {.name = "AF2", .at = 0x64, .reset = 0, .writable = 0x7'0000},
    {.name = "DCR", .at = 0x3DC, .reset = 0, .writable = 0xF'1F1F},
};
constexpr RegisterRow kBasic[] = {
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0x188F},
    {.name = "CR2", .at = 0x04, .reset = 0, .writable = 0x70},
    {.name = "DIER", .at = 0x0C, .reset = 0, .writable = 0x101},
    {.name = "SR", .at = 0x10, .reset = 0, .writable = 0},
    {.name = "CNT", .at = 0x24, .reset = 0, .writable = 0xFFFF},
    {.name = "PSC", .at = 0x28, .reset = 0, .writable = 0xFFFF},
    {.name = "ARR", .at = 0x2C, .reset = 0xFFFF, .writable = 0xF'FFFF},
};
constexpr RegisterRow kPair[] = {
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0x1B8F},
    {.name = "CR2", .at = 0x04, .reset = 0, .writable = 0xF0},
    {.name = "SMCR", .at = 0x08, .reset = 0, .writable = 0x0031'00F7},
    {.name = "DIER", .at = 0x0C, .reset = 0, .writable = 0x47},
    {.name = "CCMR1", .at = 0x18, .reset = 0, .writable = 0x0101'FFFF},
    {.name = "CCER", .at = 0x20, .reset = 0, .writable = 0xBB},
    {.name = "ARR", .at = 0x2C, .reset = 0xFFFF, .writable = 0xF'FFFF},
    {.name = "CCR2", .at = 0x38, .reset = 0, .writable = 0xF'FFFF},
    {.name = "TISEL", .at = 0x5C, .reset = 0, .writable = 0xF0F},
};
constexpr RegisterRow kSingle[] = {
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0x1B8F},
    {.name = "DIER", .at = 0x0C, .reset = 0, .writable = 0x3},
    {.name = "CCMR1", .at = 0x18, .reset = 0, .writable = 0x1'00FF},
    {.name = "CCER", .at = 0x20, .reset = 0, .writable = 0xB},
    {.name = "ARR", .at = 0x2C, .reset = 0xFFFF, .writable = 0xF'FFFF},
    {.name = "CCR1", .at = 0x34, .reset = 0, .writable = 0xF'FFFF},
    {.name = "TISEL", .at = 0x5C, .reset = 0, .writable = 0xF},
};
constexpr RegisterRow kFifteen[] = {
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0x1B8F},
    {.name = "CR2", .at = 0x04, .reset = 0, .writable = 0x7FD},
    {.name = "SMCR", .at = 0x08, .reset = 0, .writable = 0x0031'00F7},
    {.name = "DIER", .at = 0x0C, .reset = 0, .writable = 0x63E7},
    {.name = "CCMR1", .at = 0x18, .reset = 0, .writable = 0x0101'FFFF},
    {.name = "CCER", .at = 0x20, .reset = 0, .writable = 0xBF},
    {.name = "RCR", .at = 0x30, .reset = 0, .writable = 0xFF},
    {.name = "CCR2", .at = 0x38, .reset = 0, .writable = 0xF'FFFF},
    {.name = "BDTR", .at = 0x44, .reset = 0, .writable = 0x140F'FFFF},
    {.name = "DTR2", .at = 0x54, .reset = 0, .writable = 0x3'00FF},
    {.name = "AF1", .at = 0x60, .reset = 1, .writable = 0x3FFF},
};
constexpr RegisterRow kSixteen[] = {
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0x1B8F},
    {.name = "CR2", .at = 0x04, .reset = 0, .writable = 0x30D},
    {.name = "DIER", .at = 0x0C, .reset = 0, .writable = 0x23A3},
    {.name = "CCMR1", .at = 0x18, .reset = 0, .writable = 0x1'00FF},
    {.name = "CCER", .at = 0x20, .reset = 0, .writable = 0xF},
    {.name = "RCR", .at = 0x30, .reset = 0, .writable = 0xFF},
    {.name = "CCR1", .at = 0x34, .reset = 0, .writable = 0xF'FFFF},
    {.name = "BDTR", .at = 0x44, .reset = 0, .writable = 0x140F'FFFF},
    {.name = "AF1", .at = 0x60, .reset = 1, .writable = 0x3FFF},
};

constexpr std::span<const RegisterRow> kWideRows = kGeneral<~0u, ~0u>;
constexpr std::span<const RegisterRow> kGeneralRows = kGeneral<0xFFFF, 0xF'FFFF>;

constexpr Timer kTimers[] = {
    {"TIM1", 0x4001'2C00, 2, 8, true, 11, 42, 44, 4, 0xFFFF, kAdvanced},
    {"TIM2", 0x4000'0000, 1, 0, false, 0, 45, 45, 4, ~0u, kWideRows},
    {"TIM3", 0x4000'0400, 1, 1, false, 1, 46, 46, 4, 0xFFFF, kGeneralRows},
    {"TIM4", 0x4000'0800, 1, 2, false, 2, 47, 47, 4, 0xFFFF, kGeneralRows},
    {"TIM5", 0x4000'0C00, 1, 3, false, 3, 48, 48, 4, ~0u, kWideRows},
    {"TIM6", 0x4000'1000, 1, 4, false, 4, 49, 49, 0, 0xFFFF, kBasic},
    {"TIM7", 0x4000'1400, 1, 5, false, 5, 50, 50, 0, 0xFFFF, kBasic},
    {"TIM8", 0x4001'3400, 2, 10, true, 13, 66, 68, 4, 0xFFFF, kAdvanced},
    {"TIM12", 0x4000'1800, 1, 6, false, 6, 120, 120, 2, 0xFFFF, kPair},
    {"TIM13", 0x4000'1C00, 1, 7, false, 7, 121, 121, 1, 0xFFFF, kSingle},
    {"TIM14", 0x4000'2000, 1, 8, false, 8, 122, 122, 1, 0xFFFF, kSingle},
    {"TIM15", 0x4001'4000, 2, 12, true, 16, 71, 71, 2, 0xFFFF, kFifteen},
    {"TIM16", 0x4001'4400, 2, 13, true, 17, 72, 72, 1, 0xFFFF, kSixteen},
    {"TIM17", 0x4001'4800, 2, 14, true, 18, 73, 73, 1, 0xFFFF, kSixteen},
};

std::uint32_t enable_register(const Timer& t) {
    return t.second_bus ? rcc::kApb2Enable : rcc::kApb1Enable;
}

void restart(const Timer& t) {
    reset_block(t.second_bus ? rcc::kApb2Reset : rcc::kApb1Reset, t.clock);
}

// Counts microseconds up to `last`, from 0, no flag left of the set-up.
void prepare(const Timer& t, std::uint32_t last, std::uint32_t control = 0) {
    restart(t);
    store(t.base + kPsc, kMicrosecond);
    store(t.base + kArr, last);
    store(t.base + kCr1, control);
    store(t.base + kEgr, kUpdate);
    store(t.base + kSr, 0);
}

bool flag_comes(const Timer& t, std::uint32_t flag) {
    return becomes(t.base + kSr, flag, flag);
}

void time_base(const Timer& t) {
    prepare(t, 1000);
    forget_interrupt(t.line);
    enable_interrupt(t.line);
    store(t.base + kDier, kUif);
    check_equal("a timer that is off does not count", load(t.base + kCnt), 0);
    store(t.base + kCr1, kEnable);
    check("it counts", becomes(t.base + kCnt, 0x40, 0x40));
    check("the overflow interrupts", comes(t.line));
    check_equal("with UIF", load(t.base + kSr) & kUif, kUif);
    check("and begins again at 0", load(t.base + kCnt) < 900);
    store(t.base + kCr1, 0);
    const std::uint32_t stopped = load(t.base + kCnt);
    check("CEN 0 stops it", load(t.base + kCnt) == stopped && stopped != 0);
    store(t.base + kSr, ~kUif);
    check_equal("UIF is cleared by writing 0", load(t.base + kSr) & kUif, 0);
}

void one_pulse(const Timer& t) {
    prepare(t, 500);
    store(t.base + kCr1, kEnable | kOnePulse);
    check("one pulse: CEN falls with the overflow",
          flag_comes(t, kUif) && load(t.base + kCr1) == kOnePulse);
    wait(1000);
    check_equal("and the counter stands at 0", load(t.base + kCnt), 0);
}

void preload(const Timer& t) {
    prepare(t, 200, kPreload);
    store(t.base + kArr, 60'000);
    store(t.base + kPsc, 0xFFFF);
    store(t.base + kCnt, 150);
    store(t.base + kCr1, kEnable | kPreload | kOnePulse);
    wait(1000);
    check_equal("ARPE: the old ARR and PSC hold until the update", load(t.base + kSr) & kUif, kUif);
    store(t.base + kCnt, 100);
    store(t.base + kSr, 0);
    store(t.base + kCr1, kEnable | kPreload);
    check_equal("and then the new ones", load(t.base + kCnt), 100);
    wait(1000);
    check("a thousandth of a second each", load(t.base + kCnt) <= 101);
    prepare(t, 60'000);
    store(t.base + kCr1, kEnable);
    store(t.base + kArr, 200);
    wait(5000);
    check_equal("without ARPE a new ARR counts at once", load(t.base + kSr) & kUif, kUif);
}

void generation(const Timer& t) {
    prepare(t, 1000);
    store(t.base + kCnt, 77);
    store(t.base + kEgr, kUpdate);
    check("UG sets CNT to 0 and UIF", load(t.base + kCnt) == 0 && load(t.base + kSr) == kUif);
    store(t.base + kSr, 0);
    store(t.base + kCr1, kOnlyOverflow);
    store(t.base + kEgr, kUpdate);
    check_equal("URS: no UIF by UG", load(t.base + kSr), 0);
    store(t.base + kCr1, kNoUpdate);
    store(t.base + kPsc, 5);
    store(t.base + kEgr, kUpdate);
    check_equal("UDIS: none at all", load(t.base + kSr), 0);
    store(t.base + kCr1, kRemap);
    store(t.base + kEgr, kUpdate);
    check_equal("UIFREMAP: UIF is in CNT", load(t.base + kCnt), 1u << 31);
}

void compare(const Timer& t) {
    prepare(t, 1000);
    for (unsigned i = 0; i < t.channels; ++i) {
        store(t.base + kCcr1 + 4 * i, 300 + 100 * i);
    }
    store(t.base + kSr, 0);
    forget_interrupt(t.compare_line);
    enable_interrupt(t.compare_line);
    store(t.base + kDier, kCc1if);
    store(t.base + kCr1, kEnable | kOnePulse);
    const std::uint32_t all = ((1u << t.channels) - 1) << 1;
    check_equal("no compare flag at first", load(t.base + kSr) & all, 0);
    check("compare 1 interrupts", comes(t.compare_line));
    check_equal("alone", load(t.base + kSr) & (all | kUif), kCc1if);
    check("the others follow", flag_comes(t, all) && flag_comes(t, kUif));
    prepare(t, 1000);
    store(t.base + kCcr1, 900);
    store(t.base + kCcmr1, 1u << 3);
    store(t.base + kCcr1, 10);
    store(t.base + kSr, 0);
    store(t.base + kCr1, kEnable | kOnePulse);
    becomes(t.base + kCnt, 0x80, 0x80);
    check_equal("a preloaded compare value waits for the update", load(t.base + kSr) & kCc1if, 0);
    check("the old one holds until then", flag_comes(t, kCc1if) && load(t.base + kCnt) >= 900);
    prepare(t, 1000);
    store(t.base + kCcmr1, 1);
    store(t.base + kCcr1, 10);
    store(t.base + kSr, 0);
    store(t.base + kCr1, kEnable | kOnePulse);
    flag_comes(t, kUif);
    check_equal("an input channel does not compare", load(t.base + kSr) & kCc1if, 0);
    store(t.base + kEgr, 1u << 1);
    check_equal("CC1G sets its flag", load(t.base + kSr) & kCc1if, kCc1if);
}

void downwards(const Timer& t) {
    prepare(t, 1000, kDown);
    check_equal("down: UG loads ARR", load(t.base + kCnt), 1000);
    store(t.base + kCcr1, 900);
    store(t.base + kSr, 0);
    store(t.base + kCr1, kEnable | kDown);
    check("it counts down", becomes(t.base + kSr, kCc1if, kCc1if) && load(t.base + kCnt) <= 900);
    check("to the underflow, and from ARR again", flag_comes(t, kUif) && load(t.base + kCnt) > 100);
}

void repetition(const Timer& t) {
    prepare(t, 99);
    store(t.base + kRcr, 9);
    store(t.base + kEgr, kUpdate);
    store(t.base + kSr, 0);
    store(t.base + kCr1, kEnable);
    bool early = false;
    for (unsigned wraps = 0; wraps < 3; ++wraps) {
        becomes(t.base + kCnt, 0x60, 0x60);
        becomes(t.base + kCnt, 0x60, 0);
        early = early || (load(t.base + kSr) & kUif) != 0;
    }
    check("RCR: the update comes after so many overflows", !early && flag_comes(t, kUif));
}

void clock_gate(const Timer& t) {
    prepare(t, 60'000);
    store(t.base + kCr1, kEnable);
    becomes(t.base + kCnt, 0x40, 0x40);
    clear_bits(enable_register(t), 1u << t.clock);
    check_equal("without its clock a timer does not answer", load(t.base + kCnt), 0);
    wait(10'000);
    set_bits(enable_register(t), 1u << t.clock);
    check("nor count", load(t.base + kCnt) < 200);
}

void check_timer(const Timer& t) {
    const BlockRow block{
        .name = t.name, .base = t.base, .group = t.group, .bit = t.bit, .registers = t.registers};
    set_bits(enable_register(t), 1u << t.clock);
    check_reset_values(block);
    check_writable_bits(block);
    restart(t);
    check_views(block);
    time_base(t);
    one_pulse(t);
    generation(t);
    if (t.channels != 0) {
        compare(t);
    }
    restart(t);
}

}  // namespace

void run() {
    for (const Timer& timer : kTimers) {
        check_timer(timer);
    }
    preload(kTimers[1]);
    downwards(kTimers[1]);
    preload(kTimers[2]);
    repetition(kTimers[0]);
    clock_gate(kTimers[5]);
    prepare(kTimers[1], ~0u);
    store(kTimers[1].base + kCnt, 0xFFFF'FF00);
    store(kTimers[1].base + kCr1, kEnable);
    check("TIM2 has 32 bits", flag_comes(kTimers[1], kUif));
}

}  // namespace chip_test
