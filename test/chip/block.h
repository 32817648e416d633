// SPDX-License-Identifier: Apache-2.0
// Checks that hold for every register block, from a table of its registers.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace chip_test {

// Bits of a register that a view may read and change, of those there are.
struct Seen {
    std::uint32_t read = ~0u;
    std::uint32_t write = ~0u;
};
inline constexpr Seen kAll{};
inline constexpr Seen kReads{.read = ~0u, .write = 0};
inline constexpr Seen kNothing{.read = 0, .write = 0};

struct RegisterRow {
    std::string_view name;
    std::uint16_t at;        // offset
    std::uint32_t reset;     // value after reset
    std::uint32_t writable;  // bits that keep what is written
    bool touch = true;       // false: writing has effects; only reset value and views are checked
    // For check_seen: the non-secure side's share, and unprivileged code's.
    Seen non_secure = kAll;
    Seen user = kAll;
    std::uint16_t count = 1;  // registers of the kind, 4 bytes apart
};

struct BlockRow {
    std::string_view name;
    std::uint32_t base;      // non-secure alias
    std::uint8_t group = 0;  // of TZSC; 0: the block has its own rules
    std::uint8_t bit = 0;
    std::span<const RegisterRow> registers;
    void (*settle)() = nullptr;  // after each write, where the block takes its time
};

void check_reset_values(const BlockRow& block);
// All ones, then all zeros: exactly the writable bits follow. Restores the reset values.
void check_writable_bits(const BlockRow& block);
// With TZSC: the other world and unprivileged code read zero and change nothing, the first with an
// event at TZIC; without protection they get what secure privileged code gets.
void check_views(const BlockRow& block);
// For blocks with rules of their own, as they are configured now: each view reads its share of the
// register and changes its share; non-secure unprivileged code has what both have.
void check_seen(const BlockRow& block);

}  // namespace chip_test
