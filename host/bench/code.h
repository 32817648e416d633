// SPDX-License-Identifier: Apache-2.0
// What a function's machine code (Thumb, Armv8-M Mainline) does with the stack, and whom it calls:
// compiled code and assembly alike.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "host/module/elf_file.h"

namespace host::bench {

struct Code {
    std::uint32_t frame = 0;        // bytes, all pushes and subtractions from SP added up
    std::set<std::uint32_t> calls;  // addresses
    std::set<std::uint32_t> jumps;  // out of the function, its own frame given back
    bool indirect = false;          // calls or jumps through a register
};

struct Function {
    std::string name;
    Code code;
};
using Functions = std::map<std::uint32_t, Function>;  // by address

// Adds what lies in `bytes`, at `address`, of the function from `begin` to `end`.
void read_code(ByteView bytes, std::uint32_t address, std::uint32_t begin, std::uint32_t end,
               Code& code);

// All functions of a linked image. One without a size ends where the next symbol is.
Functions read_functions(const ElfFile& elf);

}  // namespace host::bench
