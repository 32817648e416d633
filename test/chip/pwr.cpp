// SPDX-License-Identifier: Apache-2.0
// PWR: voltage, Sleep and Stop, the backup domain, and whose register is whose (fact sheet 9.3).
#include "chip/core.h"
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "pwr";

namespace {

constexpr std::uint32_t kBase = 0x4402'0800;
constexpr std::uint32_t kPmcr = kBase + 0x00;
constexpr std::uint32_t kPmsr = kBase + 0x04;
constexpr std::uint32_t kVoscr = kBase + 0x10;
constexpr std::uint32_t kVossr = kBase + 0x14;
constexpr std::uint32_t kBdcr = kBase + 0x20;
constexpr std::uint32_t kDbpcr = kBase + 0x24;
constexpr std::uint32_t kBdsr = kBase + 0x28;
constexpr std::uint32_t kSeccfgr = kBase + 0x100;
constexpr std::uint32_t kPrivcfgr = kBase + 0x104;
constexpr std::uint32_t kRccSeccfgr = rcc::kBase + 0x110;
constexpr std::uint32_t kStopped = 1u << 5;
constexpr std::uint32_t kSysclkSecure = 1u << 5;
constexpr unsigned kEvent = 8;
constexpr std::uint32_t kSysTick = 0xE000'E010;
constexpr std::uint32_t kScr = 0xE000'ED10;
constexpr std::uint32_t kSleepDeep = 1u << 2;

// DBP as the suite's start has left it.
constexpr RegisterRow kRegisters[] = {
    {.name = "PMCR", .at = 0x00, .reset = 0xC, .writable = 0x0781'320D},
    {.name = "PMSR", .at = 0x04, .reset = 0, .writable = 0, .touch = false},
    {.name = "VOSCR", .at = 0x10, .reset = 0, .writable = 0x30},
    {.name = "VOSSR", .at = 0x14, .reset = 0x2008, .writable = 0, .touch = false},
    {.name = "BDCR", .at = 0x20, .reset = 0, .writable = 0x303},
    {.name = "DBPCR", .at = 0x24, .reset = 1, .writable = 1},
    {.name = "BDSR", .at = 0x28, .reset = 0, .writable = 0, .touch = false},
    {.name = "UCPDR", .at = 0x2C, .reset = 0, .writable = 0x3},
    {.name = "SCCR", .at = 0x30, .reset = 0x100, .writable = 0x101},
    {.name = "VMCR", .at = 0x34, .reset = 0, .writable = 0x70F},
    {.name = "USBSCR", .at = 0x38, .reset = 0, .writable = 0x0300'0000},
    {.name = "VMSR", .at = 0x3C, .reset = 0, .writable = 0, .touch = false},
    {.name = "WUSCR", .at = 0x40, .reset = 0, .writable = 0, .touch = false},
    {.name = "WUSR", .at = 0x44, .reset = 0, .writable = 0, .touch = false},
    {.name = "WUCR", .at = 0x48, .reset = 0, .writable = ~0u},
    {.name = "IORETR", .at = 0x50, .reset = 0, .writable = 0x0001'0001},
    {.name = "SECCFGR",
     .at = 0x100,
     .reset = 0,
     .writable = 0xF8FF,
     .touch = false,
     .non_secure = kReads},
};
constexpr BlockRow kBlock{.name = "PWR", .base = kBase, .registers = kRegisters};

// All of SECCFGR, RCC's SYSCLKSEC and UCPD secure: what is left to the non-secure side.
constexpr RegisterRow kSecuredRegisters[] = {
    {.name = "PMCR", .at = 0x00, .reset = 0xC, .writable = 0x0781'320D, .non_secure = kNothing},
    {.name = "VOSCR", .at = 0x10, .reset = 0, .writable = 0x30, .non_secure = kNothing},
    {.name = "VOSSR", .at = 0x14, .reset = 0x2008, .writable = 0, .touch = false},
    {.name = "BDCR", .at = 0x20, .reset = 0, .writable = 0x303, .non_secure = kNothing},
    {.name = "DBPCR", .at = 0x24, .reset = 1, .writable = 1, .non_secure = kNothing},
    {.name = "UCPDR", .at = 0x2C, .reset = 0, .writable = 0x3, .non_secure = kNothing},
    {.name = "SCCR", .at = 0x30, .reset = 0x100, .writable = 0x101, .non_secure = kNothing},
    {.name = "VMCR", .at = 0x34, .reset = 0, .writable = 0x70F, .non_secure = kNothing},
    {.name = "USBSCR", .at = 0x38, .reset = 0, .writable = 0x0300'0000, .non_secure = kNothing},
    {.name = "WUCR", .at = 0x48, .reset = 0, .writable = ~0u, .non_secure = kNothing},
    {.name = "IORETR", .at = 0x50, .reset = 0, .writable = 0x0001'0001, .non_secure = kNothing},
    {.name = "SECCFGR", .at = 0x100, .reset = 0xF8FF, .writable = 0, .touch = false},
};
constexpr BlockRow kSecured{.name = "PWR secured", .base = kBase, .registers = kSecuredRegisters};

// SPRIV and NSPRIV: nothing for unprivileged code of either world.
constexpr RegisterRow kPrivilegedRegisters[] = {
    {.name = "PMCR", .at = 0x00, .reset = 0xC, .writable = 0x0781'320D, .user = kNothing},
    {.name = "DBPCR", .at = 0x24, .reset = 1, .writable = 1, .user = kNothing},
    {.name = "WUCR", .at = 0x48, .reset = 0, .writable = ~0u, .user = kNothing},
    {.name = "PRIVCFGR",
     .at = 0x104,
     .reset = 0,
     .writable = 0x3,
     .non_secure = {~0u, 0x2},
     .user = kNothing},
};
constexpr BlockRow kPrivileged{
    .name = "PWR privileged", .base = kBase, .registers = kPrivilegedRegisters};

void owners() {
    check_seen(kBlock);
    store(kSeccfgr, 0xF8FF, View::kSecureUser);
    store(kSeccfgr, 0);
    store(kSeccfgr, 0xF8FF, View::kNonSecure);
    check_equal("SECCFGR: non-secure code changes nothing", load(kSeccfgr), 0);
    check_equal("PRIVCFGR: reset value", load(kPrivcfgr), 0);
    store(kSeccfgr, 0xF8FF);
    store(kRccSeccfgr, kSysclkSecure);
    set_secure(2, 2, true);
    illegal_access_seen(4, kEvent);
    check_seen(kSecured);
    check("TZIC has the event of a secure register", illegal_access_seen(4, kEvent));
    store(kSeccfgr, 1);
    store(kBase + 0x48, ~0u);
    check_equal("WUP1SEC hides the first pin's bits", load(kBase + 0x48, View::kNonSecure),
                0xFFFC'FEFE);
    store(kBase + 0x48, 0);
    store(kSeccfgr, 0);
    store(kRccSeccfgr, 0);
    set_secure(2, 2, false);
    store(kPrivcfgr, 3, View::kSecureUser);
    check_equal("PRIVCFGR: unprivileged code changes nothing", load(kPrivcfgr), 0);
    store(kPrivcfgr, 3);
    check_seen(kPrivileged);
    store(kPrivcfgr, 0);
}

void voltage() {
    store(kVoscr, 0x30);
    check_equal("VOS0 is reached", load(kVossr), 0xE008);
    store(kVoscr, 0);
    check_equal("and VOS3 again", load(kVossr), 0x2008);
}

void backup_domain() {
    store(kBdcr, 1);
    check_equal("the backup regulator is ready", load(kBdsr), 1u << 16);
    store(kDbpcr, 0);
    store(kBdcr, 0);
    check_equal("BDCR wants DBP", load(kBdcr), 1);
    store(kDbpcr, 1);
    store(kBdcr, 0);
    check_equal("and has it", load(kBdcr), 0);
}

// Until SysTick wakes.
void doze() {
    poke(kSysTick + 4, 64'000);
    poke(kSysTick + 8, 0);
    poke(kSysTick, 7);
    chip::core::wait_for_interrupt();
    poke(kSysTick, 0);
}

void sleep() {
    set_bits(rcc::kCr, 1u << 8);
    store(rcc::kBase + 0x1C, 1);
    doze();
    check_equal("Sleep leaves no trace", load(kPmsr), 0);
    check_equal("and the clock as it is", load(rcc::kBase + 0x1C) >> 3 & 7, 1);
    poke(kScr, kSleepDeep);
    doze();
    poke(kScr, 0);
    check_equal("Stop leaves STOPF", load(kPmsr), kStopped);
    check_equal("and HSI as the clock", load(rcc::kBase + 0x1C) & 0x3F, 0);
    check_equal("which runs", load(rcc::kCr) & 3, 3);
    store(kPmcr, 0x8C);
    check_equal("CSSF clears it", load(kPmsr), 0);
    check_equal("and reads zero", load(kPmcr), 0xC);
    store(rcc::kBase + 0x1C, 1u << 6);
    poke(kScr, kSleepDeep);
    doze();
    poke(kScr, 0);
    check_equal("STOPWUCK: it wakes on CSI", load(rcc::kBase + 0x1C) & 0x3F, 0x9);
    store(rcc::kBase + 0x1C, 0);
}

}  // namespace

void run() {
    if (phase() == 0) {
        check_reset_values(kBlock);
        check_writable_bits(kBlock);
        owners();
        voltage();
        backup_domain();
        sleep();
        reset_to_next_phase();
    }
    check_reset_values(kBlock);
}

}  // namespace chip_test
