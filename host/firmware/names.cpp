// SPDX-License-Identifier: Apache-2.0
#include "host/firmware/names.h"

#include <cxxabi.h>
#include <elf.h>
#include <fmt/format.h>
#include <algorithm>
#include <cstdlib>
#include <memory>

#include "host/base/text.h"
#include "host/module/elf_file.h"

namespace host {
namespace {

void erase_all(std::string& text, const std::string& part) {
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
        text.erase(at, part.size());
    }
}

// A function, or a label in code: assembly does not always say which.
bool is_code(const ElfFile& elf, const ElfSymbol& symbol) {
    const bool label = symbol.type == STT_FUNC || symbol.type == STT_NOTYPE;
    return label && symbol.section < elf.sections().size() && symbol.section != SHN_UNDEF &&
           elf.sections()[symbol.section].executable() && !symbol.name.empty() &&
           symbol.name[0] != '$' && symbol.name[0] != '.';
}

}  // namespace

std::string short_name(const std::string& symbol) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> plain(
        abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), std::free);
    const bool cpp = plain && symbol.starts_with("_Z");  // "f" would be the type float
    std::string text = cpp ? plain.get() : symbol;
    erase_all(text, "(anonymous namespace)::");
    const std::size_t parameters = text.find('(');
    if (cpp && parameters != std::string::npos && parameters != 0) {
        text.resize(parameters);
    }
    return text;
}

Names::Names(const std::vector<Program>& programs) {
    for (const Program& program : programs) {
        if (!program.elf.empty()) {
            add(program);
        }
    }
    std::ranges::sort(functions_, [](const Function& a, const Function& b) {
        return a.start != b.start ? a.start < b.start : a.name < b.name;
    });
    for (std::size_t i = 0; i + 1 < functions_.size(); ++i) {
        Function& function = functions_[i];
        if (!function.sized) {
            function.end = std::min(function.end, functions_[i + 1].start);
        }
    }
    std::erase_if(functions_, [](const Function& f) { return f.end <= f.start; });
}

void Names::add(const Program& program) {
    const ElfFile elf(program.elf);
    for (const ElfSymbol& symbol : elf.symbols()) {
        const std::uint32_t start = (symbol.value & ~1u) + program.bias;
        if (is_code(elf, symbol) && start >= program.start && start < program.end) {
            const ElfSection& section = elf.sections()[symbol.section];
            const bool sized = symbol.size != 0;
            functions_.push_back(
                {start, sized ? start + symbol.size : section.address + section.size + program.bias,
                 sized, short_name(symbol.name)});
        }
    }
}

std::string Names::at(std::uint32_t address) const {
    auto next = std::ranges::upper_bound(functions_, address, {}, &Function::start);
    if (next == functions_.begin() || address >= std::prev(next)->end) {
        return hex32(address);
    }
    const Function& function = *std::prev(next);
    return address == function.start
               ? function.name
               : fmt::format("{}+{:#x}", function.name, address - function.start);
}

std::vector<std::uint32_t> Names::functions() const {
    std::vector<std::uint32_t> starts;
    for (const Function& function : functions_) {
        if (starts.empty() || starts.back() != function.start) {
            starts.push_back(function.start);
        }
    }
    return starts;
}

}  // namespace host
