// SPDX-License-Identifier: Apache-2.0
// Signed data of the application. Its slots are non-secure flash, but each is secure (SECBB) from
// the start of the uROT until its image is verified: what was not, nobody non-secure reads.
#pragma once

#include "boot/stage/stage.h"
#include "system/layout.h"

namespace boot::urot {

constexpr bool is_data(const layout::Slot& slot) {
    return lib::handover::is_data(slot.component);
}

// All of them, before anything else is done with flash. Refuses: PROTECTION_MISMATCH.
void data_close();

// This one again, where `verdict` is about it and says so. Refuses: PROTECTION_MISMATCH.
void data_open(const stage::Slot& slot, const image::Verdict& verdict);

// Tells the application that the image of this slot was refused: a record without kVerified.
void data_refused(std::uint32_t component);

}  // namespace boot::urot
