// SPDX-License-Identifier: Apache-2.0
// IWDG (fact sheet 9.7). Last, it bites: the run goes on after the reset.
#include "test/chip/backup.h"

namespace chip_test {

const std::string_view kSuite = "iwdg";

namespace {

constexpr std::uint32_t kBase = 0x4000'3000;
constexpr std::uint32_t kKr = kBase + 0x00;
constexpr std::uint32_t kPr = kBase + 0x04;
constexpr std::uint32_t kRlr = kBase + 0x08;
constexpr std::uint32_t kSr = kBase + 0x0C;
constexpr std::uint32_t kWinr = kBase + 0x10;
constexpr std::uint32_t kEwcr = kBase + 0x14;
constexpr std::uint32_t kUnlock = 0x5555;
constexpr std::uint32_t kReload = 0xAAAA;
constexpr std::uint32_t kStart = 0xCCCC;
constexpr std::uint32_t kRsr = rcc::kBase + 0xF4;
constexpr std::uint32_t kIwdgReset = 1u << 29;
constexpr std::uint32_t kUpdates = 0xF;
constexpr unsigned kLine = 35;
constexpr unsigned kLong = 2'000'000'000;

constexpr RegisterRow kRegisters[] = {
    {.name = "KR", .at = 0x00, .reset = 0, .writable = 0, .touch = false},
    {.name = "PR", .at = 0x04, .reset = 0, .writable = 0xF},
    {.name = "RLR", .at = 0x08, .reset = 0xFFF, .writable = 0xFFF},
    {.name = "SR", .at = 0x0C, .reset = 0, .writable = 0, .touch = false},
    {.name = "WINR", .at = 0x10, .reset = 0xFFF, .writable = 0xFFF},
    {.name = "EWCR", .at = 0x14, .reset = 0, .writable = 0x8FFF},
};

void updated() {
    becomes(kSr, kUpdates, 0);
}

constexpr BlockRow kBlock{.name = "IWDG",
                          .base = kBase,
                          .group = 1,
                          .bit = 10,
                          .registers = kRegisters,
                          .settle = updated};

void keys() {
    store(kPr, 3);
    check_equal("PR without the key is refused", load(kPr), 0);
    store(kRlr, 5);
    check_equal("RLR without the key is refused", load(kRlr), 0xFFF);
    store(kWinr, 5);
    check_equal("WINR without the key is refused", load(kWinr), 0xFFF);
    store(kKr, kUnlock);
    check_writable_bits(kBlock);
    check_views(kBlock);
    store(kKr, kReload);
    store(kPr, 3);
    check_equal("another key locks again", load(kPr), 0);
}

struct Update {
    std::uint32_t at;
    std::uint32_t flag;
    std::string_view what;
};
constexpr Update kUpdating[] = {
    {.at = kPr, .flag = 1u << 0, .what = "PVU while PR is updated, which takes no other value"},
    {.at = kRlr, .flag = 1u << 1, .what = "RVU, RLR"},
    {.at = kWinr, .flag = 1u << 2, .what = "WVU, WINR"},
    {.at = kEwcr, .flag = 1u << 3, .what = "EWU, EWCR"},
};

void updates() {
    store(kKr, kUnlock);
    for (const Update& update : kUpdating) {
        const std::uint32_t before = load(update.at);
        store(update.at, 5);
        const bool flagged = load(kSr) == update.flag;
        store(update.at, 6);
        const bool refused = load(update.at) == 5;
        check(update.what, flagged && refused && becomes(kSr, kUpdates, 0));
        store(update.at, before);
        updated();
    }
    store(kKr, kReload);
}

// 32 / 32 kHz a tick: early wake-up after a quarter second, reset after two, so that a busy host
// does not count.
[[noreturn]] void bite() {
    store(rcc::kBase + 0xF4, 1u << 23);
    store(kKr, kUnlock);
    store(kPr, 3);
    store(kRlr, 1999);
    store(kEwcr, 0x8000 | 1750);
    enable_interrupt(kLine);
    store(kKr, kStart);
    prepare_next_phase();
    bool early = false;
    for (unsigned i = 0; i < kLong && !early; ++i) {
        early = interrupted(kLine);
    }
    check("the early wake-up interrupts", early);
    check_equal("with its flag", load(kSr) & 1u << 14, 1u << 14);
    prepare_next_phase();
    for (;;) {
    }
}

}  // namespace

void run() {
    if (phase() == 0) {
        check_reset_values(kBlock);
        keys();
        updates();
        bite();
    }
    check("the reset came after the early wake-up", phase() == 2);
    check_equal("RSR names the watchdog", load(kRsr) & kIwdgReset, kIwdgReset);
    check_reset_values(kBlock);
}

}  // namespace chip_test
