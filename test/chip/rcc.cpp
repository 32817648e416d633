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

constexpr Seen ns_bits(std::uint32_t bits) {
    return {bits, bits};
}

// The enable registers as the suite's start has left them; everything non-secure that can be.
constexpr RegisterRow kRegisters[] = {
    {.name = "CR",
     .at = 0x00,
     .reset = 0x23,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0x3F1F'373F)},
    {.name = "HSICFGR",
     .at = 0x10,
     .reset = 0x0040'0000,
     .writable = 0x007F'0000,
     .non_secure = ns_bits(0x7F'0FFF)},
    {.name = "CRRCR",
     .at = 0x14,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0x3FF)},
    {.name = "CSICFGR",
     .at = 0x18,
     .reset = 0x0020'0000,
     .writable = 0x003F'0000,
     .non_secure = ns_bits(0x3F'00FF)},
    {.name = "CFGR1", .at = 0x1C, .reset = 0, .writable = 0, .touch = false},
    {.name = "CFGR2", .at = 0x20, .reset = 0, .writable = 0x007B'7770},
    {.name = "PLL1CFGR", .at = 0x28, .reset = 0, .writable = 0x0007'3F3F},
    {.name = "PLL2CFGR", .at = 0x2C, .reset = 0, .writable = 0x0007'3F3F},
    {.name = "PLL3CFGR", .at = 0x30, .reset = 0, .writable = 0x0007'3F3F},
    {.name = "PLL1DIVR", .at = 0x34, .reset = 0x0101'0280, .writable = 0x7F7F'FFFF},
    {.name = "PLL1FRACR", .at = 0x38, .reset = 0, .writable = 0xFFF8},
    {.name = "PLL2DIVR", .at = 0x3C, .reset = 0x0101'0280, .writable = 0x7F7F'FFFF},
    {.name = "PLL2FRACR", .at = 0x40, .reset = 0, .writable = 0xFFF8},
    {.name = "PLL3DIVR", .at = 0x44, .reset = 0x0101'0280, .writable = 0x7F7F'FFFF},
    {.name = "PLL3FRACR", .at = 0x48, .reset = 0, .writable = 0xFFF8},
    {.name = "CIER", .at = 0x50, .reset = 0, .writable = 0x1FF, .non_secure = ns_bits(0x5FF)},
    {.name = "CIFR",
     .at = 0x54,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0x5FF)},
    {.name = "CICR",
     .at = 0x58,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0x5FF)},
    {.name = "AHB1RSTR",
     .at = 0x60,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0x403A'D003)},
    {.name = "AHB2RSTR",
     .at = 0x64,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0x1F'1C00)},
    {.name = "AHB4RSTR",
     .at = 0x6C,
     .reset = 0,
     .writable = 0x0011'1880,
     .non_secure = ns_bits(0x11'1800)},
    {.name = "APB1LRSTR",
     .at = 0x74,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0xDFFE'C9FF)},
    {.name = "APB1HRSTR",
     .at = 0x78,
     .reset = 0,
     .writable = 0x0080'022B,
     .non_secure = ns_bits(0x80'022B)},
    {.name = "APB2RSTR",
     .at = 0x7C,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0x17F'7800)},
    {.name = "APB3RSTR",
     .at = 0x80,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0x10'F9E0)},
    {.name = "AHB1ENR",
     .at = 0x88,
     .reset = 0xD100'0100,
     .writable = 0xD13A'D103,
     .non_secure = ns_bits(0x403A'D003)},
    {.name = "AHB2ENR",
     .at = 0x8C,
     .reset = 0xC000'0001,
     .writable = 0xC01F'1DFF,
     .non_secure = ns_bits(0x1F'1C00)},
    {.name = "AHB4ENR",
     .at = 0x94,
     .reset = 0,
     .writable = 0x0011'1880,
     .non_secure = ns_bits(0x11'1800)},
    {.name = "APB1LENR",
     .at = 0x9C,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0xDFFE'C9FF)},
    {.name = "APB1HENR",
     .at = 0xA0,
     .reset = 0,
     .writable = 0x0080'022B,
     .non_secure = ns_bits(0x80'022B)},
    {.name = "APB2ENR",
     .at = 0xA4,
     .reset = 1u << 14,
     .writable = 0x017F'7800,
     .non_secure = ns_bits(0x17F'7800)},
    {.name = "APB3ENR",
     .at = 0xA8,
     .reset = 1u << 1 | 1u << 21,
     .writable = 0x0030'F9E2,
     .non_secure = ns_bits(0x10'F9E0)},
    {.name = "AHB1LPENR",
     .at = 0xB0,
     .reset = 0xF13A'D103,
     .writable = 0xF13A'D103,
     .non_secure = ns_bits(0x403A'D003)},
    {.name = "AHB2LPENR",
     .at = 0xB4,
     .reset = 0xC01F'1DFF,
     .writable = 0xC01F'1DFF,
     .non_secure = ns_bits(0x1F'1C00)},
    {.name = "AHB4LPENR",
     .at = 0xBC,
     .reset = 0x0011'1880,
     .writable = 0x0011'1880,
     .non_secure = ns_bits(0x11'1800)},
    {.name = "APB1LLPENR",
     .at = 0xC4,
     .reset = 0xDFFE'C9FF,
     .writable = 0xDFFE'C9FF,
     .non_secure = ns_bits(0xDFFE'C9FF)},
    {.name = "APB1HLPENR",
     .at = 0xC8,
     .reset = 0x4080'022B,
     .writable = 0x0080'022B,
     .non_secure = ns_bits(0x80'022B)},
    {.name = "APB2LPENR",
     .at = 0xCC,
     .reset = 0x017F'7800,
     .writable = 0x017F'7800,
     .non_secure = ns_bits(0x17F'7800)},
    {.name = "APB3LPENR",
     .at = 0xD0,
     .reset = 0x0030'F9E2,
     .writable = 0x0030'F9E2,
     .non_secure = ns_bits(0x10'F9E0)},
    {.name = "CCIPR1",
     .at = 0xD8,
     .reset = 0,
     .writable = 0xBFFF'FFFF,
     .non_secure = ns_bits(0x1FF)},
    {.name = "CCIPR2", .at = 0xDC, .reset = 0, .writable = 0x7777'7777, .non_secure = kNothing},
    {.name = "CCIPR3", .at = 0xE0, .reset = 0, .writable = 0x0703'FFFF, .non_secure = kNothing},
    {.name = "CCIPR4", .at = 0xE4, .reset = 0, .writable = 0x03FF'00FF, .non_secure = kNothing},
    {.name = "CCIPR5",
     .at = 0xE8,
     .reset = 0,
     .writable = 0xC03F'03FF,
     .non_secure = ns_bits(0xC000'0030)},
    {.name = "BDCR",
     .at = 0xF0,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0xC00'0063)},
    {.name = "RSR", .at = 0xF4, .reset = 0x0C00'0000, .writable = 0, .touch = false},
    {.name = "SECCFGR", .at = 0x110, .reset = 0, .writable = 0x3BFF, .non_secure = kReads},
};
constexpr BlockRow kBlock{.name = "RCC", .base = kBase, .registers = kRegisters};

constexpr std::uint32_t kOpenGpdma = 0x3;  // both: none of their channels is secure

// With all of SECCFGR and every peripheral of TZSC secure.
constexpr RegisterRow kSecuredRegisters[] = {
    {.name = "CR",
     .at = 0x00,
     .reset = 0x23,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "HSICFGR",
     .at = 0x10,
     .reset = 0x0040'0000,
     .writable = 0x007F'0000,
     .non_secure = kNothing},
    {.name = "CRRCR",
     .at = 0x14,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "CSICFGR",
     .at = 0x18,
     .reset = 0x0020'0000,
     .writable = 0x003F'0000,
     .non_secure = kNothing},
    {.name = "CFGR1",
     .at = 0x1C,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "CFGR2", .at = 0x20, .reset = 0, .writable = 0x007B'7770, .non_secure = kNothing},
    {.name = "PLL1CFGR", .at = 0x28, .reset = 0, .writable = 0x0007'3F3F, .non_secure = kNothing},
    {.name = "PLL2CFGR", .at = 0x2C, .reset = 0, .writable = 0x0007'3F3F, .non_secure = kNothing},
    {.name = "PLL3CFGR", .at = 0x30, .reset = 0, .writable = 0x0007'3F3F, .non_secure = kNothing},
    {.name = "PLL1DIVR",
     .at = 0x34,
     .reset = 0x0101'0280,
     .writable = 0x7F7F'FFFF,
     .non_secure = kNothing},
    {.name = "PLL1FRACR", .at = 0x38, .reset = 0, .writable = 0xFFF8, .non_secure = kNothing},
    {.name = "PLL2DIVR",
     .at = 0x3C,
     .reset = 0x0101'0280,
     .writable = 0x7F7F'FFFF,
     .non_secure = kNothing},
    {.name = "PLL2FRACR", .at = 0x40, .reset = 0, .writable = 0xFFF8, .non_secure = kNothing},
    {.name = "PLL3DIVR",
     .at = 0x44,
     .reset = 0x0101'0280,
     .writable = 0x7F7F'FFFF,
     .non_secure = kNothing},
    {.name = "PLL3FRACR", .at = 0x48, .reset = 0, .writable = 0xFFF8, .non_secure = kNothing},
    {.name = "CIER", .at = 0x50, .reset = 0, .writable = 0x1FF, .non_secure = kNothing},
    {.name = "CIFR", .at = 0x54, .reset = 0, .writable = 0, .touch = false, .non_secure = kNothing},
    {.name = "CICR", .at = 0x58, .reset = 0, .writable = 0, .touch = false, .non_secure = kNothing},
    {.name = "AHB1RSTR",
     .at = 0x60,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(kOpenGpdma)},
    {.name = "AHB2RSTR",
     .at = 0x64,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "AHB4RSTR", .at = 0x6C, .reset = 0, .writable = 0x0011'1880, .non_secure = kNothing},
    {.name = "APB1LRSTR",
     .at = 0x74,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "APB1HRSTR", .at = 0x78, .reset = 0, .writable = 0x0080'022B, .non_secure = kNothing},
    {.name = "APB2RSTR",
     .at = 0x7C,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "APB3RSTR",
     .at = 0x80,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "AHB1ENR",
     .at = 0x88,
     .reset = 0xD100'0100,
     .writable = 0xD13A'D103,
     .non_secure = ns_bits(kOpenGpdma)},
    {.name = "AHB2ENR",
     .at = 0x8C,
     .reset = 0xC000'0001,
     .writable = 0xC01F'1DFF,
     .non_secure = kNothing},
    {.name = "AHB4ENR", .at = 0x94, .reset = 0, .writable = 0x0011'1880, .non_secure = kNothing},
    {.name = "APB1LENR",
     .at = 0x9C,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "APB1HENR", .at = 0xA0, .reset = 0, .writable = 0x0080'022B, .non_secure = kNothing},
    {.name = "APB2ENR",
     .at = 0xA4,
     .reset = 1u << 14,
     .writable = 0x017F'7800,
     .non_secure = kNothing},
    {.name = "APB3ENR",
     .at = 0xA8,
     .reset = 1u << 1 | 1u << 21,
     .writable = 0x0030'F9E2,
     .non_secure = kNothing},
    {.name = "AHB1LPENR",
     .at = 0xB0,
     .reset = 0xF13A'D103,
     .writable = 0xF13A'D103,
     .non_secure = ns_bits(kOpenGpdma)},
    {.name = "AHB2LPENR",
     .at = 0xB4,
     .reset = 0xC01F'1DFF,
     .writable = 0xC01F'1DFF,
     .non_secure = kNothing},
    {.name = "AHB4LPENR",
     .at = 0xBC,
     .reset = 0x0011'1880,
     .writable = 0x0011'1880,
     .non_secure = kNothing},
    {.name = "APB1LLPENR",
     .at = 0xC4,
     .reset = 0xDFFE'C9FF,
     .writable = 0xDFFE'C9FF,
     .non_secure = kNothing},
    {.name = "APB1HLPENR",
     .at = 0xC8,
     .reset = 0x4080'022B,
     .writable = 0x0080'022B,
     .non_secure = kNothing},
    {.name = "APB2LPENR",
     .at = 0xCC,
     .reset = 0x017F'7800,
     .writable = 0x017F'7800,
     .non_secure = kNothing},
    {.name = "APB3LPENR",
     .at = 0xD0,
     .reset = 0x0030'F9E2,
     .writable = 0x0030'F9E2,
     .non_secure = kNothing},
    {.name = "CCIPR1", .at = 0xD8, .reset = 0, .writable = 0xBFFF'FFFF, .non_secure = kNothing},
    {.name = "CCIPR2", .at = 0xDC, .reset = 0, .writable = 0x7777'7777, .non_secure = kNothing},
    {.name = "CCIPR3", .at = 0xE0, .reset = 0, .writable = 0x0703'FFFF, .non_secure = kNothing},
    {.name = "CCIPR4", .at = 0xE4, .reset = 0, .writable = 0x03FF'00FF, .non_secure = kNothing},
    {.name = "CCIPR5", .at = 0xE8, .reset = 0, .writable = 0xC03F'03FF, .non_secure = kNothing},
    {.name = "BDCR", .at = 0xF0, .reset = 0, .writable = 0, .touch = false, .non_secure = kNothing},
    {.name = "RSR", .at = 0xF4, .reset = 0x0C00'0000, .writable = 0, .touch = false},
    {.name = "SECCFGR", .at = 0x110, .reset = 0x3BFF, .writable = 0, .non_secure = kReads},
};
constexpr BlockRow kSecured{.name = "RCC secured", .base = kBase, .registers = kSecuredRegisters};

// With SPRIV and NSPRIV.
constexpr RegisterRow kPrivilegedRegisters[] = {
    {.name = "CR",
     .at = 0x00,
     .reset = 0x23,
     .writable = 0,
     .touch = false,
     .non_secure = ns_bits(0x3F1F'373F),
     .user = kNothing},
    {.name = "PLL1DIVR",
     .at = 0x34,
     .reset = 0x0101'0280,
     .writable = 0x7F7F'FFFF,
     .user = kNothing},
    {.name = "RSR",
     .at = 0xF4,
     .reset = 0x0C00'0000,
     .writable = 0,
     .touch = false,
     .user = kNothing},
    {.name = "PRIVCFGR",
     .at = 0x114,
     .reset = 0,
     .writable = 0x3,
     .non_secure = {~0u, 0x2},
     .user = kNothing},
};
constexpr BlockRow kPrivileged{
    .name = "RCC privileged", .base = kBase, .registers = kPrivilegedRegisters};

constexpr std::uint32_t kTzscSecure = 0x4003'2410;

void owners() {
    check_reset_values(kPrivileged);
    check_seen(kBlock);
    const std::uint32_t all[] = {~0u, 0xFF0F'FF07, 0x05FF'FF03};
    for (unsigned i = 0; i < 3; ++i) {
        store(kTzscSecure + 4 * i, all[i]);
    }
    store(kSeccfgr, 0x3BFF);
    illegal_access_seen(4, kEvent);
    check_seen(kSecured);
    check("TZIC has the event of a register all secure", illegal_access_seen(4, kEvent));
    store(kSeccfgr, 0);
    for (unsigned i = 0; i < 3; ++i) {
        store(kTzscSecure + 4 * i, 0);
    }
    store(kPrivcfgr, 3);
    check_seen(kPrivileged);
    store(kPrivcfgr, 0);
}

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
        owners();
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
