// SPDX-License-Identifier: Apache-2.0
// WWDG (ST's register descriptions). It bites three times: the run goes on after each reset.
#include "test/chip/backup.h"

namespace chip_test {

const std::string_view kSuite = "wwdg";

namespace {

constexpr std::uint32_t kBase = 0x4000'2C00;
constexpr std::uint32_t kCr = kBase + 0x00;
constexpr std::uint32_t kActive = 1u << 7;
constexpr std::uint32_t kCfr = kBase + 0x04;
constexpr std::uint32_t kEarly = 1u << 9;
constexpr std::uint32_t kSlowest = 7u << 11;
constexpr std::uint32_t kSr = kBase + 0x08;
constexpr std::uint32_t kRsr = rcc::kBase + 0xF4;
constexpr std::uint32_t kWwdgReset = 1u << 30;
constexpr unsigned kClock = 11;
constexpr unsigned kLine = 0;

constexpr RegisterRow kRegisters[] = {
    {.name = "CR", .at = 0x00, .reset = 0x7F, .writable = 0x7F, .touch = false},
    {.name = "CFR", .at = 0x04, .reset = 0x7F, .writable = 0x387F, .touch = false},
    {.name = "SR", .at = 0x08, .reset = 0, .writable = 0},
};
constexpr BlockRow kBlock{
    .name = "WWDG", .base = kBase, .group = 1, .bit = 9, .registers = kRegisters};

constexpr std::string_view kCauses[] = {
    "",
    "the counter ran out",
    "it was refreshed before the window opened",
    "a counter below 0x40 was written",
};

void expect_reset() {
    store(kRsr, 1u << 23);
    prepare_next_phase();
}

[[noreturn]] void wait_for_reset() {
    for (;;) {
    }
}

// The reset should have come at once: without it there is none, and the run ends in a timeout.
[[noreturn]] void stay_alive() {
    for (;;) {
        store(kCfr, kSlowest | 0x7F);
        store(kCr, kActive | 0x7F);
    }
}

void registers() {
    check_equal("without its clock it does not answer", load(kCr), 0);
    set_bits(rcc::kApb1Enable, 1u << kClock);
    clear_bits(rcc::kApb1Enable, 1u << kClock);
    check("its clock is on for good", (load(rcc::kApb1Enable) >> kClock & 1) != 0);
    check_reset_values(kBlock);
    check_views(kBlock);
    store(kCr, 0x55);
    check_equal("CR takes a counter", load(kCr), 0x55);
    store(kCfr, 0xFFFF'FDFF);
    check_equal("CFR keeps its bits", load(kCfr), 0x387F);
    store(kCfr, 0x7F);
    store(kCr, 0x7F);
}

// 64 MHz / 4096 / 128: 8.2 ms a step.
[[noreturn]] void run_out() {
    store(kCfr, kSlowest | kEarly | 0x50);
    store(kCfr, kSlowest | 0x50);
    check_equal("EWI stays", load(kCfr), kSlowest | kEarly | 0x50);
    enable_interrupt(kLine);
    store(kCr, kActive | 0x51);
    store(kSr, 1);
    check_equal("EWIF cannot be set", load(kSr), 0);
    check("the counter counts", becomes(kCr, 0x7F, 0x4F));
    store(kCr, 0x51);
    check_equal("WDGA stays", load(kCr) & kActive, kActive);
    check("the early wake-up interrupts", comes(kLine));
    check_equal("at 0x40", load(kCr) & 0x7F, 0x40);
    check_equal("with its flag", load(kSr), 1);
    store(kSr, 0);
    check_equal("which is cleared by writing 0", load(kSr), 0);
    expect_reset();
    wait_for_reset();
}

[[noreturn]] void too_early() {
    store(kCfr, kSlowest | 0x50);
    store(kCr, kActive | 0x7F);
    expect_reset();
    store(kCr, kActive | 0x7F);
    stay_alive();
}

[[noreturn]] void too_low() {
    store(kCfr, kSlowest | 0x7F);
    expect_reset();
    store(kCr, kActive | 0x3F);
    stay_alive();
}

}  // namespace

void run() {
    if (phase() == 0) {
        registers();
        run_out();
    }
    check_equal(kCauses[phase()], load(kRsr) & kWwdgReset, kWwdgReset);
    set_bits(rcc::kApb1Enable, 1u << kClock);
    check_reset_values(kBlock);
    if (phase() == 1) {
        too_early();
    } else if (phase() == 2) {
        too_low();
    }
}

}  // namespace chip_test
