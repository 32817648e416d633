// SPDX-License-Identifier: Apache-2.0
#include "host/firmware/program.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "host/base/failure.h"
#include "host/board/provision.h"
#include "host/board/slots.h"
#include "host/gen/chip_facts.h"
#include "host/module/elf_file.h"
#include "lib/bytes/bytes.h"
#include "manager/abi/module_header.h"

namespace host {
namespace abi = manager::abi;
namespace {

constexpr std::uint32_t kRomBase = 0x0FF8'0000;
constexpr std::uint32_t kRomSize = 0x2'0000;
constexpr std::uint32_t kHeaderSizeAt = 8;  // MCUboot: ih_hdr_size

// A candidate for code at `at` in the flash; a module's ELF starts at 0.
struct Code {
    std::uint32_t at = 0;  // offset in the flash of [start, end)
    std::uint32_t size = 0;
    std::uint32_t address = 0;  // of the core
    bool movable = false;       // a module
};

template <typename T>
T read_record(const Board& board, std::uint32_t at) {
    T record{};
    std::memcpy(&record, board.flash(at, sizeof record).data(), sizeof record);
    return record;
}

bool section_matches(const Board& board, const ElfFile& elf, const ElfSection& section,
                     const Code& code, std::uint32_t bias) {
    const std::uint32_t offset = section.address + bias - code.address;
    return lib::bytes::range_within(offset, section.size, code.size) &&
           std::ranges::equal(elf.bytes(section), board.flash(code.at + offset, section.size));
}

bool matches(const Board& board, const ElfFile& elf, const Code& code) {
    const std::uint32_t bias = code.movable ? code.address : 0;
    bool any = false;
    for (const ElfSection& section : elf.sections()) {
        if (!section.allocated() || !section.executable() || section.size == 0) {
            continue;
        }
        if (!section_matches(board, elf, section, code, bias)) {
            return false;
        }
        any = true;
    }
    return any;
}

class Search {
  public:
    Search(const Board& board, const SystemPlan& plan, const std::vector<Path>& own)
        : board_(board), plan_(plan) {
        for (const Path& file : own) {
            elves_.emplace_back(file, ElfFile(file));
        }
        const Path chip = root_folder() / "build/chip";
        add(chip / "boot/irot/irot");
        add(chip / "boot/urot/urot");
        if (std::filesystem::is_directory(chip)) {
            add_all(chip);
        }
    }

    std::vector<Program> run() {
        const Path rom = root_folder() / "build/chip/emulator/rss/rss.elf";
        programs_.push_back({"rom", kRomBase, kRomBase + kRomSize,
                             std::filesystem::exists(rom) ? rom : Path(), 0, false});
        for (const BoardSlot& slot : board_slots(plan_)) {
            add_slot(slot);
        }
        const std::uint32_t veneers = plan_.system.veneers_at + gen::kFlashSecure;
        programs_.push_back({"veneers", veneers, veneers + plan_.system.veneers_size, {}, 0, true});
        for (const char* stage : {"irot", "urot"}) {
            add_ram(stage);
        }
        return std::move(programs_);
    }

  private:
    void add(const Path& file) {
        try {
            elves_.emplace_back(file, ElfFile(file));
        } catch (const Failure&) {
            return;  // of the build, and not there or stripped: the program goes without names
        }
    }

    void add_all(const Path& folder) {
        std::vector<Path> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (entry.path().extension() == ".elf") {
                files.push_back(entry.path());
            }
        }
        std::ranges::sort(files);
        std::ranges::for_each(files, [this](const Path& file) { add(file); });
    }

    void add_program(const std::string& name, const Code& code) {
        Program program{name, code.address, code.address + code.size, {}, 0, false};
        const auto found = std::ranges::find_if(
            elves_, [&](const auto& elf) { return matches(board_, elf.second, code); });
        if (found != elves_.end()) {
            program.elf = found->first;
            program.bias = code.movable ? code.address : 0;
        }
        programs_.push_back(program);
    }

    std::uint32_t address_of(std::uint32_t at) const {
        const auto area = std::ranges::find_if(
            plan_.system.flash, [&](const gen::Area& a) { return at >= a.at && at < a.end(); });
        const bool secure = area == plan_.system.flash.end() || area->world == gen::World::kSecure;
        return at + (secure ? gen::kFlashSecure : gen::kFlashNonSecure);
    }

    void add_slot(const BoardSlot& slot) {
        const bool module = slot.component >= 0x100;
        const std::uint32_t header =
            slot.raw ? 0 : read_record<std::uint16_t>(board_, slot.at + kHeaderSizeAt);
        if (header >= slot.size) {  // erased
            add_program(slot.name, {slot.at, slot.size, address_of(slot.at), module});
            return;
        }
        const std::uint32_t at = slot.at + header;
        add_program(slot.name, {at, slot.size - header, address_of(at), module});
        if (slot.name == "manager") {
            add_built_in(at, slot.size - header);
        }
    }

    void add_built_in(std::uint32_t at, std::uint32_t room) {
        const auto container = read_record<abi::Container>(board_, at + abi::kContainerOffset);
        if (container.magic != abi::kContainerMagic || container.count > abi::kMaxBuiltIn) {
            return;
        }
        for (const auto& entry : std::span(container.entries).first(container.count)) {
            if (lib::bytes::range_within(entry.offset, entry.size, room)) {
                add_program(name_of(entry.id),
                            {at + entry.offset, entry.size, address_of(at) + entry.offset, true});
            }
        }
    }

    std::string name_of(std::uint32_t module) const {
        for (const gen::ModuleEntry& entry : plan_.system.modules) {
            if (entry.id == module) {
                return module_name(entry);
            }
        }
        return "module " + std::to_string(module);
    }

    // Where a stage runs its last instructions, from a copy (boot/stage/leave.S).
    void add_ram(const std::string& stage) {
        const gen::Area& area = plan_.system.ram_area(plan_.system.stage(stage).ram);
        const std::uint32_t start = area.at + gen::kRamSecure;
        Program program{stage + " (ram)", start, start + area.size, {}, 0, false};
        const auto flash = std::ranges::find(programs_, stage, &Program::name);
        for (const auto& [file, elf] : elves_) {
            const auto from = elf.find_symbol("leave_code");
            const auto to = elf.find_symbol("__leave_room");
            if (flash != programs_.end() && file == flash->elf && from && to) {
                program.elf = file;
                program.bias = *to - *from;
            }
        }
        programs_.push_back(program);
    }

    const Board& board_;
    const SystemPlan& plan_;
    std::vector<std::pair<Path, ElfFile>> elves_;
    std::vector<Program> programs_;
};

}  // namespace

std::vector<Program> find_programs(const Board& board, const SystemPlan& plan,
                                   const std::vector<Path>& own) {
    return Search(board, plan, own).run();
}

std::string nameless(const std::vector<Program>& programs) {
    std::string text;
    for (const Program& program : programs) {
        if (program.elf.empty() && !program.part) {
            text += (text.empty() ? "" : ", ") + program.name;
        }
    }
    return text;
}

}  // namespace host
