// SPDX-License-Identifier: Apache-2.0
#include "host/bench/elf.h"

#include "host/module/elf_file.h"

namespace host::bench {

Image read_elf(const Path& path) {
    ElfFile elf(path);
    Image image;
    for (const ElfSection& section : elf.sections()) {
        if (section.allocated()) {
            image.flash += section.has_bytes() ? section.size : 0;
            image.ram += section.writable() ? section.size : 0;
        }
    }
    for (const ElfSymbol& symbol : elf.symbols()) {
        if (!symbol.name.empty() && symbol.name[0] != '$') {
            image.symbols[symbol.name] = symbol.value & ~1u;
        }
    }
    return image;
}

}  // namespace host::bench
