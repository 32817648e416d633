// SPDX-License-Identifier: Apache-2.0
// Which source line an address came from, as the compiler wrote it down.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/file.h"

namespace host {

struct LineRange {
    std::uint32_t start = 0;  // addresses in the ELF: [start, end)
    std::uint32_t end = 0;
    std::string file;  // as the compiler was given it
    std::uint32_t line = 0;
};

// Ranges of all code that was linked in. Throws Failure ELF_BAD (unreadable, built without -g).
std::vector<LineRange> read_lines(const Path& elf);

}  // namespace host
