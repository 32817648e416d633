// SPDX-License-Identifier: Apache-2.0
#include "test/chip/suite.h"

#include "chip/core.h"
#include "chip/usart.h"

namespace chip_test {
namespace {

// What must survive a reset is kept in TAMP's last backup registers.
constexpr std::uint32_t kTamp = 0x4400'7C00;
constexpr std::uint32_t kPhase = kTamp + 0x100 + 4 * 31;
constexpr std::uint32_t kPassed = kTamp + 0x100 + 4 * 30;
constexpr std::uint32_t kFailed = kTamp + 0x100 + 4 * 29;
constexpr std::uint32_t kPwrDbpcr = 0x4402'0824;
constexpr unsigned kTampClock = 21;
constexpr unsigned kTzscClock = 24;
constexpr unsigned kSbsClock = 1;

std::uint32_t passed;
std::uint32_t failed;

void print(std::string_view text) {
    chip::usart::put(text);
}

void print_decimal(std::uint32_t value) {
    char text[10];
    unsigned at = sizeof text;
    do {
        text[--at] = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    print({text + at, sizeof text - at});
}

void print_hex(std::uint32_t value) {
    char text[8];
    for (unsigned i = 0; i < 8; ++i) {
        text[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    }
    print("0x");
    print({text, sizeof text});
}

void count(std::string_view claim, bool holds) {
    ++(holds ? passed : failed);
    print(holds ? "ok    " : "FAIL  ");
    print(claim);
}

// Peripherals through the non-secure alias are non-secure accesses.
void open_non_secure_alias() {
    chip::sau::set(0, {.base = 0x4000'0000, .limit = 0x4FFF'FFFF, .callable = false});
    chip::sau::enable();
}

void start_clocks() {
    set_bits(rcc::kAhb1Enable, 1u << kTzscClock);
    set_bits(rcc::kApb3Enable, 1u << kSbsClock | 1u << kTampClock);
    set_bits(kPwrDbpcr, 1);
}

void go_on() {
    passed = load(kPassed);
    failed = load(kFailed);
}

void close() {
    store(kPhase, 0);
    store(kPassed, 0);
    store(kFailed, 0);
    print(kSuite);
    print(": ");
    print_decimal(passed);
    print(" passed, ");
    print_decimal(failed);
    print(" failed\r\n");
}

extern "C" [[noreturn]] void suite_main() {
    using chip::core::Shcsr;
    Shcsr::set(chip::core::kMemManageEnable | chip::core::kBusFaultEnable |
               chip::core::kUsageFaultEnable | chip::core::kSecureFaultEnable);
    open_non_secure_alias();
    start_clocks();
    chip::usart::start();
    go_on();
    chip::core::enable_interrupts();
    run();
    close();
    for (;;) {
        chip::core::wait_for_interrupt();
    }
}

}  // namespace

void check(std::string_view claim, bool holds) {
    count(claim, holds);
    print("\r\n");
}

void check_equal(std::string_view claim, std::uint32_t got, std::uint32_t expected) {
    count(claim, got == expected);
    if (got != expected) {
        print(": ");
        print_hex(got);
        print(" instead of ");
        print_hex(expected);
    }
    print("\r\n");
}

std::uint32_t phase() {
    return load(kPhase);
}

void prepare_next_phase() {
    store(kPhase, phase() + 1);
    store(kPassed, passed);
    store(kFailed, failed);
    chip::core::barrier();
}

void reset_to_next_phase() {
    prepare_next_phase();
    chip::core::system_reset();
}

void reset_block(std::uint32_t reset_register, unsigned bit) {
    set_bits(reset_register, 1u << bit);
    clear_bits(reset_register, 1u << bit);
}

void set_secure(unsigned group, unsigned bit, bool secure) {
    const std::uint32_t at = 0x4003'2400 + 0x10 + 4 * (group - 1);
    secure ? set_bits(at, 1u << bit) : clear_bits(at, 1u << bit);
}

void set_privileged(unsigned group, unsigned bit, bool privileged) {
    const std::uint32_t at = 0x4003'2400 + 0x20 + 4 * (group - 1);
    privileged ? set_bits(at, 1u << bit) : clear_bits(at, 1u << bit);
}

bool illegal_access_seen(unsigned group, unsigned bit) {
    const std::uint32_t tzic = 0x4003'2800;
    const bool seen = (load(tzic + 0x10 + 4 * (group - 1)) >> bit & 1) != 0;
    store(tzic + 0x20 + 4 * (group - 1), 1u << bit);
    return seen;
}

void start_random_source() {
    set_bits(rcc::kCr, 1u << 12);  // HSI48
    set_bits(rcc::kAhb2Enable, 1u << 18);
}

}  // namespace chip_test
