// SPDX-License-Identifier: Apache-2.0
// The code on a board: which addresses are whose, and the ELF of the build that holds its names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/board/board.h"

namespace host {

struct Program {
    std::string name;         // as `sm board install` calls it; "rom"; "irot (ram)"
    std::uint32_t start = 0;  // addresses the core fetches from: [start, end)
    std::uint32_t end = 0;
    Path elf;                // empty: no ELF of the build holds what is on the board
    std::uint32_t bias = 0;  // address in the core's memory - address in the ELF
    bool part = false;       // of another program, which has the ELF: the veneers
};

// In the order of addresses in `system.toml`; a program that lies inside another comes after it.
// An ELF counts only where its code is, byte for byte, what the flash holds; those of `own` are
// tried first. Throws Failure FILE_UNREADABLE, ELF_BAD for those.
std::vector<Program> find_programs(const Board& board, const SystemPlan& plan,
                                   const std::vector<Path>& own = {});

// Names of those that have no ELF, "app, echo"; "" where all have one.
std::string nameless(const std::vector<Program>& programs);

}  // namespace host
