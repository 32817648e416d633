// SPDX-License-Identifier: Apache-2.0
// RCC: clocks, gates, and whose bit is whose (fact sheet 9.1, 9.2).
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "rcc";

namespace {

constexpr std::uint32_t kBase = rcc::kBase;
constexpr std::uint32_t kCfgr1 = kBase + 0x1C;
constexpr std::uint32_t kCfgr2 = kBase + 0x20;
constexpr std::uint32_t kPll1Cfgr = kBase + 0x28;
constexpr std::uint32_t kPll1Divr = kBase + 0x34;
constexpr std::uint32_t kBdcr = kBase + 0xF0;
constexpr std::uint32_t kRsr = kBase + 0xF4;
constexpr std::uint32_t kSeccfgr = kBase + 0x110;
constexpr std::uint32_t kPrivcfgr = kBase + 0x114;
constexpr std::uint32_t kPwrDbpcr = 0x4402'0824;
constexpr std::uint32_t kRngClock = 1u << 18;
constexpr std::uint32_t kSoftwareReset = 1u << 28;
constexpr unsigned kEvent = 9;

// The enable registers as the suite's start has left them.
constexpr RegisterRow kRegisters[] = {
    {.name = "CR", .at = 0x00, .reset = 0x23, .writable = 0, .touch = false},
    {.name = "HSICFGR", .at = 0x10, .reset = 0x0040'0000, .writable = 0, .touch = false},
    {.name = "CSICFGR", .at = 0x18, .reset = 0x0020'0000, .writable = 0, .touch = false},
    {.name = "CFGR1", .at = 0x1C, .reset = 0, .writable = 0, .touch = false},
    {.name = "CFGR2", .at = 0x20, .reset = 0, .writable = 0, .touch = false},
    {.name = "PLL1CFGR", .at = 0x28, .reset = 0, .writable = 0x0007'3F3F},
    {.name = "PLL1DIVR", .at = 0x34, .reset = 0x0101'0280, .writable = 0x7F7F'FFFF},
    {.name = "PLL1FRACR", .at = 0x38, .reset = 0, .writable = 0xFFF8},
    {.name = "AHB2RSTR", .at = 0x64, .reset = 0, .writable = 0, .touch = false},
    {.name = "AHB1ENR", .at = 0x88, .reset = 0xD100'0100, .writable = 0, .touch = false},
    {.name = "AHB2ENR", .at = 0x8C, .reset = 0xC000'0001, .writable = 0, .touch = false},
    {.name = "APB1LENR", .at = 0x9C, .reset = 0, .writable = 0, .touch = false},
    {.name = "APB2ENR", .at = 0xA4, .reset = 1u << 14, .writable = 0, .touch = false},
    {.name = "APB3ENR", .at = 0xA8, .reset = 1u << 1 | 1u << 21, .writable = 0, .touch = false},
    {.name = "CCIPR1", .at = 0xD8, .reset = 0, .writable = 0, .touch = false},
    {.name = "CCIPR5", .at = 0xE8, .reset = 0, .writable = 0, .touch = false},
    {.name = "RSR", .at = 0xF4, .reset = 0x0C00'0000, .writable = 0, .touch = false},
    {.name = "SECCFGR", .at = 0x110, .reset = 0, .writable = 0x3BFF},
    {.name = "PRIVCFGR", .at = 0x114, .reset = 0, .writable = 0x3},
};
constexpr BlockRow kBlock{.name = "RCC", .base = kBase, .registers = kRegisters};

void oscillators() {
    set_bits(rcc::kCr, 1u << 8 | 1u << 12);
    check_equal("CSI and HSI48 are ready", load(rcc::kCr) & 0x2200, 0x2200);
    store(kCfgr1, 3);
    check_equal("SYSCLK does not move to a PLL that is off", load(kCfgr1) >> 3 & 7, 0);
    store(kCfgr1, 1);
    check_equal("it moves to CSI", load(kCfgr1) >> 3 & 7, 1);
    clear_bits(rcc::kCr, 1u << 8);
    check_equal("which then cannot be switched off", load(rcc::kCr) >> 8 & 1, 1);
    store(kCfgr1, 0);
    set_bits(rcc::kCr, 1u << 16);
    check_equal("HSE has no crystal on this board", load(rcc::kCr) >> 17 & 1, 0);
    clear_bits(rcc::kCr, 1u << 16);
    for (const std::uint32_t digital : {0u, 1u << 20}) {
        set_bits(rcc::kCr, 1u << 18 | digital);
        set_bits(rcc::kCr, 1u << 16);
        check_equal(digital != 0 ? "and in digital bypass" : "its clock comes in analog bypass",
                    load(rcc::kCr) >> 17 & 1, 1);
        clear_bits(rcc::kCr, 1u << 16);
        clear_bits(rcc::kCr, 1u << 18 | digital);
    }
    store(kPll1Cfgr, 0x0001'0401);
    set_bits(rcc::kCr, 1u << 24);
    check_equal("PLL1 on HSI is ready", load(rcc::kCr) >> 25 & 1, 1);
    store(kPll1Divr, 1);
    check_equal("a PLL that is on keeps its dividers", load(kPll1Divr), 0x0101'0280);
    clear_bits(rcc::kCr, 1u << 24 | 1u << 8 | 1u << 12);
    store(kPll1Cfgr, 0);
}

void gates() {
    constexpr std::uint32_t kRng = 0x420C'0800;
    check_equal("a block without clock reads zero", load(kRng), 0);
    set_bits(rcc::kAhb2Enable, kRngClock);
    check_equal("with its clock it answers", load(kRng), 0x0087'1F00);
    set_bits(rcc::kAhb2Reset, kRngClock);
    check_equal("held in reset it does not", load(kRng), 0);
    clear_bits(rcc::kAhb2Reset, kRngClock);
}

void non_secure_view() {
    check_equal("an open block's clock is seen by non-secure code",
                load(rcc::kAhb2Enable, View::kNonSecure) & kRngClock, kRngClock);
    store(rcc::kAhb2Enable, 0, View::kNonSecure);
    check_equal("which may switch it off", load(rcc::kAhb2Enable) & kRngClock, 0);
    check_equal("but nothing of the secure side", load(rcc::kAhb2Enable), 0xC000'0001);
    set_secure(3, 18, true);
    set_bits(rcc::kAhb2Enable, kRngClock);
    check_equal("a secure block's clock is hidden",
                load(rcc::kAhb2Enable, View::kNonSecure) & kRngClock, 0);
    store(rcc::kAhb2Enable, 0, View::kNonSecure);
    check_equal("and stays", load(rcc::kAhb2Enable) & kRngClock, kRngClock);
    set_secure(3, 18, false);
    store(kSeccfgr, 1u << 5 | 1u << 6);
    store(kCfgr2, 0x8, View::kNonSecure);
    check_equal("PRESCSEC: non-secure code sets no prescaler", load(kCfgr2), 0);
    store(kSeccfgr, 0, View::kNonSecure);
    check_equal("nor SECCFGR", load(kSeccfgr), 1u << 5 | 1u << 6);
    store(kSeccfgr, 0);
}

void privilege() {
    store(kPrivcfgr, 1, View::kSecureUser);
    check_equal("PRIVCFGR is not set by unprivileged code", load(kPrivcfgr), 0);
    store(kPrivcfgr, 1);
    check_equal("SPRIV: unprivileged secure code reads zero", load(rcc::kCr, View::kSecureUser), 0);
    store(kSeccfgr, 1, View::kSecureUser);
    check_equal("and writes nothing", load(kSeccfgr), 0);
    store(kPrivcfgr, 2);
    illegal_access_seen(4, kEvent);
    check_equal("NSPRIV: unprivileged non-secure code reads zero",
                load(rcc::kCr, View::kNonSecureUser), 0);
    check("and TZIC has the event", illegal_access_seen(4, kEvent));
    check("privileged non-secure code reads", load(rcc::kCr, View::kNonSecure) != 0);
    store(kPrivcfgr, 0);
}

}  // namespace

// ST's HAL starts the LSI before it opens the backup domain.
void backup_domain() {
    clear_bits(kPwrDbpcr, 1);
    set_bits(kBdcr, 1u << 26 | 1u << 0);
    check_equal("the LSI starts without DBP, the LSE does not", load(kBdcr) & 0x0C00'0003,
                0x0C00'0000);
    clear_bits(kBdcr, 1u << 26);
    check_equal("and stops", load(kBdcr) & 0x0C00'0000, 0);
    set_bits(kPwrDbpcr, 1);
}

void run() {
    if (phase() == 0) {
        check_reset_values(kBlock);
        check_writable_bits(kBlock);
        oscillators();
        gates();
        non_secure_view();
        privilege();
        backup_domain();
        store(kRsr, 1u << 23);
        check_equal("RMVF clears the reset flags", load(kRsr) & 0xFC00'0000, 0);
        reset_to_next_phase();
    }
    check_equal("a software reset sets its flag", load(kRsr) & kSoftwareReset, kSoftwareReset);
    check_equal("and the clocks are as after reset", load(rcc::kCr), 0x23);
}

}  // namespace chip_test
