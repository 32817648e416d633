// SPDX-License-Identifier: Apache-2.0
// The core's own registers that our firmware touches (DDI0553 D1.2): reset values, what
// unprivileged code gets (a fault), and what the non-secure alias shows: a bank of its own, or
// nothing.
#include <span>

#include "chip/core.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "core";

namespace {

struct CoreRow {
    std::string_view name;
    std::uint16_t at;
    std::uint32_t reset;
    std::uint32_t writable;    // bits worth trying
    std::uint32_t alias;       // what the non-secure alias reads after reset
    bool secure_only = false;  // the alias reads zero and changes nothing
    bool touch = true;
};
struct CoreBlock {
    std::uint32_t base;
    std::span<const CoreRow> registers;
};

constexpr std::uint32_t kAlias = 0x2'0000;
constexpr std::uint32_t kKey = 0xFA05'0000;
constexpr std::uint16_t kBfar = 0xD38;

constexpr std::uint32_t kNsBoot = 0x0BF8'8000;  // what the ROM leaves in VTOR_NS

// VTOR, SHCSR and the SAU as the suite's start has left them; ICSR.RETTOBASE means nothing in
// Thread mode; BFAR names the last fault.
constexpr CoreRow kRegisters[] = {
    {.name = "ISER0", .at = 0x100, .reset = 0, .writable = 0, .alias = 0, .touch = false},
    {.name = "ISER1", .at = 0x104, .reset = 0, .writable = 0, .alias = 0, .touch = false},
    {.name = "ISER2", .at = 0x108, .reset = 0, .writable = 0, .alias = 0, .touch = false},
    {.name = "ISER3", .at = 0x10C, .reset = 0, .writable = 0, .alias = 0, .touch = false},
    {.name = "ISER4", .at = 0x110, .reset = 0, .writable = 0, .alias = 0, .touch = false},
    {.name = "ICER0", .at = 0x180, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ICER1", .at = 0x184, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ICER2", .at = 0x188, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ICER3", .at = 0x18C, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ICER4", .at = 0x190, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ICPR0", .at = 0x280, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ICPR1", .at = 0x284, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ICPR2", .at = 0x288, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ICPR3", .at = 0x28C, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ICPR4", .at = 0x290, .reset = 0, .writable = 0, .alias = 0},
    {.name = "ITNS0", .at = 0x380, .reset = 0, .writable = ~0u, .alias = 0, .secure_only = true},
    {.name = "ITNS1", .at = 0x384, .reset = 0, .writable = ~0u, .alias = 0, .secure_only = true},
    {.name = "ITNS2", .at = 0x388, .reset = 0, .writable = ~0u, .alias = 0, .secure_only = true},
    {.name = "ITNS3", .at = 0x38C, .reset = 0, .writable = ~0u, .alias = 0, .secure_only = true},
    {.name = "ITNS4", .at = 0x390, .reset = 0, .writable = 0x7, .alias = 0, .secure_only = true},
    {.name = "ICSR", .at = 0xD04, .reset = 0x800, .writable = 0, .alias = 0x800, .touch = false},
    {.name = "VTOR", .at = 0xD08, .reset = 0x3000'0000, .writable = 0x100, .alias = kNsBoot},
    {.name = "AIRCR", .at = 0xD0C, .reset = kKey, .writable = 0, .alias = kKey, .touch = false},
    {.name = "CCR", .at = 0xD14, .reset = 0x201, .writable = 0x10, .alias = 0x201},
    {.name = "SHPR1", .at = 0xD18, .reset = 0, .writable = 0xF0F0'F0F0, .alias = 0},
    {.name = "SHPR2", .at = 0xD1C, .reset = 0, .writable = 0xF000'0000, .alias = 0},
    {.name = "SHCSR", .at = 0xD24, .reset = 0x000F'0000, .writable = 0x0004'0000, .alias = 0},
    {.name = "CFSR", .at = 0xD28, .reset = 0, .writable = 0, .alias = 0},
    {.name = "HFSR", .at = 0xD2C, .reset = 0, .writable = 0, .alias = 0},
    {.name = "MMFAR", .at = 0xD34, .reset = 0, .writable = ~0u, .alias = 0},
    {.name = "BFAR", .at = 0xD38, .reset = 0, .writable = 0, .alias = 0, .touch = false},
    {.name = "CPACR", .at = 0xD88, .reset = 0, .writable = 0x00F0'0000, .alias = 0},
    {.name = "NSACR", .at = 0xD8C, .reset = 0, .writable = 0xC00, .alias = 0, .touch = false},
    {.name = "MPU_TYPE", .at = 0xD90, .reset = 0xC00, .writable = 0, .alias = 0x800},
    {.name = "MPU_CTRL", .at = 0xD94, .reset = 0, .writable = 0x4, .alias = 0},
    {.name = "MPU_RNR", .at = 0xD98, .reset = 0, .writable = 0x7, .alias = 0},
    {.name = "MPU_RBAR", .at = 0xD9C, .reset = 0, .writable = ~0u, .alias = 0},
    {.name = "MPU_RLAR", .at = 0xDA0, .reset = 0, .writable = 0xFFFF'FFEE, .alias = 0},
    {.name = "MPU_MAIR0", .at = 0xDC0, .reset = 0, .writable = ~0u, .alias = 0},
    {.name = "MPU_MAIR1", .at = 0xDC4, .reset = 0, .writable = ~0u, .alias = 0},
    {.name = "SAU_CTRL", .at = 0xDD0, .reset = 1, .writable = 0x2, .alias = 0, .secure_only = true},
    {.name = "SAU_TYPE", .at = 0xDD4, .reset = 8, .writable = 0, .alias = 0, .secure_only = true},
    {.name = "SAU_RNR", .at = 0xDD8, .reset = 0, .writable = 0x7, .alias = 0, .secure_only = true},
    {.name = "SAU_RBAR",
     .at = 0xDDC,
     .reset = 0x4000'0000,
     .writable = 0,
     .alias = 0,
     .secure_only = true},
    {.name = "SAU_RLAR",
     .at = 0xDE0,
     .reset = 0x4FFF'FFE1,
     .writable = 0,
     .alias = 0,
     .secure_only = true},
    {.name = "SFSR", .at = 0xDE4, .reset = 0, .writable = 0, .alias = 0, .secure_only = true},
    {.name = "SFAR", .at = 0xDE8, .reset = 0, .writable = 0, .alias = 0, .secure_only = true},
    {.name = "FPCCR",
     .at = 0xF34,
     .reset = 0xC000'0004,
     .writable = 0,
     .alias = 0xC000'0000,
     .touch = false},
};
constexpr CoreBlock kScs{.base = 0xE000'E000, .registers = kRegisters};

// The non-secure bank through its alias.
constexpr CoreRow kAliasRegisters[] = {
    {.name = "VTOR_NS",
     .at = 0xD08,
     .reset = kNsBoot,
     .writable = 0xFFFF'FF80,
     .alias = 0,
     .secure_only = true},
    {.name = "SHCSR_NS",
     .at = 0xD24,
     .reset = 0,
     .writable = 0x0001'0000,
     .alias = 0,
     .secure_only = true},
    {.name = "CFSR_NS", .at = 0xD28, .reset = 0, .writable = 0, .alias = 0, .secure_only = true},
};
constexpr CoreBlock kScsNs{.base = 0xE002'E000, .registers = kAliasRegisters};

void check_reset_values(const CoreBlock& block) {
    for (const CoreRow& row : block.registers) {
        check_equal(row.name, peek(block.base + row.at), row.reset);
    }
}

// Written through the alias, the secure bank stays as it is.
void check_alias(const CoreRow& row, std::uint32_t at) {
    const std::uint32_t before = peek(at);
    check_equal(row.name, peek(at + kAlias), row.alias);
    if (row.touch && row.writable != 0) {
        poke(at + kAlias, row.alias ^ row.writable);
        check_equal("its non-secure alias leaves it alone", peek(at), before);
        if (row.secure_only) {
            check_equal("and has nothing of its own", peek(at + kAlias), 0);
        }
        poke(at + kAlias, row.alias);
    }
}

void check_unprivileged(const CoreRow& row, std::uint32_t at) {
    const std::uint32_t before = peek(at);
    faults();
    load_as_user(at);
    store_as_user(at, before ^ row.writable);
    check_equal("unprivileged code faults twice", faults(), 2);
    if (row.at != kBfar) {
        check_equal("and changes nothing", peek(at), before);
    }
}

void check_core_views(const CoreBlock& block) {
    for (const CoreRow& row : block.registers) {
        check_unprivileged(row, block.base + row.at);
        if (block.base == kScs.base) {
            check_alias(row, block.base + row.at);
        }
        if (row.touch && row.writable != 0) {
            poke(block.base + row.at, row.reset ^ row.writable);
            check_equal("privileged secure code changes it", peek(block.base + row.at),
                        row.reset ^ row.writable);
            poke(block.base + row.at, row.reset);
        }
    }
}

}  // namespace

void run() {
    check_reset_values(kScs);
    check_reset_values(kScsNs);
    check_core_views(kScs);
    check_core_views(kScsNs);
}

}  // namespace chip_test
