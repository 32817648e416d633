// SPDX-License-Identifier: Apache-2.0
#include "host/gen/derive.h"

#include "host/gen/chip_facts.h"

namespace host::gen {
namespace {

constexpr std::uint32_t kSuperBlock = 32 * kRamBlock;
constexpr std::uint32_t kModuleHeader = 0x20;  // of a module and of data

void derive_watermarks(const System& s, Derived& d) {
    for (const Area& a : s.flash) {
        for (std::uint32_t at = a.at; at < a.end(); at += kSectorSize) {
            if (a.world == World::kNonSecure) {
                continue;
            }
            SectorRange& wm = d.secwm[at / kBankSize];
            std::uint32_t sector = at % kBankSize / kSectorSize;
            wm.start = std::min(wm.start, sector);
            wm.end = std::max(wm.end, sector);
        }
    }
}

void derive_protection(const System& s, Derived& d) {
    const Area& hdp = s.flash_area(s.options.hdp);
    d.hdp1 = {hdp.at / kSectorSize, hdp.end() / kSectorSize - 1};
    d.hdp1_extension = s.flash_area(s.stage("urot").flash).size / kSectorSize;
    for (const std::string& name : s.options.wrp) {
        const Area& a = s.flash_area(name);
        for (std::uint32_t at = a.at; at < a.end(); at += kWrpGroupSize) {
            d.wrp[at / kBankSize] &= ~(1u << (at % kBankSize / kWrpGroupSize));
        }
    }
}

void derive_peripherals(const System& s, Derived& d) {
    for (const Peripheral& p : peripherals()) {
        if (p.group != 0) {
            d.tzsc_known[p.group - 1] |= 1u << p.bit;
        }
    }
    d.tzsc_secure = d.tzsc_known;
    for (const std::string& name : s.nonsecure_peripherals) {
        const Peripheral* p = find_peripheral(name);
        if (p->group != 0) {
            d.tzsc_secure[p->group - 1] &= ~(1u << p->bit);
        } else if (is_gpio(name)) {
            d.gpio_nonsecure |= 1u << p->bit;
        } else if (is_dma(name)) {
            d.dma_nonsecure |= 1u << p->bit;
        } else {
            d.rtc_nonsecure = true;
        }
    }
}

// RAM that no area names stays secure.
void derive_ram(const System& s, Derived& d) {
    constexpr std::array<std::uint32_t, 4> kEdges{0, kSram2At, kSram3At, kRamSize};
    for (int i = 0; i < 3; ++i) {
        d.mpcbb_secure[i].assign((kEdges[i + 1] - kEdges[i]) / kSuperBlock, 0xFFFF'FFFF);
    }
    for (const Area& a : s.ram) {
        for (std::uint32_t at = a.at; at < a.end() && a.world == World::kNonSecure;
             at += kRamBlock) {
            int i = at >= kSram3At ? 2 : at >= kSram2At ? 1 : 0;
            std::uint32_t block = (at - kEdges[i]) / kRamBlock;
            d.mpcbb_secure[i][block / 32] &= ~(1u << (block % 32));
        }
    }
}

void add_window(std::vector<Range>& list, std::uint32_t base, std::uint32_t size) {
    if (!list.empty() && list.back().end == base) {
        list.back().end = base + size;
    } else {
        list.push_back({base, base + size, false});
    }
}

void derive_windows(const System& s, Derived& d) {
    for (const Area& a : s.flash) {
        if (a.world == World::kNonSecure) {
            add_window(d.nonsecure_flash, kFlashNonSecure + a.at, a.size);
        }
    }
    for (const Area& a : s.ram) {
        if (a.world == World::kNonSecure) {
            add_window(d.nonsecure_ram, kRamNonSecure + a.at, a.size);
        }
    }
    d.sau.push_back(
        {kFlashSecure + s.veneers_at, kFlashSecure + s.veneers_at + s.veneers_size, true});
    d.sau.insert(d.sau.end(), d.nonsecure_flash.begin(), d.nonsecure_flash.end());
    d.sau.insert(d.sau.end(), d.nonsecure_ram.begin(), d.nonsecure_ram.end());
    d.sau.push_back({0x4000'0000, 0x5000'0000, false});  // peripherals: TZSC decides behind it
    d.sau.push_back({0x08FF'F800, 0x08FF'F840, false});  // unique id, package
    if (d.sau.size() > 8) {
        throw InputError(s.file.string(), 0, "more than 8 SAU regions; join non-secure areas");
    }
}

void derive_slots(const System& s, Derived& d) {
    std::uint32_t component = 2;
    for (const char* name : {"urot", "manager", "app"}) {
        const StageEntry& stage = s.stage(name);
        const Area& a = s.flash_area(stage.flash);
        d.slots.push_back(
            {name, component++, a.at, a.size, stage.header, a.world == World::kNonSecure});
    }
    for (const DataEntry& e : s.data) {
        d.slots.push_back({e.name, e.id, e.slot_at, e.slot_size, kModuleHeader, true});
    }
    for (const ModuleEntry& m : s.modules) {
        if (!m.builtin) {
            d.slots.push_back({"module", m.id, m.slot_at, m.slot_size, kModuleHeader, false});
        }
    }
}

}  // namespace

std::uint32_t flash_address(const Area& area) {
    return area.at + (area.world == World::kSecure ? kFlashSecure : kFlashNonSecure);
}

std::uint32_t ram_address(const Area& area) {
    return area.at + (area.world == World::kSecure ? kRamSecure : kRamNonSecure);
}

Derived derive(const System& system) {
    Derived d;
    derive_watermarks(system, d);
    derive_protection(system, d);
    derive_peripherals(system, d);
    derive_ram(system, d);
    derive_windows(system, d);
    derive_slots(system, d);
    return d;
}

}  // namespace host::gen
