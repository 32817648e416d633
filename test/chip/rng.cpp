// SPDX-License-Identifier: Apache-2.0
// RNG (fact sheet 7.4).
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "rng";

namespace {

constexpr std::uint32_t kBase = 0x420C'0800;
constexpr std::uint32_t kCr = kBase + 0x00;
constexpr std::uint32_t kSr = kBase + 0x04;
constexpr std::uint32_t kDr = kBase + 0x08;
constexpr std::uint32_t kNscr = kBase + 0x0C;
constexpr std::uint32_t kHtcr = kBase + 0x10;
constexpr std::uint32_t kEnable = 1u << 2;
constexpr std::uint32_t kClockErrorOff = 1u << 5;
constexpr std::uint32_t kConditioning = 1u << 30;
constexpr std::uint32_t kConfigLock = 1u << 31;
constexpr std::uint32_t kNist = 0x00F0'0E00 | kClockErrorOff;
constexpr unsigned kLine = 114;

constexpr RegisterRow kRegisters[] = {
    {.name = "CR", .at = 0x00, .reset = 0x0087'1F00, .writable = 0, .touch = false},
    {.name = "SR", .at = 0x04, .reset = 0, .writable = 0, .touch = false},
    {.name = "DR", .at = 0x08, .reset = 0, .writable = 0, .touch = false},
    {.name = "NSCR", .at = 0x0C, .reset = 0x3'FFFF, .writable = 0, .touch = false},
    {.name = "HTCR", .at = 0x10, .reset = 0x72AC, .writable = 0, .touch = false},
};
constexpr BlockRow kBlock{
    .name = "RNG", .base = kBase, .group = 3, .bit = 18, .registers = kRegisters};

void without_clocks() {
    check_equal("without its bus clock RNG reads zero", load(kCr), 0);
    set_bits(rcc::kAhb2Enable, 1u << 18);
    store(kCr, load(kCr) | kEnable | kClockErrorOff | kConditioning);
    clear_bits(kCr, kConditioning);
    check_equal("without HSI48 no word is ready", load(kSr) & 1, 0);
    check_equal("and DR reads zero", load(kDr), 0);
    reset_block(rcc::kAhb2Reset, 18);
    start_random_source();
}

void configuration() {
    store(kCr, kNist);
    check_equal("configuration without CONDRST is refused", load(kCr), 0x0087'1F00);
    store(kNscr, 0x3'AF66);
    check_equal("NSCR without CONDRST is refused", load(kNscr), 0x3'FFFF);
    store(kCr, kNist | kConditioning);
    check_equal("configuration with CONDRST is taken", load(kCr), kNist | kConditioning);
    store(kHtcr, 0x6A91);
    store(kNscr, 0x3'AF66);
    check_equal("HTCR is taken", load(kHtcr), 0x6A91);
    check_equal("NSCR is taken", load(kNscr), 0x3'AF66);
    clear_bits(kCr, kConditioning);
}

void words() {
    check_equal("no word before RNGEN", load(kSr) & 1, 0);
    set_bits(kCr, kEnable);
    load(kSr);
    check_equal("a word is ready", load(kSr), 1);
    const std::uint32_t first = load(kDr);
    const std::uint32_t second = load(kDr);
    check("words differ and are not zero", first != 0 && second != 0 && first != second);
    load(kDr);
    load(kDr);
    check_equal("four words, then the buffer is empty", load(kDr), 0);
    load(kSr);
    check_equal("SR polled, there are words again", load(kSr) & 1, 1);
    enable_interrupt(kLine);
    set_bits(kCr, 1u << 3);
    load(kSr);
    check("a ready word interrupts", interrupted(kLine));
    clear_bits(kCr, 1u << 3);
}

void clock_error() {
    store(kCr, (kNist & ~kClockErrorOff) | kConditioning);
    clear_bits(kCr, kConditioning);
    set_bits(kCr, kEnable);
    check_equal("a running clock is no error", load(kSr) & 0x22, 0);
    clear_bits(rcc::kCr, 1u << 12);
    check_equal("HSI48 off: clock error and its flag", load(kSr) & 0x22, 0x22);
    set_bits(rcc::kCr, 1u << 12);
    check_equal("HSI48 on: the flag stays", load(kSr) & 0x22, 0x20);
    store(kSr, 0);
    check_equal("and is cleared by writing zero", load(kSr) & 0x22, 0);
}

void lock() {
    store(kCr, kNist | kConditioning | kConfigLock);
    clear_bits(kCr, kConditioning);
    const std::uint32_t locked = load(kCr);
    store(kCr, 0x0087'1F00 | kConditioning);
    check_equal("CONFIGLOCK freezes the configuration", load(kCr) & ~kEnable, locked & ~kEnable);
    reset_block(rcc::kAhb2Reset, 18);
    check_equal("until the block is reset", load(kCr), 0x0087'1F00);
}

}  // namespace

void run() {
    without_clocks();
    check_reset_values(kBlock);
    check_views(kBlock);
    configuration();
    words();
    clock_error();
    lock();
}

}  // namespace chip_test
