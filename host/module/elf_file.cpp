// SPDX-License-Identifier: Apache-2.0
#include "host/module/elf_file.h"

#include <elf.h>
#include <cstring>

#include "host/base/failure.h"
#include "lib/bytes/bytes.h"

namespace host {

bool ElfSection::allocated() const {
    return (flags & SHF_ALLOC) != 0;
}

bool ElfSection::writable() const {
    return (flags & SHF_WRITE) != 0;
}

bool ElfSection::executable() const {
    return (flags & SHF_EXECINSTR) != 0;
}

bool ElfSection::has_bytes() const {
    return type != SHT_NOBITS && type != SHT_NULL;
}

ElfFile::ElfFile(const Path& file) : file_(file), data_(read_file(file)) {
    if (data_.size() < sizeof(Elf32_Ehdr) || std::memcmp(data_.data(), ELFMAG, SELFMAG) != 0) {
        bad("not an ELF file");
    }
    const auto header = read<Elf32_Ehdr>(0);
    if (header.e_ident[EI_CLASS] != ELFCLASS32 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
        header.e_machine != EM_ARM || header.e_type != ET_EXEC) {
        bad("not a linked little-endian 32-bit Arm program");
    }
    entry_ = header.e_entry;
    read_sections();
    read_symbols();
}

void ElfFile::bad(const std::string& why) const {
    throw Failure("ELF_BAD", shown(file_) + ": " + why,
                  "name the ELF that the linker wrote, symbols included");
}

template <typename T>
T ElfFile::read(std::size_t offset) const {
    if (!lib::bytes::range_within(offset, sizeof(T), data_.size())) {
        bad("a table leaves the file");
    }
    T value;
    std::memcpy(&value, data_.data() + offset, sizeof value);
    return value;
}

ByteView ElfFile::bytes(const ElfSection& section) const {
    if (!lib::bytes::range_within(section.offset, section.size, data_.size())) {
        bad("section " + section.name + " leaves the file");
    }
    return ByteView(data_).subspan(section.offset, section.size);
}

std::string ElfFile::string_at(const ElfSection& table, std::uint32_t offset) const {
    const ByteView strings = bytes(table);
    if (offset >= strings.size()) {
        bad("a name leaves its table");
    }
    const auto* text = reinterpret_cast<const char*>(strings.data()) + offset;
    return {text, ::strnlen(text, strings.size() - offset)};
}

void ElfFile::read_sections() {
    const auto header = read<Elf32_Ehdr>(0);
    std::vector<std::uint32_t> names;
    for (std::size_t i = 0; i < header.e_shnum; ++i) {
        const auto raw = read<Elf32_Shdr>(header.e_shoff + i * sizeof(Elf32_Shdr));
        names.push_back(raw.sh_name);
        sections_.push_back({"", raw.sh_type, raw.sh_flags, raw.sh_addr, raw.sh_offset, raw.sh_size,
                             raw.sh_link, raw.sh_info});
    }
    if (header.e_shstrndx >= sections_.size()) {
        bad("it has no section names");
    }
    for (std::size_t i = 0; i < sections_.size(); ++i) {
        sections_[i].name = string_at(sections_[header.e_shstrndx], names[i]);
    }
}

void ElfFile::read_symbols() {
    for (const ElfSection& table : sections_) {
        if (table.type != SHT_SYMTAB || table.link >= sections_.size()) {
            continue;
        }
        for (std::uint32_t at = 0; at + sizeof(Elf32_Sym) <= table.size; at += sizeof(Elf32_Sym)) {
            const auto raw = read<Elf32_Sym>(table.offset + at);
            const bool is_section =
                ELF32_ST_TYPE(raw.st_info) == STT_SECTION && raw.st_shndx < sections_.size();
            symbols_.push_back({is_section ? sections_[raw.st_shndx].name
                                           : string_at(sections_[table.link], raw.st_name),
                                raw.st_value, raw.st_shndx, raw.st_size,
                                static_cast<std::uint8_t>(ELF32_ST_TYPE(raw.st_info))});
        }
    }
    if (symbols_.empty()) {
        bad("it has no symbols: it was stripped");
    }
}

std::optional<std::uint32_t> ElfFile::find_symbol(std::string_view name) const {
    for (const ElfSymbol& symbol : symbols_) {
        if (symbol.name == name && symbol.section != SHN_UNDEF) {
            return symbol.value;
        }
    }
    return std::nullopt;
}

std::optional<std::string> ElfFile::name_at(std::uint32_t address) const {
    for (const ElfSymbol& symbol : symbols_) {
        const bool named = !symbol.name.empty() && symbol.name[0] != '.' && symbol.name[0] != '$' &&
                           !symbol.name.starts_with("__");
        if (named && symbol.section != SHN_UNDEF && (symbol.value & ~1u) == (address & ~1u)) {
            return symbol.name;
        }
    }
    return std::nullopt;
}

void ElfFile::read_relocations(const ElfSection& table, std::vector<ElfRelocation>& out) const {
    for (std::uint32_t at = 0; at + sizeof(Elf32_Rel) <= table.size; at += sizeof(Elf32_Rel)) {
        const auto raw = read<Elf32_Rel>(table.offset + at);
        if (ELF32_R_SYM(raw.r_info) >= symbols_.size()) {
            bad("a relocation names no symbol");
        }
        out.push_back({table.info, raw.r_offset, ELF32_R_TYPE(raw.r_info),
                       symbols_[ELF32_R_SYM(raw.r_info)]});
    }
}

std::vector<ElfRelocation> ElfFile::relocations() const {
    std::vector<ElfRelocation> out;
    for (const ElfSection& table : sections_) {
        if (table.type == SHT_REL && table.info < sections_.size() &&
            sections_[table.info].allocated()) {
            read_relocations(table, out);
        }
    }
    return out;
}

bool ElfFile::has_section_type(std::uint32_t type) const {
    for (const ElfSection& section : sections_) {
        if (section.type == type) {
            return true;
        }
    }
    return false;
}

}  // namespace host
