// SPDX-License-Identifier: Apache-2.0
// Whether code that is said to run once is reached by code that runs later.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/bench/code.h"

namespace host::bench {

struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;  // behind the last byte
    bool holds(std::uint32_t address) const { return address >= begin && address < end; }
};

// Names of the functions outside `once` that call or jump into it.
std::vector<std::string> callers_into(const Functions& functions, Span once);

// Places in `bytes`, which lie at `address` (a multiple of 4), of an address in `once`: a word, or
// MOVW and MOVT one behind the other.
std::vector<std::uint32_t> pointers_into(ByteView bytes, std::uint32_t address, Span once);

// The section .startup of a linked image: nothing outside leads into it but the second word of
// .vectors, the reset. Throws Failure STARTUP_REACHED.
void require_startup_once(const ElfFile& elf);

// Bytes of the section, 0 where there is none.
std::uint32_t section_size(const ElfFile& elf, const std::string& name);

}  // namespace host::bench
