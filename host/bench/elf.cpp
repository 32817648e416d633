// SPDX-License-Identifier: Apache-2.0
#include "host/bench/elf.h"

#include <elfio/elfio.hpp>

#include "host/base/failure.h"

namespace host::bench {
namespace {

void read_sizes(const ELFIO::elfio& elf, Image& image) {
    for (const auto& section : elf.sections) {
        bool here = (section->get_flags() & ELFIO::SHF_ALLOC) != 0;
        bool writable = (section->get_flags() & ELFIO::SHF_WRITE) != 0;
        bool loaded = section->get_type() != ELFIO::SHT_NOBITS;
        auto size = static_cast<std::uint32_t>(section->get_size());
        image.flash += here && loaded ? size : 0;
        image.ram += here && writable ? size : 0;
    }
}

void read_symbols(const ELFIO::elfio& elf, ELFIO::section* table, Image& image) {
    ELFIO::const_symbol_section_accessor symbols(elf, table);
    for (ELFIO::Elf_Xword i = 0; i < symbols.get_symbols_num(); ++i) {
        std::string name;
        ELFIO::Elf64_Addr value = 0;
        ELFIO::Elf_Xword size = 0;
        unsigned char bind = 0, type = 0, other = 0;
        ELFIO::Elf_Half section = 0;
        symbols.get_symbol(i, name, value, size, bind, type, section, other);
        if (!name.empty() && name[0] != '$') {
            image.symbols[name] = static_cast<std::uint32_t>(value) & ~1u;
        }
    }
}

}  // namespace

Image read_elf(const Path& path) {
    ELFIO::elfio elf;
    if (!elf.load(path.string()) || elf.get_machine() != ELFIO::EM_ARM) {
        throw Failure("NOT_AN_ELF", shown(path) + " is not a linked Arm image",
                      "build the firmware first: ./sm build");
    }
    Image image;
    read_sizes(elf, image);
    for (const auto& section : elf.sections) {
        if (section->get_type() == ELFIO::SHT_SYMTAB) {
            read_symbols(elf, section.get(), image);
        }
    }
    return image;
}

}  // namespace host::bench
