// SPDX-License-Identifier: Apache-2.0
#include "host/module/pack.h"

#include <elf.h>
#include <fmt/format.h>
#include <algorithm>
#include <cstring>

#include "host/base/failure.h"
#include "host/module/relocate.h"
#include "lib/bytes/bytes.h"

namespace host {
namespace abi = manager::abi;
namespace {

constexpr std::uint32_t kGranule = 32;
constexpr std::uint32_t kMaxData = 0x10000;   // reach of a fix-up entry
constexpr std::uint32_t kMaxText = 0x200000;  // all of the flash

constexpr std::uint32_t aligned(std::uint32_t value, std::uint32_t to) {
    return (value + to - 1) / to * to;
}

std::uint32_t symbol(const ElfFile& elf, const char* name) {
    const auto value = elf.find_symbol(name);
    if (!value) {
        throw Failure("MODULE_SYMBOL", fmt::format("the ELF has no symbol {}", name),
                      "link it with modules/sdk/module.ld and keep its symbols");
    }
    return *value;
}

ModuleLayout layout_of(const ElfFile& elf) {
    const ModuleLayout layout{symbol(elf, "__text_end"), symbol(elf, "__got_start"),
                              symbol(elf, "__got_end"), symbol(elf, "__data_end"),
                              symbol(elf, "__bss_end")};
    const bool ordered = layout.text_end % 4 == 0 && layout.got_start == kModuleDataBase &&
                         layout.got_end >= layout.got_start && layout.data_end % 4 == 0 &&
                         layout.data_end >= layout.got_end && layout.bss_end >= layout.data_end &&
                         layout.bss_end - kModuleDataBase <= kMaxData &&
                         layout.text_end <= kMaxText &&
                         symbol(elf, "__module_header") == kModuleTextBase;
    if (!ordered) {
        throw Failure("ELF_BAD", "its parts are not where modules/sdk/module.ld puts them",
                      "link it with that script; data may take 64 KB");
    }
    if (elf.has_section_type(SHT_DYNAMIC)) {
        throw Failure("MODULE_RELOCATION", "the ELF has a dynamic section",
                      "link it statically: without -pie and -shared");
    }
    return layout;
}

// Allocated sections of [base, end) as one run of bytes, gaps zero.
Bytes gather(const ElfFile& elf, std::uint32_t base, std::uint32_t end) {
    Bytes bytes(end - base);
    for (const ElfSection& section : elf.sections()) {
        const bool inside = section.allocated() && section.has_bytes() && section.size != 0 &&
                            section.address >= base && section.address < end;
        if (!inside) {
            continue;
        }
        if (section.size > end - section.address) {
            throw Failure("ELF_BAD", "section " + section.name + " leaves its segment",
                          "place it in modules/sdk/module.ld's sections");
        }
        std::ranges::copy(elf.bytes(section), bytes.begin() + (section.address - base));
    }
    return bytes;
}

// Sections outside both parts would silently be missing in the payload.
void refuse_strays(const ElfFile& elf, const ModuleLayout& layout) {
    for (const ElfSection& section : elf.sections()) {
        const bool stray = section.allocated() && section.size != 0 &&
                           section.address >= layout.text_end &&
                           (section.address < kModuleDataBase || section.address >= layout.bss_end);
        if (stray) {
            throw Failure("ELF_BAD", "section " + section.name + " lies outside text and data",
                          "place it in modules/sdk/module.ld's sections");
        }
    }
}

void make_relative(Bytes& data, const std::vector<Fixup>& fixups) {
    for (const Fixup& fixup : fixups) {
        const auto word = std::span(data).subspan(fixup.offset).first<4>();
        const std::uint32_t base =
            fixup.target == Target::kData ? kModuleDataBase : kModuleTextBase;
        lib::bytes::store_le<std::uint32_t>(word, lib::bytes::load_le<std::uint32_t>(word) - base);
    }
}

Bytes fixup_table(const std::vector<Fixup>& fixups) {
    std::vector<std::uint16_t> words{static_cast<std::uint16_t>(fixups.size())};
    for (const Fixup& fixup : fixups) {
        const unsigned kind = fixup.target == Target::kData ? 1 : 0;
        words.push_back(static_cast<std::uint16_t>(fixup.offset | kind));
    }
    words.resize(aligned(static_cast<std::uint32_t>(words.size()), 2));
    const ByteView bytes = std::as_bytes(std::span(words));
    return {bytes.begin(), bytes.end()};
}

abi::ModuleHeader read_header(ByteView text) {
    abi::ModuleHeader header{};
    if (text.size() >= sizeof header) {
        std::memcpy(&header, text.data(), sizeof header);
    }
    if (header.magic != abi::kModuleMagic || header.abi != abi::kModuleAbi ||
        header.header_size > text.size() || header.stack_size % kGranule != 0) {
        throw Failure("MODULE_HEADER_BAD", "the ELF does not start with a module header",
                      "assemble the generated <name>_header.S into it");
    }
    return header;
}

}  // namespace

PackedModule pack_module(const Path& file) {
    const ElfFile elf(file);
    const ModuleLayout layout = layout_of(elf);
    refuse_strays(elf, layout);
    Bytes payload = gather(elf, kModuleTextBase, layout.text_end);
    Bytes data = gather(elf, kModuleDataBase, layout.data_end);
    const auto fixups = find_fixups(elf, layout, data);
    make_relative(data, fixups);
    payload.insert(payload.end(), data.begin(), data.end());
    const Bytes table = fixup_table(fixups);
    payload.insert(payload.end(), table.begin(), table.end());
    payload.resize(aligned(static_cast<std::uint32_t>(payload.size()), kGranule));

    abi::ModuleHeader header = read_header(payload);
    header.image_size = static_cast<std::uint32_t>(payload.size());
    header.start = elf.entry() & ~1u;
    header.ram_size =
        aligned(header.stack_size + (layout.bss_end - kModuleDataBase) + header.ram_size, kGranule);
    if (header.start < header.header_size || header.start >= layout.text_end) {
        throw Failure("MODULE_HEADER_BAD", "the entry point lies outside the text",
                      "keep ENTRY(__module_start) of modules/sdk/module.ld");
    }
    std::memcpy(payload.data(), &header, sizeof header);
    return {std::move(payload), header, layout.text_end, static_cast<std::uint32_t>(data.size()),
            static_cast<std::uint32_t>(fixups.size())};
}

}  // namespace host
