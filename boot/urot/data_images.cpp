// SPDX-License-Identifier: Apache-2.0
#include "boot/urot/data_images.h"

#include "chip/flash.h"
#include "chip/memory.h"
#include "lib/handover/record.h"

namespace boot::urot {

void data_close() {
    for (const layout::Slot& slot : layout::kSlots) {
        if (!is_data(slot)) {
            continue;
        }
        if (auto closed = chip::flash::sectors_secure(slot.offset, slot.size, true); !closed.ok()) {
            stage::refuse(slot.component, closed.error());
        }
    }
}

void data_open(const stage::Slot& slot, const image::Verdict& verdict) {
    image::require_accepted(verdict, slot.component, slot.address);
    const std::uint32_t offset = slot.address - chip::kFlashSecure;
    if (auto open = chip::flash::sectors_secure(offset, slot.size, false); !open.ok()) {
        stage::refuse(slot.component, open.error());
    }
}

void data_refused(std::uint32_t component) {
    lib::handover::ComponentRecord record{};
    record.component = component;
    record.flags = lib::handover::kRefused;
    if (auto added = lib::handover::component_append(stage::hand_over(), record); !added.ok()) {
        stage::refuse(component, added.error());
    }
}

}  // namespace boot::urot
