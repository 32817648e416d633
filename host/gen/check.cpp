// SPDX-License-Identifier: Apache-2.0
#include "host/gen/check.h"

#include <algorithm>
#include <set>

#include "host/gen/chip_facts.h"

namespace host::gen {
namespace {

[[noreturn]] void refuse(const System& s, unsigned line, const std::string& what) {
    throw InputError(s.file.string(), line, what);
}

bool shares(const Area& a, const Area& b) {
    auto names = [](const Area& from, const Area& to) {
        return std::find(from.shared_with.begin(), from.shared_with.end(), to.name) !=
               from.shared_with.end();
    };
    return names(a, b) || names(b, a);
}

void check_areas(const System& s, const std::vector<Area>& areas, const char* memory,
                 std::uint32_t granule, std::uint32_t size) {
    for (const Area& a : areas) {
        std::string who = std::string(memory) + "." + a.name;
        if (a.size == 0 || a.at % granule != 0 || a.size % granule != 0) {
            refuse(s, a.line,
                   who + ": start and size must be multiples of " + std::to_string(granule) +
                       " bytes, size not 0");
        }
        if (a.at >= size || a.size > size - a.at) {
            refuse(s, a.line, who + ": leaves the chip's " + std::to_string(size / 1024) + " KB");
        }
        for (const Area& b : areas) {
            bool overlap = a.at < b.end() && b.at < a.end();
            if (&a < &b && overlap && !shares(a, b)) {
                refuse(s, std::max(a.line, b.line), who + " overlaps " + memory + "." + b.name);
            }
        }
    }
}

// SECWM is one range of sectors for each bank.
void check_watermarks(const System& s) {
    for (std::uint32_t bank = 0; bank < 2; ++bank) {
        int changes = 0;
        const Area* last = nullptr;
        for (const Area& a : s.flash) {
            bool here = a.at < (bank + 1) * kBankSize && a.end() > bank * kBankSize;
            if (here && last != nullptr && a.world != last->world) {
                ++changes;
            }
            last = here ? &a : last;
        }
        if (changes > 1 && last != nullptr) {
            refuse(s, last->line,
                   "flash: the secure areas of bank " + std::to_string(bank + 1) +
                       " must be one range of sectors (SECWM)");
        }
    }
}

void check_veneers(const System& s) {
    const Area& manager = s.flash_area(s.stage("manager").flash);
    bool inside = s.veneers_at >= manager.at && s.veneers_at + s.veneers_size <= manager.end();
    if (!inside || s.veneers_at % 32 != 0 || s.veneers_size % 32 != 0 || s.veneers_each < 8) {
        refuse(s, manager.line, "veneers: must lie in the manager's flash, 32-byte aligned");
    }
}

void check_stages(const System& s) {
    for (const char* name : {"irot", "urot", "manager", "app"}) {
        const StageEntry& stage = s.stage(name);
        const Area& flash = s.flash_area(stage.flash);
        const Area& ram = s.ram_area(stage.ram);
        if (stage.stack == 0 || stage.stack % 32 != 0 || stage.stack >= ram.size) {
            refuse(s, stage.line,
                   "stages." + stage.name +
                       ": stack must be a multiple of 32 and "
                       "fit its RAM");
        }
        if (stage.header % 0x400 != 0 || stage.header >= flash.size) {
            refuse(s, stage.line,
                   "stages." + stage.name +
                       ": header must be a multiple of 0x400 "
                       "(vector table alignment)");
        }
        if (flash.world != ram.world) {
            refuse(s, stage.line, "stages." + stage.name + ": flash and ram of different worlds");
        }
    }
    if (s.stages.size() != 4) {
        refuse(s, s.stages.back().line, "stages: irot, urot, manager and app, no others");
    }
}

void check_options(const System& s) {
    const Area& hdp = s.flash_area(s.options.hdp);
    const Area& urot = s.flash_area(s.stage("urot").flash);
    if (hdp.at != 0 || hdp.end() != urot.at || urot.end() > kBankSize) {
        refuse(s, urot.line,
               "flash: the HDP area must start bank 1 and the uROT follow it at "
               "once (HDPEXTR hides it)");
    }
    for (const std::string& name : s.options.wrp) {
        const Area& a = s.flash_area(name);
        if (a.at % kWrpGroupSize != 0 || a.size % kWrpGroupSize != 0) {
            refuse(s, a.line, "flash." + name + ": write protection comes in groups of 32 KB");
        }
    }
}

void check_modules(const System& s) {
    std::set<std::uint32_t> ids;
    for (const ModuleEntry& m : s.modules) {
        if (m.id < 0x100 || m.id > 0x7FFF'FFFF || !ids.insert(m.id).second) {
            refuse(s, m.line, "module: ids start at 0x100 and none is used twice");
        }
        for (const RegionGrant& r : m.regions) {
            bool fits = r.obkeys >= 0xC00 && r.obkeys + r.size <= 0x1800;
            if (!fits || r.obkeys % 32 != 0 || r.size % 32 != 0 || r.size == 0) {
                refuse(s, m.line,
                       "module: an obkeys region is 32-byte aligned and in the HDPL3 "
                       "secure range 0xC00..0x17FF");
            }
        }
        if (!m.builtin && (m.key.empty() || m.slot_at % kSectorSize != 0)) {
            refuse(s, m.line, "module: a separate module needs a key and a slot on a sector");
        }
    }
}

// The range lib/handover keeps for data images.
constexpr std::uint32_t kFirstData = 8, kLastData = 15;

bool in_nonsecure_area(const System& s, const DataEntry& d) {
    return std::any_of(s.flash.begin(), s.flash.end(), [&](const Area& a) {
        return a.world == World::kNonSecure && d.slot_at >= a.at &&
               d.slot_at + d.slot_size <= a.end() && a.name != s.stage("app").flash;
    });
}

bool name_taken(const System& s, const DataEntry& d) {
    const auto same = [&](const auto& other) { return other.name == d.name; };
    return std::any_of(s.stages.begin(), s.stages.end(), same) ||
           std::count_if(s.data.begin(), s.data.end(), same) > 1;
}

void check_data(const System& s) {
    std::set<std::uint32_t> ids;
    for (const DataEntry& d : s.data) {
        const std::string who = "data." + d.name;
        if (d.id < kFirstData || d.id > kLastData || !ids.insert(d.id).second) {
            refuse(s, d.line, who + ": ids are 8 to 15 and none is used twice");
        }
        if (d.name.empty() || name_taken(s, d)) {
            refuse(s, d.line, who + ": needs a name of its own");
        }
        if (d.slot_at % kSectorSize != 0 || d.slot_size % kSectorSize != 0 ||
            !in_nonsecure_area(s, d)) {
            refuse(s, d.line,
                   who +
                       ": its slot is whole sectors of a non-secure area that is not the "
                       "application's");
        }
        for (const DataEntry& other : s.data) {
            if (&other != &d && d.slot_at < other.slot_at + other.slot_size &&
                other.slot_at < d.slot_at + d.slot_size) {
                refuse(s, d.line, who + " overlaps data." + other.name);
            }
        }
    }
}

void check_peripherals(const System& s) {
    for (const std::string& name : s.nonsecure_peripherals) {
        if (find_peripheral(name) == nullptr) {
            refuse(s, 0, "nonsecure.peripherals: no peripheral named '" + name + "'");
        }
    }
}

}  // namespace

void check_system(const System& s) {
    check_areas(s, s.flash, "flash", kSectorSize, kFlashSize);
    check_areas(s, s.ram, "ram", kRamBlock, kRamSize);
    check_watermarks(s);
    check_stages(s);
    check_veneers(s);
    check_options(s);
    check_modules(s);
    check_data(s);
    check_peripherals(s);
}

}  // namespace host::gen
