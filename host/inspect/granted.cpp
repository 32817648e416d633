// SPDX-License-Identifier: Apache-2.0
#include "host/inspect/granted.h"

#include <algorithm>

#include "host/board/provision.h"
#include "host/gen/chip_facts.h"
#include "host/gen/derive.h"
#include "host/gen/manifest.h"

namespace host::inspect {
namespace {

using gen::Area;
using gen::System;
using gen::World;

// Unique id, flash size, package: fact sheet 1.5.
Reach unique_id() {
    return {kApplication, "unique id", 0x08FF'F800, 0x40, "r"};
}

Reach veneers_of(const System& system, const std::string& who) {
    return {who, "veneers", gen::kFlashSecure + system.veneers_at, system.veneers_size,
            who == kApplication ? "x" : "rx"};
}

void add_application(const System& system, Table& table) {
    for (const Area& area : system.flash) {
        if (area.world == World::kNonSecure) {
            table.reaches.push_back(
                {kApplication, area.name, gen::flash_address(area), area.size, "rwx"});
        }
    }
    for (const Area& area : system.ram) {
        if (area.world == World::kNonSecure) {
            table.reaches.push_back(
                {kApplication, "RAM " + area.name, gen::ram_address(area), area.size, "rwx"});
        }
    }
    for (const std::string& name : system.nonsecure_peripherals) {
        const gen::Peripheral* p = gen::find_peripheral(name);
        Reach reach{kApplication, name, p->base, p->size, "rw"};
        reach.attributed_elsewhere = p->group == 0;
        table.reaches.push_back(reach);
    }
    table.reaches.push_back(unique_id());
    table.reaches.push_back(veneers_of(system, kApplication));
}

Reach code_of(const System& system, const gen::ModuleEntry& entry, const std::string& name) {
    const Area& manager = system.flash_area(system.stage("manager").flash);
    Reach reach{name, "its code", gen::kFlashSecure + (entry.builtin ? manager.at : entry.slot_at),
                entry.builtin ? manager.size : entry.slot_size, "rx"};
    reach.somewhere = true;
    return reach;
}

Reach ram_of(const System& system, const std::string& name) {
    const Area& pool = system.ram_area("modules");
    Reach reach{name, "its RAM", gen::ram_address(pool), pool.size, "rw"};
    reach.somewhere = true;
    return reach;
}

std::string letters(std::uint32_t access) {
    return (access & 2u) != 0 ? "rw" : "r";
}

void add_module(const System& system, const gen::ModuleEntry& entry, const gen::Manifest& manifest,
                Table& table) {
    const std::string name = module_name(entry);
    table.reaches.push_back(code_of(system, entry, name));
    table.reaches.push_back(ram_of(system, name));
    for (const gen::MmioRegion& r : manifest.mmio) {
        table.reaches.push_back({name, name_at(system, r.base), r.base, r.size, letters(r.access)});
    }
    for (const gen::RegionGrant& r : entry.regions) {
        table.reaches.push_back(
            {name, "OBKeys", gen::kObkSecure + r.obkeys, r.size, letters(r.access)});
    }
    if (!entry.flash.empty()) {
        const Area& area = system.flash_area(entry.flash);
        Reach reach{name, area.name, gen::flash_address(area), area.size, "rw"};
        reach.by_call = true;
        table.reaches.push_back(reach);
    }
    if (std::ranges::any_of(manifest.services, &gen::Service::mm_iovec)) {
        const auto lent = lent_to(name, table.reaches);
        table.reaches.insert(table.reaches.end(), lent.begin(), lent.end());
    }
    table.reaches.push_back(veneers_of(system, name));
}

void add_calls(const std::vector<std::pair<std::string, gen::Manifest>>& modules, Table& table) {
    for (const auto& [name, manifest] : modules) {
        for (const gen::Service& service : manifest.services) {
            if (service.nonsecure_clients) {
                table.calls.push_back({kApplication, service.sid});
            }
            for (const auto& [client, other] : modules) {
                for (const gen::Dependency& dependency : other.dependencies) {
                    if (dependency.name == service.name) {
                        table.calls.push_back({client, service.sid});
                    }
                }
            }
        }
    }
}

template <typename Areas>
std::string area_at(const Areas& areas, std::uint32_t offset) {
    for (const Area& area : areas) {
        if (offset >= area.at && offset < area.end()) {
            return area.name;
        }
    }
    return "";
}

}  // namespace

std::string name_at(const System& system, std::uint32_t address) {
    const std::uint32_t plain = address & ~gen::kPeripheralSecure;
    if (const std::uint32_t at = (address & ~gen::kFlashAlias) - gen::kFlashNonSecure;
        at < gen::kFlashSize) {
        return area_at(system.flash, at);
    }
    if (plain - gen::kRamNonSecure < gen::kRamSize) {
        return "RAM " + area_at(system.ram, plain - gen::kRamNonSecure);
    }
    for (const gen::Peripheral& p : gen::peripherals()) {
        if (p.base != 0 && plain >= p.base && plain - p.base < p.size) {
            return std::string(p.name);
        }
    }
    return address >= gen::kObkSecure && address < gen::kObkSecure + 0x2000 ? "OBKeys" : "";
}

Table granted(const System& system) {
    Table table;
    add_application(system, table);
    std::vector<std::pair<std::string, gen::Manifest>> modules;
    for (const gen::ModuleEntry& entry : system.modules) {
        modules.emplace_back(module_name(entry), gen::load_manifest(entry.manifest));
        add_module(system, entry, modules.back().second, table);
    }
    add_calls(modules, table);
    return table;
}

}  // namespace host::inspect
