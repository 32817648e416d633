// SPDX-License-Identifier: Apache-2.0
#include "host/fault/symbols.h"

#include "host/base/failure.h"
#include "host/base/text.h"
#include "host/firmware/lines.h"
#include "host/firmware/names.h"

namespace host::fault {
namespace {

bool is_code(const ElfSymbol& symbol, const std::vector<ElfSection>& sections) {
    constexpr std::uint32_t kExecutable = 4;  // SHF_EXECINSTR
    return !symbol.name.empty() && symbol.name[0] != '$' && symbol.name[0] != '.' &&
           symbol.section < sections.size() && (sections[symbol.section].flags & kExecutable) != 0;
}

// By first address; none where the ELF was built without line numbers.
std::map<std::uint32_t, LineRange> line_ranges(const Path& elf) {
    std::map<std::uint32_t, LineRange> ranges;
    try {
        for (LineRange& range : read_lines(elf)) {
            const std::uint32_t start = range.start;
            ranges[start] = std::move(range);
        }
    } catch (const Failure&) {
        ranges.clear();
    }
    return ranges;
}

}  // namespace

Symbols::Symbols(const Path& elf) : elf_(elf) {
    const ElfFile file(elf);
    for (const ElfSymbol& symbol : file.symbols()) {
        if (is_code(symbol, file.sections())) {
            names_[symbol.value & ~1u] = short_name(symbol.name);
        }
    }
}

std::uint32_t Symbols::address(const std::string& name) const {
    if (const auto number = parse_number(name)) {
        return *number & ~1u;
    }
    for (const auto& [address, text] : names_) {
        if (text == name) {
            return address;
        }
    }
    throw Failure("SYMBOL_UNKNOWN", shown(elf_) + " has no function '" + name + "'",
                  "write it as C++ does, without parameters, or give its address");
}

std::vector<Range> Symbols::ranges(const std::string& name) const {
    std::vector<Range> found;
    for (auto at = names_.begin(); at != names_.end(); ++at) {
        if (at->second == name && std::next(at) != names_.end()) {
            found.push_back({at->first, std::next(at)->first});
        }
    }
    if (found.empty()) {
        address(name);
    }
    return found;
}

std::string Symbols::function(std::uint32_t address) const {
    const auto next = names_.upper_bound(address);
    return next == names_.begin() ? "?" : std::prev(next)->second;
}

std::map<std::uint32_t, std::string> Symbols::lines(
    const std::vector<std::uint32_t>& addresses) const {
    const std::map<std::uint32_t, LineRange> ranges = line_ranges(elf_);
    std::map<std::uint32_t, std::string> lines;
    for (const std::uint32_t address : addresses) {
        const auto next = ranges.upper_bound(address);
        if (next != ranges.begin() && address < std::prev(next)->second.end) {
            const LineRange& range = std::prev(next)->second;
            lines[address] = range.file + ":" + std::to_string(range.line);
        }
    }
    return lines;
}

}  // namespace host::fault
