// SPDX-License-Identifier: Apache-2.0
// The firmware of a campaign: names to addresses and back.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/module/elf_file.h"

namespace host::fault {

struct Range {
    std::uint32_t first = 0;
    std::uint32_t end = 0;  // the byte behind it
};

class Symbols {
  public:
    // Throws Failure FILE_UNREADABLE, ELF_BAD.
    explicit Symbols(const Path& elf);

    // `name`: "stage_main", "boot::stage::verify" (every overload's first), or "0x0C001000".
    // Throws Failure SYMBOL_UNKNOWN.
    std::uint32_t address(const std::string& name) const;
    // From the function to the next symbol; all overloads and clones of that name.
    std::vector<Range> ranges(const std::string& name) const;
    // "boot::stage::verify", or "?".
    std::string function(std::uint32_t address) const;
    // "boot/stage/stage.cpp:123" for each; absent where the ELF does not tell.
    std::map<std::uint32_t, std::string> lines(const std::vector<std::uint32_t>& addresses) const;

  private:
    Path elf_;
    std::map<std::uint32_t, std::string> names_;  // by address, demangled, without parameters
};

}  // namespace host::fault
