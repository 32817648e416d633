// SPDX-License-Identifier: Apache-2.0
#include "host/module/relocate.h"

#include <elf.h>
#include <fmt/format.h>
#include <algorithm>

#include "host/base/failure.h"
#include "lib/bytes/bytes.h"

namespace host {
namespace {

enum class Kind { kAbsolute, kRelative, kGotRelative, kHarmless, kUnknown };

Kind kind_of(std::uint32_t type) {
    switch (type) {
        case R_ARM_ABS32:
        case R_ARM_TARGET1:
        case R_ARM_MOVW_ABS_NC:
        case R_ARM_MOVT_ABS:
        case R_ARM_THM_MOVW_ABS_NC:
        case R_ARM_THM_MOVT_ABS:
            return Kind::kAbsolute;
        case R_ARM_REL32:
        case R_ARM_PREL31:
        case R_ARM_GOT_PREL:
        case R_ARM_THM_PC22:  // THM_CALL
        case R_ARM_THM_JUMP24:
        case R_ARM_THM_JUMP19:
        case R_ARM_THM_PC11:
        case R_ARM_THM_PC9:
        case R_ARM_THM_PC12:
        case R_ARM_THM_PC8:
        case R_ARM_THM_JUMP6:
        case R_ARM_THM_ALU_PREL_11_0:
            return Kind::kRelative;
        case R_ARM_GOTOFF:
            return Kind::kGotRelative;
        case R_ARM_GOT32:  // GOT_BREL
        case R_ARM_V4BX:
        case R_ARM_NONE:
            return Kind::kHarmless;
        default:
            return Kind::kUnknown;
    }
}

// The compiler names a local object by its section; the word there tells which one it is.
std::string target_name(const ElfFile& elf, const ElfRelocation& entry) {
    const ElfSection& section = elf.sections()[entry.section];
    if (!entry.symbol.name.starts_with('.') || entry.type != R_ARM_ABS32 || !section.has_bytes()) {
        return entry.symbol.name;
    }
    const auto word =
        lib::bytes::read_le<std::uint32_t>(elf.bytes(section), entry.place - section.address);
    return elf.name_at(word.value_or(0)).value_or(entry.symbol.name);
}

class Judge {
  public:
    Judge(const ElfFile& elf, const ModuleLayout& layout) : elf_(elf), layout_(layout) {}

    // Where a symbol lives; absolute and undefined weak ones live nowhere.
    Target of_symbol(const ElfSymbol& symbol) const {
        if (symbol.section == SHN_UNDEF || symbol.section >= elf_.sections().size()) {
            return Target::kNone;
        }
        return of_section(elf_.sections()[symbol.section]);
    }

    static Target of_section(const ElfSection& section) {
        if (!section.allocated()) {
            return Target::kNone;
        }
        return section.address >= kModuleDataBase ? Target::kData : Target::kText;
    }

    Target of_word(std::uint32_t value) const {
        if (value > kModuleTextBase && value <= layout_.text_end) {
            return Target::kText;
        }
        return value >= kModuleDataBase && value <= layout_.bss_end ? Target::kData : Target::kNone;
    }

    // nullopt: needs nothing. Throws where it cannot be carried.
    std::optional<Fixup> judge(const ElfRelocation& entry) const {
        const Target place = of_section(elf_.sections()[entry.section]);
        const Target target = of_symbol(entry.symbol);
        switch (kind_of(entry.type)) {
            case Kind::kHarmless:
                return std::nullopt;
            case Kind::kAbsolute:
                return absolute(entry, place, target);
            case Kind::kRelative:
                return refuse_if(target != Target::kNone && target != place, entry,
                                 "the distance from code to data is not fixed");
            case Kind::kGotRelative:
                return refuse_if(target == Target::kText, entry,
                                 "the distance from data to code is not fixed");
            case Kind::kUnknown:
                break;
        }
        return refuse_if(true, entry, fmt::format("relocation type {}", entry.type));
    }

  private:
    std::optional<Fixup> absolute(const ElfRelocation& entry, Target place, Target target) const {
        const bool word = entry.type == R_ARM_ABS32 || entry.type == R_ARM_TARGET1;
        if (target == Target::kNone) {
            return std::nullopt;
        }
        refuse_if(place != Target::kData, entry, "an absolute address in read-only memory");
        refuse_if(!word || entry.place % 4 != 0, entry, "an address that is no aligned word");
        refuse_if(entry.place < kModuleDataBase || entry.place >= layout_.data_end, entry,
                  "a place outside the initial data");
        return Fixup{entry.place - kModuleDataBase, target};
    }

    std::optional<Fixup> refuse_if(bool refused, const ElfRelocation& entry,
                                   const std::string& why) const {
        if (!refused) {
            return std::nullopt;
        }
        const ElfSection& section = elf_.sections()[entry.section];
        throw Failure(
            "MODULE_RELOCATION",
            fmt::format("{} + 0x{:X} refers to '{}': {}", section.name,
                        entry.place - section.address, target_name(elf_, entry), why),
            "compile everything with the SDK's flags (-fpic -msingle-pic-base -mpic-register=r9 "
            "-mno-pic-data-is-text-relative); in assembly go through the GOT");
    }

    const ElfFile& elf_;
    const ModuleLayout& layout_;
};

}  // namespace

std::vector<Fixup> find_fixups(const ElfFile& elf, const ModuleLayout& layout, ByteView data) {
    const Judge judge(elf, layout);
    std::vector<Fixup> fixups;
    for (std::uint32_t at = layout.got_start; at < layout.got_end; at += 4) {
        const std::uint32_t offset = at - kModuleDataBase;
        const auto word = lib::bytes::read_le<std::uint32_t>(data, offset).value_or(0);
        if (const Target target = judge.of_word(word); target != Target::kNone) {
            fixups.push_back({offset, target});
        }
    }
    for (const ElfRelocation& entry : elf.relocations()) {
        const bool in_got = entry.place >= layout.got_start && entry.place < layout.got_end;
        if (const auto fixup = judge.judge(entry); fixup && !in_got) {
            fixups.push_back(*fixup);
        }
    }
    std::ranges::sort(fixups, {}, &Fixup::offset);
    return fixups;
}

}  // namespace host
