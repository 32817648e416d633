// SPDX-License-Identifier: Apache-2.0
// FLASH: who reads and changes which register, on the default board (fact sheet 2.2, 2.4, 2.5).
#include "system/layout.h"
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "flash_view";

namespace {

constexpr std::uint32_t kBase = 0x4002'2000;
constexpr std::uint32_t kPrivcfgr = kBase + 0x3C;
constexpr unsigned kEvent = 2;
constexpr std::uint32_t kBoot = 0xB4;   // SECBOOT_LOCK
constexpr std::uint32_t kFree = 0xC3;   // NSBOOT_LOCK
constexpr std::uint32_t kEmpty = 0x01;  // STRT 1, END 0

constexpr std::uint32_t range(std::uint32_t first, std::uint32_t last) {
    return first | last << 16;
}

constexpr RegisterRow kRegisters[] = {
    {.name = "ACR", .at = 0x00, .reset = 0x13, .writable = 0x13F},
    {.name = "NSKEYR", .at = 0x04, .reset = 0, .writable = 0, .touch = false},
    {.name = "SECKEYR", .at = 0x08, .reset = 0, .writable = 0, .touch = false},
    {.name = "OPSR", .at = 0x18, .reset = 0, .writable = 0, .touch = false},
    {.name = "OPTCR", .at = 0x1C, .reset = 1, .writable = 0},
    {.name = "NSSR", .at = 0x20, .reset = 0, .writable = 0},
    {.name = "SECSR", .at = 0x24, .reset = 0, .writable = 0, .non_secure = kNothing},
    {.name = "NSCR", .at = 0x28, .reset = 1, .writable = 0},
    {.name = "SECCR", .at = 0x2C, .reset = 1, .writable = 0, .non_secure = kNothing},
    {.name = "NSCCR", .at = 0x30, .reset = 0, .writable = 0},
    {.name = "SECCCR", .at = 0x34, .reset = 0, .writable = 0, .non_secure = kNothing},
    {.name = "NSOBKCFGR", .at = 0x40, .reset = 0x01FF'0001, .writable = 0},
    {.name = "SECOBKCFGR", .at = 0x44, .reset = 0x01FF'0001, .writable = 0, .non_secure = kNothing},
    {.name = "HDPEXTR",
     .at = 0x48,
     .reset = 0,
     .writable = 0x007F'007F,
     .non_secure = kNothing,
     .user = kReads},
    {.name = "OPTSR_CUR", .at = 0x50, .reset = 0x2D30'EDF8, .writable = 0},
    {.name = "OPTSR2_CUR", .at = 0x70, .reset = 0xB400'0074, .writable = 0},
    {.name = "NSBOOTR_CUR", .at = 0x80, .reset = 0x0800'0000 | kFree, .writable = 0},
    {.name = "SECBOOTR_CUR",
     .at = 0x88,
     .reset = layout::kSecureBootAddress | kBoot,
     .writable = 0},
    {.name = "OTPBLR_CUR", .at = 0x90, .reset = 0, .writable = 0},
    {.name = "SECBB1R",
     .at = 0xA0,
     .reset = 0,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kReads,
     .count = 4},
    {.name = "SECWM1R_CUR",
     .at = 0xE0,
     .reset = range(layout::kSecwm1Start, layout::kSecwm1End),
     .writable = 0},
    {.name = "WRP1R_CUR", .at = 0xE8, .reset = layout::kWrp1, .writable = 0},
    {.name = "HDP1R_CUR",
     .at = 0xF8,
     .reset = range(layout::kHdp1Start, layout::kHdp1End),
     .writable = 0},
    {.name = "ECCCORR", .at = 0x100, .reset = 0, .writable = 0x0200'0000},
    {.name = "ECCDETR", .at = 0x104, .reset = 0, .writable = 0},
    {.name = "SECBB2R",
     .at = 0x1A0,
     .reset = 0,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kReads,
     .count = 4},
    {.name = "SECWM2R_CUR",
     .at = 0x1E0,
     .reset = range(layout::kSecwm2Start, layout::kSecwm2End),
     .writable = 0},
    {.name = "WRP2R_CUR", .at = 0x1E8, .reset = layout::kWrp2, .writable = 0},
    {.name = "HDP2R_CUR", .at = 0x1F8, .reset = kEmpty, .writable = 0},
};
constexpr BlockRow kBlock{.name = "FLASH", .base = kBase, .registers = kRegisters};

// Bits of the word's 32 sectors outside the watermark: whose PRIVBB the non-secure side sets.
constexpr std::uint32_t open_sectors(unsigned word, std::uint32_t first, std::uint32_t last) {
    std::uint32_t bits = 0;
    for (unsigned i = 0; i < 32; ++i) {
        const std::uint32_t sector = word * 32 + i;
        bits |= (sector < first || sector > last ? 1u : 0u) << i;
    }
    return bits;
}
constexpr Seen bank1(unsigned word) {
    return {~0u, open_sectors(word, layout::kSecwm1Start, layout::kSecwm1End)};
}
constexpr Seen bank2(unsigned word) {
    return {~0u, open_sectors(word, layout::kSecwm2Start, layout::kSecwm2End)};
}

constexpr RegisterRow kPrivilegeRegisters[] = {
    {.name = "PRIVBB1R1",
     .at = 0xC0,
     .reset = 0,
     .writable = ~0u,
     .non_secure = bank1(0),
     .user = kReads},
    {.name = "PRIVBB1R2",
     .at = 0xC4,
     .reset = 0,
     .writable = ~0u,
     .non_secure = bank1(1),
     .user = kReads},
    {.name = "PRIVBB1R3",
     .at = 0xC8,
     .reset = 0,
     .writable = ~0u,
     .non_secure = bank1(2),
     .user = kReads},
    {.name = "PRIVBB1R4",
     .at = 0xCC,
     .reset = 0,
     .writable = ~0u,
     .non_secure = bank1(3),
     .user = kReads},
    {.name = "PRIVBB2R1",
     .at = 0x1C0,
     .reset = 0,
     .writable = ~0u,
     .non_secure = bank2(0),
     .user = kReads},
    {.name = "PRIVBB2R2",
     .at = 0x1C4,
     .reset = 0,
     .writable = ~0u,
     .non_secure = bank2(1),
     .user = kReads},
    {.name = "PRIVBB2R3",
     .at = 0x1C8,
     .reset = 0,
     .writable = ~0u,
     .non_secure = bank2(2),
     .user = kReads},
    {.name = "PRIVBB2R4",
     .at = 0x1CC,
     .reset = 0,
     .writable = ~0u,
     .non_secure = bank2(3),
     .user = kReads},
};
constexpr BlockRow kPrivilege{.name = "FLASH", .base = kBase, .registers = kPrivilegeRegisters};

// With SPRIV and NSPRIV nothing answers unprivileged code.
constexpr RegisterRow kGuardedRegisters[] = {
    {.name = "ACR", .at = 0x00, .reset = 0x13, .writable = 0x13F, .user = kNothing},
    {.name = "OPTCR", .at = 0x1C, .reset = 1, .writable = 0, .user = kNothing},
    {.name = "NSCR", .at = 0x28, .reset = 1, .writable = 0, .user = kNothing},
    {.name = "SECCR",
     .at = 0x2C,
     .reset = 1,
     .writable = 0,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "PRIVCFGR", .at = 0x3C, .reset = 0x3, .writable = 0x2, .user = kNothing},
    {.name = "SECOBKCFGR",
     .at = 0x44,
     .reset = 0x01FF'0001,
     .writable = 0,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "OPTSR_CUR", .at = 0x50, .reset = 0x2D30'EDF8, .writable = 0, .user = kNothing},
    {.name = "SECBB1R1",
     .at = 0xA0,
     .reset = 0,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "PRIVBB1R3", .at = 0xC8, .reset = 0, .writable = ~0u, .user = kNothing},
    {.name = "ECCCORR", .at = 0x100, .reset = 0, .writable = 0x0200'0000, .user = kNothing},
};
constexpr BlockRow kGuarded{
    .name = "FLASH privileged", .base = kBase, .registers = kGuardedRegisters};

}  // namespace

void run() {
    check_reset_values(kBlock);
    check_reset_values(kPrivilege);
    check_equal("PRIVCFGR: reset value", load(kPrivcfgr), 0);
    illegal_access_seen(4, kEvent);
    check_seen(kBlock);
    check("TZIC has the event of a secure register", illegal_access_seen(4, kEvent));
    check_seen(kPrivilege);
    store(kPrivcfgr, 3, View::kSecureUser);
    store(kPrivcfgr, 1, View::kNonSecure);
    check_equal("PRIVCFGR: SPRIV is secure privileged code's", load(kPrivcfgr), 0);
    store(kPrivcfgr, 3);
    check_reset_values(kGuarded);
    check_seen(kGuarded);
    store(kPrivcfgr, 0);
}

}  // namespace chip_test
