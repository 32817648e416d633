// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/console.h"
#include "boot/stage/guard.h"
#include "boot/stage/stage.h"
#include "lib/handover/record.h"

namespace boot::stage {

void tell_update(ComponentId component, lib::Error error) {
    lib::handover::LogEntry entry{};
    entry.code = static_cast<std::uint32_t>(error);
    entry.component = static_cast<std::uint32_t>(component);
    entry.kind = component == ComponentId::kNone ? lib::handover::LogKind::kEvent
                                                 : lib::handover::LogKind::kRefusal;
    lib::handover::log_append(hand_over(), entry);
    if (component == ComponentId::kNone) {
        line("update: ", error);
    } else {
        line("update refused, ", ComponentName{entry.component}, ": ", error);
    }
}

void tell_trial() {
    line("update installed, on trial until confirmed");
}

void flash_writable(bool writable) {
    guard_flash_writable(writable);
}

}  // namespace boot::stage
