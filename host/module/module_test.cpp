// SPDX-License-Identifier: Apache-2.0
// Modules built by hand: a header, one word of code, a GOT, two words of data, and whatever
// relocation the test wants. Real ones come from the compiler (host/test/cli_test.sh).
#include <elf.h>
#include <gtest/gtest.h>
#include <cstring>

#include "host/module/pack.h"
#include "host/module/relocate.h"
#include "host/test/temporary.h"

namespace host {
namespace {

using test::failure_of;
using test::TemporaryFolder;

constexpr std::uint32_t kText = 0x100;   // end of text
constexpr std::uint32_t kCode = 0x80;    // after the header
constexpr std::uint32_t kDataWords = 6;  // three of the GOT, three of data
enum Index : std::uint16_t {
    kTextSection = 1,
    kDataSection,
    kBssSection,
    kSymbolTable,
    kStrings,
    kTextRelocations,
    kDataRelocations,
    kSections
};

struct Symbol {
    const char* name;
    std::uint32_t value;
    std::uint16_t section;
};

struct TestElf {
    std::vector<std::uint32_t> data = {0, 0, 0, 0, 0, 0};
    std::vector<Elf32_Rel> text_relocations;
    std::vector<Elf32_Rel> data_relocations;
    std::vector<Symbol> symbols = {{"", 0, SHN_UNDEF},
                                   {"code", kCode | 1, kTextSection},
                                   {"cell", 0x20000010, kDataSection},
                                   {"constant", 0x40000000, SHN_ABS},
                                   {"nobody", 0, SHN_UNDEF},
                                   {"__module_header", 0, kTextSection},
                                   {"__text_end", kText, kTextSection},
                                   {"__got_start", 0x20000000, kDataSection},
                                   {"__got_end", 0x2000000C, kDataSection},
                                   {"__data_end", 0x20000000 + 4 * kDataWords, kDataSection},
                                   {"__bss_end", 0x20000040, kBssSection}};
    std::uint32_t entry = kCode | 1;

