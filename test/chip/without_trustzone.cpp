// SPDX-License-Identifier: Apache-2.0
// A board with TrustZone off (TZEN = 0xC3), as the part leaves the factory: one world, started at
// NSBOOTADD, no secure alias. It is no suite: it has the addresses of that world and prints itself.
#include "chip/core.h"
#include "test/chip/suite.h"

namespace chip_test {
namespace {

constexpr std::uint32_t kUsart = 0x4001'3800;
constexpr std::uint32_t kFlash = 0x4002'2000;
constexpr std::uint32_t kNsKeyr = kFlash + 0x04;
constexpr std::uint32_t kOptKeyr = kFlash + 0x0C;
constexpr std::uint32_t kNsObkKeyr = kFlash + 0x10;
constexpr std::uint32_t kOptcr = kFlash + 0x1C;
constexpr std::uint32_t kNssr = kFlash + 0x20;
constexpr std::uint32_t kNscr = kFlash + 0x28;
constexpr std::uint32_t kSeccr = kFlash + 0x2C;
constexpr std::uint32_t kNsccr = kFlash + 0x30;
constexpr std::uint32_t kNsObkcfgr = kFlash + 0x40;
constexpr std::uint32_t kHdpextr = kFlash + 0x48;
constexpr std::uint32_t kOptsr2Prg = kFlash + 0x74;
constexpr std::uint32_t kSecbootrPrg = kFlash + 0x8C;
constexpr std::uint32_t kSecwm1 = kFlash + 0xE0;
constexpr std::uint32_t kHdp1Prg = kFlash + 0xFC;
constexpr std::uint32_t kLastSector = 0x081F'E000;
constexpr std::uint32_t kKeysLevel1 = 0x0BFD'0100;
constexpr std::uint32_t kKeysLevel2 = 0x0BFD'0900;
constexpr std::uint32_t kHdplcr = 0x4400'0410;
constexpr std::uint32_t kHdplsr = 0x4400'0414;
constexpr std::uint32_t kMpcbb1Seccfgr0 = 0x4003'2D00;
constexpr std::uint32_t kTzscSeccfgr3 = 0x4003'2418;
constexpr std::uint32_t kGpdma1 = 0x4002'0000;
constexpr std::uint32_t kRomCode = 0x0BF8'8000;

unsigned passed;
unsigned failed;

void print(std::string_view text) {
    for (const char character : text) {
        while ((peek(kUsart + 0x1C) >> 7 & 1) == 0) {
        }
        poke(kUsart + 0x28, static_cast<std::uint8_t>(character));
    }
}

void print_number(unsigned below_100) {
    const char digits[] = {static_cast<char>('0' + below_100 / 10),
                           static_cast<char>('0' + below_100 % 10)};
    print(below_100 < 10 ? std::string_view{digits + 1, 1} : std::string_view{digits, 2});
}

void set(std::uint32_t address, std::uint32_t bits) {
    poke(address, peek(address) | bits);
}

void start() {
    set(rcc::kAhb1Enable, 1u << 24);            // TZSC
    set(rcc::kAhb2Enable, 1u << 0 | 1u << 17);  // GPIOA, HASH
    set(rcc::kApb2Enable, 1u << 14);            // USART1
    set(rcc::kApb3Enable, 1u << 1);             // SBS
    poke(0x4202'0024, 7u << 4);
    poke(0x4202'0000, (peek(0x4202'0000) & ~(3u << 18)) | 2u << 18);
    poke(kUsart + 0x0C, 556);
    poke(kUsart, 1u << 3 | 1u << 0);
}

void finish_operation() {
    while ((peek(kNssr) & 1) != 0) {
    }
}

bool option_launch_refused() {
    poke(kOptcr, 2);
    finish_operation();
    const bool refused = (peek(kNssr) >> 23 & 1) != 0;
    poke(kNsccr, 1u << 23);
    return refused;
}

void program(std::uint32_t at, std::uint32_t seed) {
    poke(kNscr, 2);
    for (std::uint32_t word = 0; word < 4; ++word) {
        poke(at + 4 * word, seed + word);
    }
    finish_operation();
    poke(kNscr, 0);
}

void the_core() {
    check_equal("the code at NSBOOTADD runs at HDPL 1", peek(kHdplsr) & 0xFF, 0x51);
    check_equal("the core has no security extension", peek(0xE000'ED44) >> 4 & 15, 0);
    check_equal("there is no SAU", peek(0xE000'EDD0), 0);
    check_equal("the MPU has 8 regions", peek(0xE000'ED90) >> 8 & 0xFF, 8);
}

void the_aliases() {
    (void)faults();
    (void)peek(kSeccr + 0x1000'0000);
    check_equal("the secure alias of a peripheral is a bus fault", faults(), 1);
    check_equal("the secure alias of flash reads zero", peek(0x0C00'0000), 0);
    poke(0x2003'0000, 0x1234'5678);
    check_equal("the secure alias of SRAM reads zero", peek(0x3003'0000), 0);
    check_equal("and the non-secure one what was written", peek(0x2003'0000), 0x1234'5678);
}

void no_attribution() {
    check_equal("SECWM covers the whole bank this code was started from", peek(kSecwm1),
                0x007F'0000);
    poke(kMpcbb1Seccfgr0 + 4 * 12, UINT32_MAX);
    check_equal("a block that MPCBB marks secure stays open", peek(0x2003'0000), 0x1234'5678);
    set(kTzscSeccfgr3, 1u << 17);
    poke(0x420C'0400, 0);
    poke(0x420C'0420, 1);
    check_equal("so does a peripheral that TZSC marks", peek(0x420C'0420) & 1, 1);
}

void the_flash() {
    poke(kNsKeyr, 0x4567'0123);
    poke(kNsKeyr, 0xCDEF'89AB);
    poke(kNscr, 1u << 31 | 127u << 6 | 1u << 2 | 1u << 5);
    finish_operation();
    program(kLastSector, 0x600D'0000);
    check_equal("a sector inside SECWM is erased and programmed", peek(kLastSector + 12),
                0x600D'0003);
    check_equal("the secure control register is not there", peek(kSeccr), 0);
    poke(kHdpextr, 0x0001'0001);
    check_equal("HDPEXTR belongs to the one world", peek(kHdpextr), 0x0001'0001);
}

void the_options() {
    poke(kOptKeyr, 0x0819'2A3B);
    poke(kOptKeyr, 0x4C5D'6E7F);
    poke(kOptsr2Prg, (peek(kOptsr2Prg) & 0x00FF'FFFF) | 0xB400'0000);
    check("software cannot switch TrustZone on", option_launch_refused());
    const std::uint32_t bootr = peek(kSecbootrPrg);
    poke(kSecbootrPrg, bootr ^ 0x0001'0000);
    check_equal("SECBOOTR belongs to nobody", peek(kSecbootrPrg), bootr);
    poke(kHdp1Prg, 0x007F'007E);
    check_equal("HDP belongs to the one world", peek(kHdp1Prg), 0x007F'007E);
}

void the_dma() {
    set(rcc::kAhb1Enable, 1u << 0);
    poke(0x2003'0010, 0xD0A0'D0A0);
    poke(kGpdma1 + 0x90, 2u << 16 | 2u << 0);  // words
    poke(kGpdma1 + 0x94, 1u << 9);             // by software
    poke(kGpdma1 + 0x98, 4);
    poke(kGpdma1 + 0x9C, 0x2003'0010);
    poke(kGpdma1 + 0xA0, 0x2003'0020);
    poke(kGpdma1 + 0x64, 1);
    for (unsigned poll = 0; poll < 10'000'000 && (peek(kGpdma1 + 0x60) >> 8 & 1) == 0; ++poll) {
    }
    check_equal("a DMA channel copies for the one world", peek(0x2003'0020), 0xD0A0'D0A0);
    poke(kGpdma1, 0xFF);
    check_equal("SECCFGR belongs to nobody", peek(kGpdma1), 0);
}

void the_keys() {
    poke(kNsObkKeyr, 0x192A'083B);
    poke(kNsObkKeyr, 0x6E7F'4C5D);
    poke(kNsObkcfgr, peek(kNsObkcfgr) | 1u << 2 | 1u << 3);
    finish_operation();
    poke(kNsObkcfgr, 16u << 16 | 1u << 2);
    program(kKeysLevel1, 0x0B00'0000);
    poke(kNsObkcfgr, 16u << 16 | 1u << 1);
    finish_operation();
    check_equal("keys of level 1 are programmed and swapped in", peek(kKeysLevel1 + 4),
                0x0B00'0001);
    (void)peek(kKeysLevel2);
    check_equal("keys of level 2 are not read at level 1", peek(kNssr) >> 21 & 1, 1);
    poke(kNsccr, 1u << 21);
}

void the_level() {
    check("the boot ROM is seen at level 1", peek(kRomCode) != 0);
    poke(kHdplcr, 0x6A);
    check_equal("the one world raises HDPL", peek(kHdplsr) & 0xFF, 0x8A);
    check_equal("the boot ROM is hidden above", peek(kRomCode), 0);
}

extern "C" [[noreturn]] void suite_main() {
    chip::core::Shcsr::set(chip::core::kMemManageEnable | chip::core::kBusFaultEnable |
                           chip::core::kUsageFaultEnable);
    start();
    the_core();
    the_aliases();
    no_attribution();
    the_flash();
    the_options();
    the_dma();
    the_keys();
    the_level();
    print("without_trustzone: ");
    print_number(passed);
    print(" passed, ");
    print_number(failed);
    print(" failed\r\n");
    for (;;) {
        chip::core::wait_for_interrupt();
    }
}

}  // namespace

void check(std::string_view claim, bool holds) {
    ++(holds ? passed : failed);
    print(holds ? "ok    " : "FAIL  ");
    print(claim);
    print("\r\n");
}

void check_equal(std::string_view claim, std::uint32_t got, std::uint32_t expected) {
    check(claim, got == expected);
    for (unsigned nibble = 8; got != expected && nibble-- > 0;) {
        print({&"0123456789abcdef"[got >> (4 * nibble) & 15], 1});
    }
}

}  // namespace chip_test
