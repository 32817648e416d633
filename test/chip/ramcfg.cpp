// SPDX-License-Identifier: Apache-2.0
// RAMCFG and what lies behind it: erase, page protection of SRAM2 (fact sheet 9.9); BKPSRAM behind
// its watermark (8.1); the system flash as code sees it (1.3).
#include "chip/core.h"
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "ramcfg";

namespace {

constexpr std::uint32_t kBase = 0x4002'6000;
constexpr std::uint32_t kM2 = kBase + 0x40;
constexpr std::uint32_t kM5 = kBase + 0x100;
constexpr std::uint32_t kIer = 0x04;
constexpr std::uint32_t kProtect = 0x18;
constexpr std::uint32_t kEccKey = 0x24;
constexpr std::uint32_t kEraseKey = 0x28;
constexpr std::uint32_t kErase = 1u << 8;
constexpr std::uint32_t kSram2 = 0x2004'0000;
constexpr std::uint32_t kBkpsram = 0x4003'6400;
constexpr std::uint32_t kDbp = 0x4402'0824;
constexpr std::uint32_t kWatermark = 0x4003'2400 + 0x70;  // MPCWM4A: CFGR, AR
constexpr unsigned kBkpsramEvent = 20;
constexpr unsigned kRamcfgClock = 17;

// The default board has ECC off for all memories.
constexpr RegisterRow kRegisters[] = {
    {.name = "M1CR", .at = 0x00, .reset = 0, .writable = 0},
    {.name = "M1ISR", .at = 0x08, .reset = 0, .writable = 0},
    {.name = "M2CR", .at = 0x40, .reset = 0, .writable = 0x10, .touch = false},
    {.name = "M2IER", .at = 0x44, .reset = 0, .writable = 0x3, .touch = false},
    {.name = "M2ISR", .at = 0x48, .reset = 0, .writable = 0},
    {.name = "M2SEAR", .at = 0x4C, .reset = 0, .writable = 0},
    {.name = "M2DEAR", .at = 0x50, .reset = 0, .writable = 0},
    {.name = "M2ICR", .at = 0x54, .reset = 0, .writable = 0},
    {.name = "M2WPR1", .at = 0x58, .reset = 0, .writable = 0, .touch = false},
    {.name = "M2WPR2", .at = 0x5C, .reset = 0, .writable = 0, .touch = false},
    {.name = "M3CR", .at = 0x80, .reset = 0, .writable = 0x10, .touch = false},
    {.name = "M3ISR", .at = 0x88, .reset = 0, .writable = 0},
    {.name = "M5CR", .at = 0x100, .reset = 0, .writable = 0x10, .touch = false},
    {.name = "M5ISR", .at = 0x108, .reset = 0, .writable = 0},
};
constexpr BlockRow kBlock{
    .name = "RAMCFG", .base = kBase, .group = 3, .bit = 26, .registers = kRegisters};

void erase() {
    store(kSram2, 0x1234'5678);
    store(kM2, kErase);
    check_equal("SRAMER without the key does nothing", load(kSram2), 0x1234'5678);
    store(kM2 + kEraseKey, 0xCA);
    store(kM2 + kEraseKey, 0x35);
    store(kM2, kErase);
    check_equal("nor with a wrong one", load(kSram2), 0x1234'5678);
    store(kM2 + kEraseKey, 0xCA);
    store(kM2 + kEraseKey, 0x53);
    store(kM2, kErase);
    check_equal("with the key it wipes", load(kSram2), 0);
    check_equal("and is cleared", load(kM2), 0);
    store(kSram2, 1);
    store(kM2, kErase);
    check_equal("a key serves once", load(kSram2), 1);
}

void ecc() {
    store(kM2, 1);
    check_equal("ECCE can be set", load(kM2), 1);
    store(kM2, 0);
    check_equal("and not cleared", load(kM2), 1);
    store(kM2 + kEccKey, 0xAE);
    store(kM2 + kEccKey, 0x57);
    store(kM2, 0);
    check_equal("nor with a wrong key", load(kM2), 1);
    store(kM2 + kEccKey, 0xAE);
    store(kM2 + kEccKey, 0x75);
    store(kM2, 0);
    check_equal("but with its key", load(kM2), 0);
    store(kM2 + kIer, 0xB);
    store(kM2 + kIer, 0);
    check_equal("ECCNMI stays until a reset", load(kM2 + kIer), 0x8);
}

void page_protection() {
    store(kSram2 + 0x7FC, 1);
    store(kSram2 + 0x800, 2);
    store(kM2 + kProtect, 1u << 1);
    faults();
    store(kSram2 + 0x7FC, 3);
    check_equal("a store to a protected page faults", faults(), 1);
    check_equal("and changes nothing", load(kSram2 + 0x7FC), 1);
    store(kSram2 + 0x3FC, 3);
    store(kSram2 + 0x800, 3);
    check("its neighbours take stores",
          load(kSram2 + 0x3FC) == 3 && load(kSram2 + 0x800) == 3 && faults() == 0);
    store(kM2 + kProtect, 0);
    check_equal("the protection stays", load(kM2 + kProtect), 2);
    store(kM2 + kProtect + 4, 1u << 31);
    store(kSram2 + 0xFFFC, 3);
    check_equal("the last page is bit 63", faults(), 1);
    reset_block(rcc::kBase + 0x60, kRamcfgClock);
    store(kSram2 + 0x7FC, 3);
    check("until a reset of RAMCFG", faults() == 0 && load(kSram2 + 0x7FC) == 3);
}

void backup_sram() {
    store(kBkpsram, 0x55);
    check_equal("BKPSRAM is secure code's after reset", load(kBkpsram), 0x55);
    store(kDbp, 0);
    store(kBkpsram, 0x66);
    store(kDbp, 1);
    check_equal("stores want DBP", load(kBkpsram), 0x55);
    illegal_access_seen(4, kBkpsramEvent);
    check_equal("non-secure code reads zero", load(kBkpsram, View::kNonSecure), 0);
    check("with TZIC's event", illegal_access_seen(4, kBkpsramEvent));
    check_equal("unprivileged code too", load(kBkpsram, View::kSecureUser), 0);
    store(kWatermark + 4, 1u | 2u << 16);  // 32 bytes on, 64 bytes long
    store(kWatermark, 1);
    store(kBkpsram + 0x20, 0x77, View::kNonSecureUser);
    check_equal("a watermark opens its granules", load(kBkpsram + 0x20, View::kNonSecure), 0x77);
    check_equal("which the secure alias no longer answers", load(kBkpsram + 0x20), 0);
    store(kBkpsram + 0x5C, 0x78, View::kNonSecure);
    check_equal("up to its end", load(kBkpsram + 0x5C, View::kNonSecure), 0x78);
    store(kBkpsram + 0x60, 0x88);
    check_equal("and no further", load(kBkpsram + 0x60, View::kNonSecure), 0);
    store(kWatermark, 1 | 1u << 9);
    check_equal("PRIV closes it to unprivileged code", load(kBkpsram + 0x20, View::kNonSecureUser),
                0);
    check_equal("and to nobody else", load(kBkpsram + 0x20, View::kNonSecure), 0x77);
    store(kWatermark, 0);
    store(kM5 + kEraseKey, 0xCA);
    store(kM5 + kEraseKey, 0x53);
    store(kM5, kErase);
    check_equal("RAMCFG wipes it", load(kBkpsram), 0);
}

void system_flash() {
    constexpr std::uint32_t kRss = 0x0FF8'0000;
    constexpr std::uint32_t kLibrary = 0x0FF9'4000;
    constexpr std::uint32_t kDescriptorMagic = 0x0BF9'FBF8;
    chip::sau::set(1, {.base = 0x0BF9'0000, .limit = 0x0BFA'8FFF, .callable = false});
    check_equal("the descriptor is non-secure memory", peek(kDescriptorMagic), 0x5443'5344);
    check_equal("and answers no secure alias", peek(kDescriptorMagic + 0x0400'0000), 0);
    check("RSS is seen at HDPL 1", peek(kRss) != 0 && peek(kLibrary) != 0);
    const std::uint32_t word = peek(kLibrary);
    poke(kLibrary, ~word);
    check_equal("and cannot be written", peek(kLibrary), word);
    faults();
    set_bits(rcc::kApb3Enable, 2);
    store(0x4400'0410, 0x6A);
    check_equal("from HDPL 2 on RSS reads zero", peek(kRss), 0);
    check_equal("RSSLIB stays", peek(kLibrary), word);
    check_equal("no access faulted", faults(), 0);
}

}  // namespace

void run() {
    check_equal("without its clock RAMCFG reads zero", load(kM2), 0);
    set_bits(rcc::kAhb1Enable, 1u << kRamcfgClock | 1u << 28);
    check_reset_values(kBlock);
    check_writable_bits(kBlock);
    check_views(kBlock);
    erase();
    ecc();
    page_protection();
    backup_sram();
    system_flash();
}

}  // namespace chip_test
