// SPDX-License-Identifier: Apache-2.0
// As much of a linked 32-bit Arm ELF as this tool needs. Every offset is checked once, here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/file.h"

namespace host {

struct ElfSection {
    std::string name;
    std::uint32_t type = 0;
    std::uint32_t flags = 0;
    std::uint32_t address = 0;
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t link = 0;
    std::uint32_t info = 0;

    bool allocated() const;
    bool writable() const;
    bool executable() const;
    bool has_bytes() const;
};

struct ElfSymbol {
    std::string name;  // of a section symbol: the section's
    std::uint32_t value = 0;
    std::uint16_t section = 0;  // SHN_UNDEF, SHN_ABS or an index
    std::uint32_t size = 0;
    std::uint8_t type = 0;  // STT_*
};

struct ElfRelocation {
    std::uint32_t section = 0;  // the section it applies to
    std::uint32_t place = 0;    // address of the word
    std::uint32_t type = 0;     // R_ARM_*
    ElfSymbol symbol;
};

class ElfFile {
  public:
    // Throws Failure FILE_UNREADABLE, ELF_BAD.
    explicit ElfFile(const Path& file);

    std::uint32_t entry() const { return entry_; }
    const std::vector<ElfSection>& sections() const { return sections_; }
    const std::vector<ElfSymbol>& symbols() const { return symbols_; }
    ByteView bytes(const ElfSection& section) const;
    std::optional<std::uint32_t> find_symbol(std::string_view name) const;
    // The symbol of that address, Thumb bit or not; mapping and section symbols have no say.
    std::optional<std::string> name_at(std::uint32_t address) const;
    // Of all allocated sections.
    std::vector<ElfRelocation> relocations() const;
    bool has_section_type(std::uint32_t type) const;

  private:
    template <typename T>
    T read(std::size_t offset) const;
    std::string string_at(const ElfSection& table, std::uint32_t offset) const;
    void read_sections();
    void read_symbols();
    void read_relocations(const ElfSection& table, std::vector<ElfRelocation>& out) const;
    [[noreturn]] void bad(const std::string& why) const;

    Path file_;
    Bytes data_;
    std::uint32_t entry_ = 0;
    std::vector<ElfSection> sections_;
    std::vector<ElfSymbol> symbols_;
};

}  // namespace host
