// SPDX-License-Identifier: Apache-2.0
#include "boot/urot/dependencies.h"

#include "boot/image/dependency.h"
#include "boot/stage/stage.h"
#include "system/layout.h"

namespace boot::urot {
namespace {

// The component of an image number; 0, which no record has, where nothing has that number.
std::uint32_t component_of(std::uint32_t number) {
    if (number < image::kFirstModuleImage) {
        return number;
    }
    std::uint32_t next = image::kFirstModuleImage;
    for (const layout::Slot& slot : layout::kSlots) {
        const bool module =
            slot.component >= static_cast<std::uint32_t>(stage::ComponentId::kFirstModule);
        if (module && next++ == number) {
            return slot.component;
        }
    }
    return 0;
}

const lib::handover::Version* version_of(std::uint32_t component) {
    const lib::handover::HandOver& block = stage::hand_over();
    for (const auto& record : std::span(block.components).first(block.component_count)) {
        if (record.component == component && (record.flags & lib::handover::kVerified) != 0) {
            return &record.version;
        }
    }
    return nullptr;
}

}  // namespace

lib::Result<void> dependencies_met(const image::Dependencies& dependencies) {
    return image::dependencies_met(
        dependencies, [](std::uint32_t number) { return version_of(component_of(number)); });
}

}  // namespace boot::urot
