// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "host/base/report.h"

namespace host::bench {

struct Counts {
    Json figures;  // the mean of each operation, and the boot with the images of padded.h
    std::uint64_t executed = 0;  // instructions of the whole first run
};

// The boot of the stages that HASH and PKA compute for, with the same images: boot_to_app_hw counts
// the core's instructions, polls included, boot_to_app_hw_hash and _pka the cycles that the blocks
// are modelled to be busy in it.
Json measure_blocks();

// Runs build/chip/images/bench.bin on a throw-away board under the instruction counter, then once
// more with test/modules/waiter in echo's slot (rows *_ipc); the cost of the marks is taken off.
Counts measure_counts();

}  // namespace host::bench
