// SPDX-License-Identifier: Apache-2.0
// GTZC1: TZSC, TZIC and the MPCBBs (fact sheet 8.1 to 8.3). The locks come last; a reset opens
// them.
#include "chip/core.h"
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "gtzc";

namespace {

constexpr std::uint32_t kTzsc = 0x4003'2400;
constexpr std::uint32_t kTzic = 0x4003'2800;
constexpr std::uint32_t kMpcbb1 = 0x4003'2C00;
constexpr std::uint32_t kMpcbb3 = 0x4003'3400;
constexpr std::uint32_t kSecure0 = 0x100;
constexpr std::uint32_t kPrivileged0 = 0x200;
constexpr std::uint32_t kRelaxed = 1u << 31;  // SRWILADIS
constexpr std::uint32_t kSram3 = 0x2005'0000;
constexpr std::uint32_t kProbe = kSram3 + 0x4'0000;  // super-block 16
constexpr std::uint32_t kProbeBlock = 16;
constexpr std::uint32_t kWindowLock = 1u << 1;
constexpr unsigned kTzscEvent = 16;
constexpr unsigned kTzicEvent = 17;
constexpr unsigned kSram3Event = 28;
constexpr unsigned kLine = 8;

constexpr std::uint32_t kMpcbb2 = 0x4003'3000;
// TZSC: everyone reads, secure privileged code writes; PRIVCFGR also non-secure privileged code,
// for the peripherals that are not secure.
constexpr RegisterRow kTzscRegisters[] = {
    {.name = "CR", .at = 0x00, .reset = 0, .writable = 0, .touch = false},
    {.name = "SECCFGR1",
     .at = 0x10,
     .reset = 0,
     .writable = ~0u,
     .non_secure = kReads,
     .user = kReads},
    {.name = "SECCFGR2",
     .at = 0x14,
     .reset = 0,
     .writable = 0xFF0F'FF07,
     .non_secure = kReads,
     .user = kReads},
    {.name = "SECCFGR3",
     .at = 0x18,
     .reset = 0,
     .writable = 0x05FF'FF03,
     .non_secure = kReads,
     .user = kReads},
    {.name = "PRIVCFGR1", .at = 0x20, .reset = 0, .writable = ~0u, .user = kReads},
    {.name = "PRIVCFGR2", .at = 0x24, .reset = 0, .writable = 0xFF0F'FF07, .user = kReads},
    {.name = "PRIVCFGR3", .at = 0x28, .reset = 0, .writable = 0x05FF'FF03, .user = kReads},
};
constexpr BlockRow kTzscBlock{.name = "TZSC", .base = kTzsc, .registers = kTzscRegisters};

constexpr RegisterRow kTzicRegisters[] = {
    {.name = "IER1",
     .at = 0x00,
     .reset = 0,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "IER2",
     .at = 0x04,
     .reset = 0,
     .writable = 0xFF0F'FF07,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "IER3",
     .at = 0x08,
     .reset = 0,
     .writable = 0x05FF'FF03,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "IER4",
     .at = 0x0C,
     .reset = 0,
     .writable = 0x3F1F'07FF,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "SR",
     .at = 0x10,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing,
     .user = kNothing,
     .count = 4},
    {.name = "FCR",
     .at = 0x20,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing,
     .user = kNothing,
     .count = 4},
};
constexpr BlockRow kTzicBlock{.name = "TZIC", .base = kTzic, .registers = kTzicRegisters};

// This program runs in the first half of SRAM1, whose blocks stay as they are.
constexpr RegisterRow kMpcbb1Registers[] = {
    {.name = "CFGLOCK1",
     .at = 0x10,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "SECCFGR",
     .at = 0x100,
     .reset = ~0u,
     .writable = 0,
     .non_secure = kNothing,
     .user = kReads,
     .count = 8},
    {.name = "SECCFGR8",
     .at = 0x120,
     .reset = ~0u,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kReads,
     .count = 8},
    {.name = "PRIVCFGR",
     .at = 0x200,
     .reset = ~0u,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kReads,
     .count = 16},
};
constexpr BlockRow kMpcbb1Block{.name = "MPCBB1", .base = kMpcbb1, .registers = kMpcbb1Registers};
constexpr RegisterRow kMpcbb2Registers[] = {
    {.name = "CFGLOCK1",
     .at = 0x10,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "SECCFGR",
     .at = 0x100,
     .reset = ~0u,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kReads,
     .count = 4},
    {.name = "PRIVCFGR",
     .at = 0x200,
     .reset = ~0u,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kReads,
     .count = 4},
};
constexpr BlockRow kMpcbb2Block{.name = "MPCBB2", .base = kMpcbb2, .registers = kMpcbb2Registers};
constexpr RegisterRow kMpcbb3Registers[] = {
    {.name = "CFGLOCK1",
     .at = 0x10,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "SECCFGR",
     .at = 0x100,
     .reset = ~0u,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kReads,
     .count = 20},
    {.name = "PRIVCFGR",
     .at = 0x200,
     .reset = ~0u,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kReads,
     .count = 20},
};
constexpr BlockRow kMpcbb3Block{.name = "MPCBB3", .base = kMpcbb3, .registers = kMpcbb3Registers};

void views() {
    check_reset_values(kTzicBlock);
    check_reset_values(kMpcbb1Block);
    check_reset_values(kMpcbb2Block);
    check_reset_values(kMpcbb3Block);
    check_seen(kTzscBlock);
    check_seen(kTzicBlock);
    check_seen(kMpcbb1Block);
    check_seen(kMpcbb2Block);
    check_seen(kMpcbb3Block);
    store(kTzic + 0x2C, ~0u);
}

// Windows of external memories and BKPSRAM: fully secure and privileged after reset.
void windows() {
    bool defaults = true;
    bool reserved = true;
    bool locked = true;
    for (std::uint32_t at = kTzsc + 0x40; at < kTzsc + 0x80; at += 8) {
        defaults = defaults && load(at) == 0x301 && load(at + 4) == 0x0FFF'0000;
        store(at, ~kWindowLock);
        store(at + 4, ~0u);
        reserved = reserved && load(at) == 0x301 && load(at + 4) == 0x0FFF'07FF;
        store(at, 0x300 | kWindowLock);
        store(at, 0);
        store(at + 4, 0);
        locked = locked && load(at) == (0x300 | kWindowLock) && load(at + 4) == 0x0FFF'07FF;
    }
    check("MPCWM: reset values", defaults);
    check("MPCWM: reserved bits stay zero", reserved);
    check("MPCWM: SRLOCK freezes a window", locked);
}

void tzsc() {
    check_reset_values(kTzscBlock);
    check_writable_bits(kTzscBlock);
    store(kTzsc + 0x10, 1u << 10, View::kNonSecure);
    check_equal("SECCFGR: non-secure code changes nothing", load(kTzsc + 0x10), 0);
    check("and TZIC has the event", illegal_access_seen(4, kTzscEvent));
    store(kTzsc + 0x10, 1u << 10, View::kSecureUser);
    check_equal("SECCFGR: unprivileged code changes nothing", load(kTzsc + 0x10), 0);
    store(kTzsc + 0x20, 1u << 10, View::kSecureUser);
    check_equal("PRIVCFGR: unprivileged code changes nothing", load(kTzsc + 0x20), 0);
    set_secure(1, 10, true);
    check_equal("SECCFGR: secure code does", load(kTzsc + 0x10), 1u << 10);
    set_secure(1, 10, false);
}

void tzic() {
    check_reset_values(kTzicBlock);
    check_writable_bits(kTzicBlock);
    for (const View view : {View::kNonSecure, View::kNonSecureUser, View::kSecureUser}) {
        store(kTzic, ~0u, view);
        check("TZIC answers to nobody else", load(kTzic) == 0 && load(kTzic, view) == 0);
    }
    check("and tells of non-secure attempts", illegal_access_seen(4, kTzicEvent));
    set_secure(1, 10, true);
    load(0x4000'3000, View::kNonSecure);
    check("an illegal access sets its flag", illegal_access_seen(1, 10));
    check("which FCR clears", !illegal_access_seen(1, 10));
    enable_interrupt(kLine);
    store(kTzic, 1u << 10);
    load(0x4000'3000, View::kNonSecure);
    check("enabled, it interrupts", interrupted(kLine));
    store(kTzic, 0);
    illegal_access_seen(1, 10);
    set_secure(1, 10, false);
}

void mpcbb_reset_values() {
    bool all = true;
    for (unsigned i = 0; i < 20; ++i) {
        all = all && load(kMpcbb3 + kSecure0 + 4 * i) == ~0u &&
              load(kMpcbb3 + kPrivileged0 + 4 * i) == ~0u;
    }
    check("after reset all of SRAM3 is secure and privileged", all);
    check_equal("MPCBB3 CR: reset value", load(kMpcbb3), 0);
    check_equal("MPCBB3 CFGLOCK1: reset value", load(kMpcbb3 + 0x10), 0);
    check_equal("MPCBB1 SECCFGR0: reset value", load(kMpcbb1 + kSecure0), ~0u);
}

std::uint32_t read_probe(View view) {
    const std::uint32_t value = load(kProbe, view);
    return value;
}

void blocks() {
    chip::sau::set(2, {.base = 0x2000'0000, .limit = 0x2FFF'FFFF, .callable = false});
    const std::uint32_t secure = kMpcbb3 + kSecure0 + 4 * kProbeBlock;
    const std::uint32_t privileged = kMpcbb3 + kPrivileged0 + 4 * kProbeBlock;
    store(kProbe, 0x1234'5678);
    check_equal("a secure block: secure code reads it", read_probe(View::kSecure), 0x1234'5678);
    check_equal("non-secure code reads zero", read_probe(View::kNonSecure), 0);
    store(kProbe, 1, View::kNonSecure);
    check_equal("and writes nothing", read_probe(View::kSecure), 0x1234'5678);
    check("and TZIC has the event", illegal_access_seen(4, kSram3Event));
    check_equal("unprivileged code reads zero", read_probe(View::kSecureUser), 0);
    store(privileged, ~1u);
    check_equal("unless the block is not privileged", read_probe(View::kSecureUser), 0x1234'5678);
    store(secure, ~1u);
    check_equal("a non-secure block: non-secure code reads it", read_probe(View::kNonSecure),
                0x1234'5678);
    check_equal("secure code through the secure alias does not", read_probe(View::kSecure), 0);
    store(kMpcbb3, kRelaxed);
    check_equal("but with SRWILADIS", read_probe(View::kSecure), 0x1234'5678);
    store(kMpcbb3, 0);
    check_equal("the neighbour of 512 bytes is secure", load(kProbe + 512, View::kNonSecure), 0);
    store(secure, ~0u, View::kNonSecure);
    check_equal("SECCFGR: non-secure code changes nothing", load(secure), ~1u);
    illegal_access_seen(4, 29);
    faults();
}

void locks() {
    const std::uint32_t secure = kMpcbb3 + kSecure0 + 4 * kProbeBlock;
    store(kMpcbb3 + 0x10, 1u << kProbeBlock);
    store(secure, ~0u);
    check_equal("a locked super-block is frozen", load(secure), ~1u);
    store(kMpcbb3 + kSecure0, ~2u);
    check_equal("its neighbour is not", load(kMpcbb3 + kSecure0), ~2u);
    store(kMpcbb3 + 0x10, 0);
    check_equal("the lock stays", load(kMpcbb3 + 0x10), 1u << kProbeBlock);
    set_bits(kTzsc, 1);
    set_secure(1, 10, true);
    set_privileged(1, 10, true);
    check("TZSC locked: nothing changes",
          load(kTzsc + 0x10) == 0 && load(kTzsc + 0x20) == 0 && load(kTzsc) == 1);
    store(kTzsc, 0);
    check_equal("not even the lock", load(kTzsc), 1);
}

}  // namespace

void run() {
    if (phase() == 0) {
        mpcbb_reset_values();
        views();
        tzic();
        tzsc();
        blocks();
        windows();
        locks();
        reset_to_next_phase();
    }
    mpcbb_reset_values();
    check_reset_values(kTzscBlock);
}

}  // namespace chip_test
