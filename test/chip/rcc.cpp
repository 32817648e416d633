// SPDX-License-Identifier: Apache-2.0
// RCC: clocks, gates, interrupts, and whose bit is whose (fact sheet 9.1, 9.2); rcc_view.cpp has
// every register.
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

// A clock that becomes ready says so where its interrupt is on: IRQ 9, or 10 for a secure clock.
void interrupts() {
    constexpr std::uint32_t kEnable = kBase + 0x50;
    constexpr std::uint32_t kFlags = kBase + 0x54;
    constexpr std::uint32_t kClear = kBase + 0x58;
    constexpr unsigned kLine = 9;
    constexpr unsigned kSecureLine = 10;
    set_bits(rcc::kCr, 1u << 12);
    check_equal("no flag without its enable", load(kFlags), 0);
    clear_bits(rcc::kCr, 1u << 12);
    store(kEnable, 1u << 5 | 1u << 2);
    set_bits(rcc::kCr, 1u << 12);
    check_equal("HSI48 ready raises its flag", load(kFlags), 1u << 5);
    enable_interrupt(kSecureLine);
    enable_interrupt(kLine);
    check("and IRQ 9", interrupted(kLine) && !interrupted(kSecureLine));
    store(kClear, 1u << 5, View::kNonSecure);
    check_equal("CICR clears it", load(kFlags), 0);
    store(kSeccfgr, 1u << 2);
    enable_interrupt(kLine);
    interrupted(kLine);  // it was pending again before the flag fell
    enable_interrupt(kLine);
    set_bits(rcc::kCr, 1u << 8);
    check("a secure clock's is IRQ 10", interrupted(kSecureLine) && !interrupted(kLine));
    check_equal("its flag is the secure side's", load(kFlags, View::kNonSecure), 0);
    store(kClear, 1u << 2, View::kNonSecure);
    check_equal("to clear as well", load(kFlags), 1u << 2);
    store(kClear, 1u << 2);
    store(kSeccfgr, 0);
    store(kEnable, 0);
    clear_bits(rcc::kCr, 1u << 12 | 1u << 8);
}

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
    store(kPll1Cfgr, 0x0007'0811);
    check_equal("its source and M too, but not its outputs and FRACEN", load(kPll1Cfgr),
                0x0007'0411);
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
        oscillators();
        interrupts();
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
