// SPDX-License-Identifier: Apache-2.0
#include "host/inspect/core_tables.h"

#include <algorithm>
#include <cstring>

#include "host/base/failure.h"
#include "host/module/elf_file.h"
#include "lib/bytes/bytes.h"

namespace host::inspect {
namespace {

using manager::core::Range;
using Words = std::vector<std::uint32_t>;

// Names as the linker knows them, without their mangled lengths.
constexpr const char* kSau = "_ZN6layout11kSauRegionsE";
constexpr const char* kTzsc = "_ZN6layout11kTzscSecureE";
constexpr std::array kMpcbb = {"_ZN6layout13kMpcbb1SecureE", "_ZN6layout13kMpcbb2SecureE",
                               "_ZN6layout13kMpcbb3SecureE"};
constexpr const char* kPlatform = "_ZN7manager6armv8m9kPlatformE";
constexpr std::size_t kPlatformRanges = 8;  // then three spans, of an address and a count each
constexpr const char* kContainer = ".container";

[[noreturn]] void no_table(const char* name) {
    throw Failure("CORE_TABLE", std::string(name) + " is not in the core's ELF as it is known here",
                  "bring host/inspect/core_tables.cpp in line with the core's tables");
}

Words words_of(const ElfFile& elf, const char* name) {
    for (const ElfSymbol& symbol : elf.symbols()) {
        if (symbol.name != name || symbol.section >= elf.sections().size()) {
            continue;
        }
        const ElfSection& section = elf.sections()[symbol.section];
        const std::uint32_t at = symbol.value - section.address;
        const ByteView bytes = elf.bytes(section);
        if (symbol.size == 0 || symbol.size % 4 != 0 ||
            !lib::bytes::range_within(at, symbol.size, bytes.size())) {
            break;
        }
        Words words(symbol.size / 4);
        std::memcpy(words.data(), bytes.data() + at, symbol.size);
        return words;
    }
    no_table(name);
}

std::vector<SauRegion> sau_of(const ElfFile& elf) {
    const Words words = words_of(elf, kSau);
    if (words.size() % 3 != 0) {
        no_table(kSau);
    }
    std::vector<SauRegion> regions;
    for (std::size_t i = 0; i < words.size(); i += 3) {
        regions.push_back({words[i], words[i + 1], (words[i + 2] & 0xFFu) != 0});
    }
    return regions;
}

manager::core::Platform platform_of(const ElfFile& elf) {
    const Words words = words_of(elf, kPlatform);
    if (words.size() != 2 * kPlatformRanges + 6) {
        no_table(kPlatform);
    }
    const auto range = [&](std::size_t index) {
        return Range{words[2 * index], words[2 * index + 1]};
    };
    return {.veneers = range(0),
            .secure_ram = range(1),
            .agent_stack = range(2),
            .pool = range(3),
            .manager_slot = range(4),
            .module_flash = range(5),
            .secrets = range(6),
            .data_flash = range(7),
            .mmio = {},
            .denied = {},
            .sources = {}};
}

// All but the container's directory, which is filled when the image is packed.
void check_same(const ElfFile& elf, const Path& file, ByteView payload, std::uint32_t base) {
    for (const ElfSection& section : elf.sections()) {
        if (!section.allocated() || !section.has_bytes() || section.name == kContainer) {
            continue;
        }
        const std::uint32_t at = section.address - base;
        if (!lib::bytes::range_within(at, section.size, payload.size()) ||
            !std::ranges::equal(elf.bytes(section), payload.subspan(at, section.size))) {
            throw Failure("CORE_DIFFERS", "manager.bin does not hold " + shown(file),
                          "build again: ./sm build, or name the core it was made of with --core");
        }
    }
}

}  // namespace

CoreTables read_core(const Path& file, ByteView payload) {
    const ElfFile elf(file);
    CoreTables core;
    core.sau = sau_of(elf);
    core.tzsc = words_of(elf, kTzsc);
    std::ranges::transform(kMpcbb, core.mpcbb.begin(),
                           [&](const char* name) { return words_of(elf, name); });
    core.platform = platform_of(elf);
    const auto vectors = std::ranges::find(elf.sections(), ".vectors", &ElfSection::name);
    if (vectors == elf.sections().end()) {
        no_table(".vectors");
    }
    core.payload = vectors->address;
    check_same(elf, file, payload, core.payload);
    return core;
}

}  // namespace host::inspect
