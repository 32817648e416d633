// SPDX-License-Identifier: Apache-2.0
#include "host/bench/startup.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/base/failure.h"

namespace host::bench {
namespace {

std::uint32_t half_at(ByteView bytes, std::size_t at) {
    return std::to_integer<std::uint32_t>(bytes[at]) | std::to_integer<std::uint32_t>(bytes[at + 1])
                                                           << 8;
}

std::uint32_t word_at(ByteView bytes, std::size_t at) {
    return half_at(bytes, at) | half_at(bytes, at + 2) << 16;
}

// imm4:i:imm3:imm8 of MOVW and MOVT.
std::uint32_t immediate(std::uint32_t h, std::uint32_t l) {
    return (h & 15) << 12 | (h >> 10 & 1) << 11 | (l >> 12 & 7) << 8 | (l & 0xFF);
}

// What MOVW and MOVT of the same register put there, 0 if that is not what these are.
std::uint32_t moved(ByteView bytes, std::size_t at) {
    const std::uint32_t low = half_at(bytes, at), low_rest = half_at(bytes, at + 2);
    const std::uint32_t high = half_at(bytes, at + 4), high_rest = half_at(bytes, at + 6);
    const bool pair = (low & 0xFBF0) == 0xF240 && (high & 0xFBF0) == 0xF2C0 &&
                      (low_rest & 0x8F00) == (high_rest & 0x8F00) && (low_rest & 0x8000) == 0;
    return pair ? immediate(high, high_rest) << 16 | immediate(low, low_rest) : 0;
}

const ElfSection* find_section(const ElfFile& elf, const std::string& name) {
    const auto found = std::ranges::find(elf.sections(), name, &ElfSection::name);
    return found == elf.sections().end() ? nullptr : &*found;
}

[[noreturn]] void reached(const std::string& by) {
    throw Failure("STARTUP_REACHED", by + " leads into .startup, which is to run once",
                  "take what it needs out of .startup in manager/armv8m/manager.ld");
}

}  // namespace

std::vector<std::string> callers_into(const Functions& functions, Span once) {
    std::vector<std::string> names;
    const auto inside = [&](std::uint32_t to) { return once.holds(to); };
    for (const auto& [address, function] : functions) {
        const Code& code = function.code;
        if (!once.holds(address) &&
            (std::ranges::any_of(code.calls, inside) || std::ranges::any_of(code.jumps, inside))) {
            names.push_back(function.name);
        }
    }
    return names;
}

std::vector<std::uint32_t> pointers_into(ByteView bytes, std::uint32_t address, Span once) {
    std::vector<std::uint32_t> places;
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 2) {
        const bool word = at % 4 == 0 && once.holds(word_at(bytes, at));
        if (word || (at + 8 <= bytes.size() && once.holds(moved(bytes, at)))) {
            places.push_back(address + static_cast<std::uint32_t>(at));
        }
    }
    return places;
}

void require_startup_once(const ElfFile& elf) {
    const ElfSection* startup = find_section(elf, ".startup");
    if (startup == nullptr) {
        throw Failure("STARTUP_REACHED", "the core's ELF has no section .startup",
                      "build again: ./sm build");
    }
    const Span once{startup->address, startup->address + startup->size};
    const std::vector<std::string> callers = callers_into(read_functions(elf), once);
    if (!callers.empty()) {
        reached(fmt::format("{}", fmt::join(callers, ", ")));
    }
    for (const ElfSection& section : elf.sections()) {
        if (!section.allocated() || !section.has_bytes() || &section == startup) {
            continue;
        }
        const std::uint32_t reset = section.name == ".vectors" ? section.address + 4 : 0;
        for (const std::uint32_t place : pointers_into(elf.bytes(section), section.address, once)) {
            if (place != reset) {
                reached(fmt::format("the word at {:#x}", place));
            }
        }
    }
}

std::uint32_t section_size(const ElfFile& elf, const std::string& name) {
    const ElfSection* section = find_section(elf, name);
    return section == nullptr ? 0 : section->size;
}

}  // namespace host::bench
