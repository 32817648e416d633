// SPDX-License-Identifier: Apache-2.0
#include "host/firmware/lines.h"

#include <elfutils/libdw.h>
#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <memory>

#include "host/base/failure.h"
#include "host/module/elf_file.h"

namespace host {
namespace {

struct CloseDwarf {
    int file;
    void operator()(Dwarf* dwarf) const {
        dwarf_end(dwarf);
        ::close(file);
    }
};
using DwarfFile = std::unique_ptr<Dwarf, CloseDwarf>;

DwarfFile open_dwarf(const Path& elf) {
    const int file = ::open(elf.c_str(), O_RDONLY | O_CLOEXEC);
    DwarfFile dwarf(dwarf_begin(file, DWARF_C_READ), {file});
    if (!dwarf) {
        ::close(file);
        throw Failure("ELF_BAD", shown(elf) + " has no line numbers", "build it with -g");
    }
    return dwarf;
}

struct Row {
    std::uint32_t address = 0;
    int line = 0;
    bool ends = false;
    const char* file = nullptr;
};

Row read_row(Dwarf_Lines* lines, std::size_t index) {
    Dwarf_Line* raw = dwarf_onesrcline(lines, index);
    Row row;
    Dwarf_Addr address = 0;
    dwarf_lineaddr(raw, &address);
    dwarf_lineno(raw, &row.line);
    dwarf_lineendsequence(raw, &row.ends);
    row.address = static_cast<std::uint32_t>(address);
    row.file = dwarf_linesrc(raw, nullptr, nullptr);
    return row;
}

class Reader {
  public:
    explicit Reader(const Path& elf) : elf_(elf) {}

    // Functions the linker dropped keep their lines, at address 0: in no section, or on a header.
    void add(const Row& row, std::uint32_t end, std::uint32_t sequence) {
        const bool useful = row.file != nullptr && row.line > 0 && end > row.address;
        if (useful && sequence != 0 && in_code(row.address)) {
            ranges_.push_back({row.address, end, row.file, static_cast<std::uint32_t>(row.line)});
        }
    }

    void add_unit(Dwarf_Lines* lines, std::size_t count) {
        std::uint32_t sequence = 0;
        bool fresh = true;
        for (std::size_t i = 0; i + 1 < count; ++i) {
            const Row row = read_row(lines, i);
            sequence = fresh ? row.address : sequence;
            fresh = row.ends;
            if (!row.ends) {
                add(row, read_row(lines, i + 1).address, sequence);
            }
        }
    }

    std::vector<LineRange> take() { return std::move(ranges_); }

  private:
    bool in_code(std::uint32_t address) const {
        return std::ranges::any_of(elf_.sections(), [&](const ElfSection& section) {
            return section.allocated() && section.executable() && address >= section.address &&
                   address - section.address < section.size;
        });
    }

    ElfFile elf_;
    std::vector<LineRange> ranges_;
};

}  // namespace

std::vector<LineRange> read_lines(const Path& elf) {
    Reader reader(elf);
    const DwarfFile dwarf = open_dwarf(elf);
    Dwarf_CU* unit = nullptr;
    Dwarf_Die die;
    while (dwarf_get_units(dwarf.get(), unit, &unit, nullptr, nullptr, &die, nullptr) == 0) {
        Dwarf_Lines* lines = nullptr;
        std::size_t count = 0;
        if (dwarf_getsrclines(&die, &lines, &count) == 0) {
            reader.add_unit(lines, count);
        }
    }
    return reader.take();
}

}  // namespace host