    Bytes bytes() const;
};

enum SymbolIndex { kCodeSymbol = 1, kCellSymbol, kConstantSymbol, kNobodySymbol };

Elf32_Rel relocation(std::uint32_t place, unsigned symbol, unsigned type) {
    return {place, ELF32_R_INFO(symbol, type)};
}

class Writer {
  public:
    template <typename T>
    std::uint32_t add(const std::vector<T>& items) {
        const auto at = static_cast<std::uint32_t>(bytes_.size());
        const ByteView view = std::as_bytes(std::span(items));
        bytes_.insert(bytes_.end(), view.begin(), view.end());
        return at;
    }
    Bytes bytes_ = Bytes(sizeof(Elf32_Ehdr));
};

std::vector<std::byte> text_bytes() {
    manager::abi::ModuleHeader header{};
    header.magic = manager::abi::kModuleMagic;
    header.abi = manager::abi::kModuleAbi;
    header.header_size = sizeof header;
    header.stack_size = 512;
    header.ram_size = 100;
    std::vector<std::byte> text(kText);
    std::memcpy(text.data(), &header, sizeof header);
    return text;
}

Elf32_Shdr section(std::uint32_t type, std::uint32_t flags, std::uint32_t address,
                   std::uint32_t offset, std::size_t size) {
    Elf32_Shdr header{};
    header.sh_type = type;
    header.sh_flags = flags;
    header.sh_addr = address;
    header.sh_offset = offset;
    header.sh_size = static_cast<std::uint32_t>(size);
    return header;
}

Bytes TestElf::bytes() const {
    Writer file;
    std::vector<char> strings(1, '\0');
    std::vector<Elf32_Sym> table;
    for (const Symbol& symbol : symbols) {
        Elf32_Sym entry{};
        entry.st_name = static_cast<std::uint32_t>(strings.size());
        entry.st_value = symbol.value;
        entry.st_shndx = symbol.section;
        table.push_back(entry);
        strings.insert(strings.end(), symbol.name, symbol.name + std::strlen(symbol.name) + 1);
    }
    std::vector<Elf32_Shdr> sections(kSections);
    sections[kTextSection] = section(SHT_PROGBITS, SHF_ALLOC, 0, file.add(text_bytes()), kText);
    sections[kDataSection] = section(SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, kModuleDataBase,
                                     file.add(data), 4 * data.size());
    sections[kBssSection] =
        section(SHT_NOBITS, SHF_ALLOC | SHF_WRITE, kModuleDataBase + 0x18, 0, 0x28);
    sections[kSymbolTable] =
        section(SHT_SYMTAB, 0, 0, file.add(table), table.size() * sizeof(Elf32_Sym));
    sections[kSymbolTable].sh_link = kStrings;
    sections[kStrings] = section(SHT_STRTAB, 0, 0, file.add(strings), strings.size());
    sections[kTextRelocations] = section(SHT_REL, 0, 0, file.add(text_relocations),
                                         text_relocations.size() * sizeof(Elf32_Rel));
    sections[kTextRelocations].sh_info = kTextSection;
    sections[kDataRelocations] = section(SHT_REL, 0, 0, file.add(data_relocations),
                                         data_relocations.size() * sizeof(Elf32_Rel));
    sections[kDataRelocations].sh_info = kDataSection;
    Elf32_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS32;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_type = ET_EXEC;
    header.e_machine = EM_ARM;
    header.e_entry = entry;
    header.e_shnum = kSections;
    header.e_shstrndx = kStrings;
    header.e_shoff = file.add(sections);
    std::memcpy(file.bytes_.data(), &header, sizeof header);
    return file.bytes_;
}

PackedModule pack(const TestElf& elf) {
    const TemporaryFolder folder;
    write_file(folder / "module.elf", elf.bytes());
    return pack_module(folder / "module.elf");
}

std::string refusal(const TestElf& elf) {
    return failure_of([&] { pack(elf); });
}

template <typename T>
T value_at(const Bytes& bytes, std::size_t offset) {
    T value{};
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

TEST(ModulePack, FillsTheHeader) {
    const PackedModule module = pack({});
    EXPECT_EQ(module.header.start, kCode);
    EXPECT_EQ(module.header.image_size, module.payload.size());
    EXPECT_EQ(module.payload.size() % 32, 0u);
    EXPECT_EQ(module.header.ram_size, 704u);  // 512 + 64 + 100, rounded up to 32
    EXPECT_EQ(module.fixups, 0u);
}

TEST(ModulePack, MovesPointersOfGotAndData) {
    TestElf elf;
    elf.data = {0, kCode | 1, 0x20000010, 0x20000014, kCode | 1, 7};
    elf.data_relocations = {relocation(0x20000010, kCodeSymbol, R_ARM_TARGET1),
                            relocation(0x2000000C, kCellSymbol, R_ARM_ABS32)};
    const PackedModule module = pack(elf);
    const Bytes& payload = module.payload;
    EXPECT_EQ(value_at<std::uint32_t>(payload, kText + 4), kCode | 1);
    EXPECT_EQ(value_at<std::uint32_t>(payload, kText + 8), 0x10u);
    EXPECT_EQ(value_at<std::uint32_t>(payload, kText + 12), 0x14u);
    EXPECT_EQ(value_at<std::uint32_t>(payload, kText + 16), kCode | 1);
    const std::size_t table = kText + 4 * kDataWords;
    EXPECT_EQ(value_at<std::uint16_t>(payload, table), 4);
    EXPECT_EQ(value_at<std::uint16_t>(payload, table + 2), 4);      // to the image
    EXPECT_EQ(value_at<std::uint16_t>(payload, table + 4), 8 | 1);  // to data
    EXPECT_EQ(value_at<std::uint16_t>(payload, table + 6), 12 | 1);
    EXPECT_EQ(value_at<std::uint16_t>(payload, table + 8), 16);
}

TEST(ModulePack, LeavesConstantsAndMissingWeakSymbolsAlone) {
    TestElf elf;
    elf.data = {0, 0, 0, 0x40000000, 0, 0};
    elf.data_relocations = {relocation(0x2000000C, kConstantSymbol, R_ARM_ABS32),
                            relocation(0x20000010, kNobodySymbol, R_ARM_ABS32)};
    elf.text_relocations = {relocation(kCode, kConstantSymbol, R_ARM_ABS32)};
    EXPECT_EQ(pack(elf).fixups, 0u);
}

TEST(ModulePack, RefusesWhatCannotMove) {
    struct Case {
        bool in_text;
        unsigned symbol;
        unsigned type;
    };
    const Case cases[] = {
        {true, kCodeSymbol, R_ARM_ABS32},           {true, kCellSymbol, R_ARM_ABS32},
        {true, kCodeSymbol, R_ARM_THM_MOVW_ABS_NC}, {true, kCellSymbol, R_ARM_THM_MOVT_ABS},
        {true, kCellSymbol, R_ARM_REL32},           {false, kCodeSymbol, R_ARM_REL32},
        {true, kCodeSymbol, R_ARM_GOTOFF},          {true, kCodeSymbol, R_ARM_GOTPC},
        {true, kCodeSymbol, R_ARM_TLS_LE32}};
    for (const Case& one : cases) {
        TestElf elf;
        auto& list = one.in_text ? elf.text_relocations : elf.data_relocations;
        list = {relocation(one.in_text ? kCode : 0x2000000C, one.symbol, one.type)};
        EXPECT_EQ(refusal(elf), "MODULE_RELOCATION") << one.type;
    }
}

TEST(ModulePack, AllowsWhatMovesAlong) {
    TestElf elf;
    elf.text_relocations = {
        relocation(kCode, kCodeSymbol, R_ARM_REL32), relocation(kCode, kCodeSymbol, R_ARM_THM_PC22),
        relocation(kCode, kNobodySymbol, R_ARM_THM_PC22),
        relocation(kCode, kCellSymbol, R_ARM_GOT32), relocation(kCode, kCellSymbol, R_ARM_GOTOFF)};
    EXPECT_EQ(refusal(elf), "");
}

TEST(ModulePack, RefusesOtherElfFiles) {
    TestElf no_entry;
    no_entry.entry = 1;
    EXPECT_EQ(refusal(no_entry), "MODULE_HEADER_BAD");
    TestElf stripped;
    stripped.symbols.resize(1);
    EXPECT_EQ(refusal(stripped), "MODULE_SYMBOL");
    TestElf elsewhere;
    elsewhere.symbols[7].value = 0x20000100;  // __got_start
    EXPECT_EQ(refusal(elsewhere), "ELF_BAD");
}

// Damaged files end in a name, never in a crash (this test runs under the sanitizers).
TEST(ModulePack, SurvivesDamagedFiles) {
    TestElf elf;
    elf.data_relocations = {relocation(0x2000000C, kCellSymbol, R_ARM_ABS32)};
    const Bytes good = elf.bytes();
    const TemporaryFolder folder;
    for (std::size_t at = 0; at < good.size(); at += 3) {
        Bytes bad = good;
        bad[at] ^= std::byte{0xFF};
        write_file(folder / "module.elf", bad);
        failure_of([&] { pack_module(folder / "module.elf"); });
    }
    for (std::size_t size = 0; size < good.size(); size += 3) {
        write_file(folder / "module.elf", ByteView(good).first(size));
        EXPECT_NE(failure_of([&] { pack_module(folder / "module.elf"); }), "") << size;
    }
}

}  // namespace
}  // namespace host
