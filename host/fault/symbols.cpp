// SPDX-License-Identifier: Apache-2.0
#include "host/fault/symbols.h"

#include <cxxabi.h>
#include <unistd.h>
#include <array>
#include <cstdlib>
#include <memory>
#include <sstream>

#include "host/base/failure.h"
#include "host/base/text.h"
#include "host/run/child.h"

namespace host::fault {
namespace {

// "a::b(int) [clone .x]" and "a::b<int>(int)" are both a::b to a reader.
std::string without_parameters(const std::string& name) {
    std::string plain = name;
    for (const std::string_view noise : {"(anonymous namespace)::", "[abi:cxx11]"}) {
        for (auto at = plain.find(noise); at != std::string::npos; at = plain.find(noise)) {
            plain.erase(at, noise.size());
        }
    }
    std::string name_only;  // outside of template arguments, up to the parameters
    int depth = 0;
    for (const char c : plain) {
        depth -= c == '>' ? 1 : 0;
        if (depth == 0 && (c == '(' || c == '[')) {
            break;
        }
        if (depth == 0 && c != '>' && c != '<') {
            name_only += c;
        }
        depth += c == '<' ? 1 : 0;
    }
    name_only.erase(name_only.find_last_not_of(' ') + 1);
    return name_only.substr(name_only.find_last_of(' ') + 1);
}

std::string readable(const std::string& name) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> text(
        abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), std::free);
    return status == 0 ? without_parameters(text.get()) : name.substr(0, name.find('.'));
}

bool is_code(const ElfSymbol& symbol, const std::vector<ElfSection>& sections) {
    constexpr std::uint32_t kExecutable = 4;  // SHF_EXECINSTR
    return !symbol.name.empty() && symbol.name[0] != '$' && symbol.name[0] != '.' &&
           symbol.section < sections.size() && (sections[symbol.section].flags & kExecutable) != 0;
}

std::string read_all(int file) {
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t size = 0; (size = ::read(file, buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return text;
}

}  // namespace

Symbols::Symbols(const Path& elf) : elf_(elf) {
    const ElfFile file(elf);
    for (const ElfSymbol& symbol : file.symbols()) {
        if (is_code(symbol, file.sections())) {
            names_[symbol.value & ~1u] = readable(symbol.name);
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
    constexpr std::size_t kAtOnce = 4000;               // a command line has an end
    constexpr std::string_view kBuild = "build/chip/";  // where the compiler stood
    std::map<std::uint32_t, std::string> lines;
    for (std::size_t from = 0; from < addresses.size(); from += kAtOnce) {
        const std::size_t end = std::min(from + kAtOnce, addresses.size());
        std::vector<std::string> command{"/usr/bin/env", "arm-none-eabi-addr2line", "-e",
                                         std::filesystem::absolute(elf_).string()};
        for (std::size_t i = from; i < end; ++i) {
            command.push_back(hex32(addresses[i]));
        }
        Child child(command);
        std::istringstream answers(read_all(child.output()));
        child.wait();
        std::string line;
        for (std::size_t i = from; i < end && std::getline(answers, line); ++i) {
            line = line.substr(0, line.find(" ("));
            if (line.find('?') == std::string::npos) {
                lines[addresses[i]] = line.starts_with(kBuild) ? line.substr(kBuild.size()) : line;
            }
        }
    }
    return lines;
}

}  // namespace host::fault
