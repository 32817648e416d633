// SPDX-License-Identifier: Apache-2.0
#include "test/powercut/full_world.h"

#include <cstdlib>
#include <stdexcept>

#include "host/gen/chip_facts.h"
#include "host/gen/system.h"

namespace test::powercut {
namespace {

using host::gen::kSectorSize;

// The first module that has a slot of its own.
Place module_place(const host::gen::System& system) {
    for (const auto& module : system.modules) {
        if (module.slot_size != 0) {
            return {kModule, module.slot_at, module.slot_size, false};
        }
    }
    throw std::runtime_error("system.toml has no module with a slot");
}

}  // namespace

World full_world() {
    const char* root = std::getenv("SM_ROOT");
    const auto system =
        host::gen::load_system(std::filesystem::path(root != nullptr ? root : ".") / "system.toml");
    const auto& pool = system.flash_area("staging");
    const auto place = [&](std::uint32_t component, const char* name) {
        const auto& area = system.flash_area(name);
        return Place{component, area.at, area.size, true};
    };
    World world{.sector = kSectorSize,
                .sectors = pool.end() / kSectorSize,
                .log = system.flash_area("journal").at,
                .pool = pool.at,
                .pool_size = pool.size,
                .keys = system.flash_area("keys").at,
                .places = {place(kUrot, "urot"),
                           place(kManager, "manager"),
                           module_place(system),
                           place(kApp, "app"),
                           {kData, system.data.at(0).slot_at, system.data.at(0).slot_size, false}},
                .irot_slots = {},
                .urot_slots = {}};
    world.places.push_back({kKeys, world.keys, world.sector, false});
    for (const Place& each : world.places) {
        auto& slots = each.component == kUrot ? world.irot_slots : world.urot_slots;
        slots.push_back({each.component, each.at, each.size});
    }
    return world;
}

}  // namespace test::powercut
