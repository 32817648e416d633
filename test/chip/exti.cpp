// SPDX-License-Identifier: Apache-2.0
// EXTI: edges of pins, software events, security and privilege of each line (fact sheet 9.10). A
// pin that is an output makes its own edges. The lock comes last; a reset opens it.
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "exti";

namespace {

constexpr std::uint32_t kBase = 0x4402'2000;
constexpr std::uint32_t kRising = kBase + 0x00;
constexpr std::uint32_t kFalling = kBase + 0x04;
constexpr std::uint32_t kSoftware = kBase + 0x08;
constexpr std::uint32_t kRose = kBase + 0x0C;
constexpr std::uint32_t kFell = kBase + 0x10;
constexpr std::uint32_t kSecure = kBase + 0x14;
constexpr std::uint32_t kPrivileged = kBase + 0x18;
constexpr std::uint32_t kGroup2 = 0x20;
constexpr std::uint32_t kSelect1 = kBase + 0x60;
constexpr std::uint32_t kLock = kBase + 0x70;
constexpr std::uint32_t kMask = kBase + 0x80;
constexpr unsigned kEvent = 10;
constexpr unsigned kFirstLine = 11;
constexpr std::uint32_t kPortB = 0x4202'0400;
constexpr std::uint32_t kPortC = 0x4202'0800;
constexpr std::uint32_t kSetReset = 0x18;
constexpr std::uint32_t kPins = 0x30;
constexpr std::uint32_t kConfigurable1 = 0x1'FFFF;
constexpr std::uint32_t kConfigurable2 = 0x24'4000;
constexpr std::uint32_t kExisting2 = 0x3FF'FFFF;

// As after reset: no line is secure or privileged.
constexpr RegisterRow kRegisters[] = {
    {.name = "RTSR1", .at = 0x00, .reset = 0, .writable = kConfigurable1},
    {.name = "FTSR1", .at = 0x04, .reset = 0, .writable = kConfigurable1},
    {.name = "SWIER1", .at = 0x08, .reset = 0, .writable = 0, .touch = false},
    {.name = "RPR1", .at = 0x0C, .reset = 0, .writable = 0, .touch = false},
    {.name = "FPR1", .at = 0x10, .reset = 0, .writable = 0, .touch = false},
    {.name = "RTSR2", .at = 0x20, .reset = 0, .writable = kConfigurable2},
    {.name = "FTSR2", .at = 0x24, .reset = 0, .writable = kConfigurable2},
    {.name = "SWIER2", .at = 0x28, .reset = 0, .writable = 0, .touch = false},
    {.name = "RPR2", .at = 0x2C, .reset = 0, .writable = 0, .touch = false},
    {.name = "FPR2", .at = 0x30, .reset = 0, .writable = 0, .touch = false},
    {.name = "EXTICR", .at = 0x60, .reset = 0, .writable = 0x0F0F'0F0F, .count = 4},
    {.name = "LOCKR", .at = 0x70, .reset = 0, .writable = 0, .touch = false},
    {.name = "IMR1", .at = 0x80, .reset = 0xFFFE'0000, .writable = ~0u},
    {.name = "EMR1", .at = 0x84, .reset = 0, .writable = ~0u},
    {.name = "IMR2", .at = 0x90, .reset = 0x03DB'BFFF, .writable = kExisting2},
    {.name = "EMR2", .at = 0x94, .reset = 0, .writable = kExisting2},
};
constexpr BlockRow kBlock{.name = "EXTI", .base = kBase, .registers = kRegisters};

// Who may give lines away.
constexpr RegisterRow kAttributeRegisters[] = {
    {.name = "SECCFGR1", .at = 0x14, .reset = 0, .writable = ~0u, .non_secure = kReads},
    {.name = "PRIVCFGR1", .at = 0x18, .reset = 0, .writable = ~0u, .user = kReads},
    {.name = "SECCFGR2", .at = 0x34, .reset = 0, .writable = kExisting2, .non_secure = kReads},
    {.name = "PRIVCFGR2", .at = 0x38, .reset = 0, .writable = kExisting2, .user = kReads},
};
constexpr BlockRow kAttributes{.name = "EXTI", .base = kBase, .registers = kAttributeRegisters};

// Lines 0 to 3 secure, 1 and 2 privileged; of group 2 lines 46 and 50, and 46.
constexpr std::uint32_t kNs1 = ~0xFu;
constexpr std::uint32_t kUser1 = ~0x6u;
constexpr std::uint32_t kNs2 = ~0x4'4000u;
constexpr std::uint32_t kUser2 = ~0x4000u;
constexpr RegisterRow kOwnedRegisters[] = {
    {.name = "RTSR1",
     .at = 0x00,
     .reset = 0,
     .writable = kConfigurable1,
     .non_secure = {kNs1, kNs1},
     .user = {kUser1, kUser1}},
    {.name = "FTSR1",
     .at = 0x04,
     .reset = 0,
     .writable = kConfigurable1,
     .non_secure = {kNs1, kNs1},
     .user = {kUser1, kUser1}},
    {.name = "RTSR2",
     .at = 0x20,
     .reset = 0,
     .writable = kConfigurable2,
     .non_secure = {kNs2, kNs2},
     .user = {kUser2, kUser2}},
    {.name = "FTSR2",
     .at = 0x24,
     .reset = 0,
     .writable = kConfigurable2,
     .non_secure = {kNs2, kNs2},
     .user = {kUser2, kUser2}},
    {.name = "EXTICR1",
     .at = 0x60,
     .reset = 0,
     .writable = 0x0F0F'0F0F,
     .non_secure = kNothing,
     .user = {0xFF00'00FF, 0xFF00'00FF}},
    {.name = "EXTICR2", .at = 0x64, .reset = 0, .writable = 0x0F0F'0F0F},
    {.name = "IMR1",
     .at = 0x80,
     .reset = 0xFFFE'0000,
     .writable = ~0u,
     .non_secure = {kNs1, kNs1},
     .user = {kUser1, kUser1}},
    {.name = "EMR1",
     .at = 0x84,
     .reset = 0,
     .writable = ~0u,
     .non_secure = {kNs1, kNs1},
     .user = {kUser1, kUser1}},
    {.name = "IMR2",
     .at = 0x90,
     .reset = 0x03DB'BFFF,
     .writable = kExisting2,
     .non_secure = {kNs2, kNs2},
     .user = {kUser2, kUser2}},
    {.name = "EMR2",
     .at = 0x94,
     .reset = 0,
     .writable = kExisting2,
     .non_secure = {kNs2, kNs2},
     .user = {kUser2, kUser2}},
};
constexpr BlockRow kOwned{.name = "EXTI owned", .base = kBase, .registers = kOwnedRegisters};

void owned_lines() {
    store(kSecure, 0xF);
    store(kPrivileged, 0x6);
    store(kSecure + kGroup2, 0x4'4000);
    store(kPrivileged + kGroup2, 0x4000);
    check_seen(kOwned);
    store(kSecure, 0, View::kSecureUser);
    check_equal("SECCFGR: unprivileged secure code gives its own lines away", load(kSecure), 0x6);
    store(kSecure, 0xF);
    store(kPrivileged, 0x6 | 0x30, View::kNonSecure);
    check_equal("PRIVCFGR: non-secure code has its own lines", load(kPrivileged), 0x6 | 0x30);
    store(kPrivileged, 0, View::kNonSecure);
    check_equal("and no secure one", load(kPrivileged), 0x6);
    illegal_access_seen(4, kEvent);
    store(kSoftware, 0x11, View::kNonSecure);
    check_equal("SWIER: a non-secure write raises its own line only", load(kRose), 0x10);
    store(kSoftware, 0x1);
    check_equal("RPR: a secure line is not seen", load(kRose, View::kNonSecure), 0x10);
    store(kRose, 0x11, View::kNonSecure);
    check_equal("nor cleared", load(kRose), 0x1);
    load(kSelect1, View::kNonSecure);
    check("TZIC has the event of a register all secure", illegal_access_seen(4, kEvent));
    store(kRose, ~0u);
    store(kSecure, 0);
    store(kPrivileged, 0);
    store(kSecure + kGroup2, 0);
    store(kPrivileged + kGroup2, 0);
}

void software_events() {
    for (unsigned line = 0; line < 16; ++line) {
        enable_interrupt(kFirstLine + line);
    }
    store(kSoftware, 1u << 5);
    check_equal("a software event is pending", load(kRose), 1u << 5);
    check("and masked it does not interrupt", !interrupted(kFirstLine + 5));
    set_bits(kMask, 1u << 5);
    check("unmasked it does", interrupted(kFirstLine + 5));
    store(kRose, 1u << 5);
    check_equal("writing one clears it", load(kRose), 0);
    check_equal("SWIER reads zero", load(kSoftware), 0);
    store(kSoftware + kGroup2, ~0u);
    check_equal("group 2 has three of them", load(kRose + kGroup2), kConfigurable2);
    store(kRose + kGroup2, ~0u);
    store(kMask, 0xFFFE'0000);
}

void set_pin(std::uint32_t port, unsigned pin, bool high) {
    store(port + kSetReset, 1u << (high ? pin : pin + 16));
}

// Pin 6 of B and C as outputs: line 6 follows the port that EXTICR2 names.
void edges() {
    set_bits(rcc::kAhb2Enable, 0x6);
    for (const std::uint32_t port : {kPortB, kPortC}) {
        store(port, (load(port) & ~0x3000u) | 0x1000u);
        set_pin(port, 6, false);
    }
    store(kRose, ~0u);
    store(kFell, ~0u);
    store(kSecure, 1u << 6);
    store(kSelect1 + 4, 0x2u << 16);
    set_pin(kPortC, 6, true);
    check_equal("no trigger, no event", load(kRose) | load(kFell), 0);
    store(kRising, 1u << 6);
    set_pin(kPortC, 6, false);
    check_equal("a falling edge is no rising one", load(kRose) | load(kFell), 0);
    set_pin(kPortC, 6, true);
    check_equal("a rising edge is seen", load(kRose), 1u << 6);
    set_pin(kPortB, 6, true);
    store(kFalling, 1u << 6);
    set_pin(kPortB, 6, false);
    check_equal("another port's pin is not", load(kFell), 0);
    set_bits(kMask, 1u << 6);
    enable_interrupt(kFirstLine + 6);
    check("the pending edge interrupts", interrupted(kFirstLine + 6));
    store(kRose, 1u << 6);
    enable_interrupt(kFirstLine + 6);
    set_pin(kPortC, 6, false);
    check_equal("a falling edge is seen", load(kFell), 1u << 6);
    check("and interrupts", interrupted(kFirstLine + 6));
    store(kFell, 1u << 6);
}

void secure_pins() {
    store(kSecure, 0);
    set_pin(kPortC, 6, true);
    check_equal("a secure pin does not reach a non-secure line", load(kRose), 0);
    store(kPortC + kPins, load(kPortC + kPins) & ~(1u << 6));
    set_pin(kPortC, 6, false);
    check_equal("a non-secure pin does", load(kFell), 1u << 6);
    store(kFell, 1u << 6);
    store(kRising, 0);
    store(kFalling, 0);
    store(kMask, 0xFFFE'0000);
    store(kSelect1 + 4, 0);
}

void lock() {
    store(kLock, 1, View::kNonSecure);
    store(kLock, 1, View::kSecureUser);
    check_equal("LOCKR is secure privileged code's", load(kLock), 0);
    store(kSecure, 0x5);
    store(kLock, 1);
    store(kSecure, 0xF);
    store(kPrivileged, 0xF);
    store(kSecure + kGroup2, 1);
    store(kPrivileged + kGroup2, 1);
    check("it freezes the attributes of all lines",
          load(kSecure) == 0x5 && load(kPrivileged) == 0 && load(kSecure + kGroup2) == 0 &&
              load(kPrivileged + kGroup2) == 0);
    store(kLock, 0);
    check_equal("until a reset", load(kLock), 1);
    store(kRising, 1);
    check_equal("and nothing else", load(kRising), 1);
}

}  // namespace

void run() {
    if (phase() == 0) {
        check_reset_values(kBlock);
        check_reset_values(kAttributes);
        check_writable_bits(kBlock);
        check_writable_bits(kAttributes);
        check_seen(kBlock);
        check_seen(kAttributes);
        owned_lines();
        software_events();
        edges();
        secure_pins();
        lock();
        reset_to_next_phase();
    }
    check_reset_values(kBlock);
    check_reset_values(kAttributes);
}

}  // namespace chip_test
