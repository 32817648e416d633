// SPDX-License-Identifier: Apache-2.0
// Which words of a module's initial data are pointers, and which relocations cannot be carried
// to another place. The rules: modules/sdk/SPEC.md, section 3.
#pragma once

#include <cstdint>
#include <vector>

#include "host/module/elf_file.h"

namespace host {

inline constexpr std::uint32_t kModuleTextBase = 0;           // link address of the image
inline constexpr std::uint32_t kModuleDataBase = 0x20000000;  // link address of data

struct ModuleLayout {  // link addresses, from the linker script's symbols
    std::uint32_t text_end;
    std::uint32_t got_start;
    std::uint32_t got_end;
    std::uint32_t data_end;
    std::uint32_t bss_end;
};

enum class Target { kNone, kText, kData };

struct Fixup {
    std::uint32_t offset;  // of the word from kModuleDataBase, multiple of 4
    Target target;
};

// The GOT's words and the relocated words of .data, ascending. `data`: initial data, as linked.
// Throws Failure MODULE_RELOCATION naming section, place and symbol.
std::vector<Fixup> find_fixups(const ElfFile& elf, const ModuleLayout& layout, ByteView data);

}  // namespace host
