// SPDX-License-Identifier: Apache-2.0
// What a boot finds out about the request that counts, before it verifies anything in a slot.
#pragma once

#include <cstdint>

namespace boot::update {

enum class Phase : std::uint32_t {
    kIdle,      // nothing to do, or another installer's
    kRejected,  // an image may not be installed, or not be brought back: the slots are as they were
    kTrial,     // the new images are in their slots and run for the first time
    kConfirmed,  // so they are, for good: conclude() when they are verified and counters raised
    kReverted,   // nobody confirmed them: the old ones are back
};

}  // namespace boot::update
