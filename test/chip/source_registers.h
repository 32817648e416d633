// SPDX-License-Identifier: Apache-2.0
// What sources say of registers: those our firmware names, and those the suites check. Both are
// read from the text, so that neither can forget the other.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "test/system/tool.h"

namespace test {

using Constants = std::map<std::string, std::uint64_t>;

// Sums, products and brackets of numbers and known names; nothing for anything else.
std::optional<std::uint64_t> evaluate(std::string_view expression, const Constants& known);

// `constexpr` integers of a file and of the files it includes; its own win.
Constants constants_of(const Path& file);

struct NamedRegister {
    std::string name;       // "chip/rcc.h Cr"
    std::uint32_t address;  // of the non-secure alias where there is one
};

// Registers that the firmware's sources name; `puzzles` gets what could not be read.
std::vector<NamedRegister> firmware_registers(std::vector<std::string>& puzzles);

struct Checked {
    std::set<std::uint32_t> reset;  // addresses whose reset value a suite checks
    std::set<std::uint32_t> views;  // and who may read and write them
};
Checked checked_registers(std::vector<std::string>& puzzles);

}  // namespace test
