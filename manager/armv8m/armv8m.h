// SPDX-License-Identifier: Apache-2.0
// The shell around the core: what main.cpp brings up and the exceptions use.
#pragma once

#include "lib/handover/handover.h"
#include "lib/result/result.h"
#include "manager/core/core.h"

namespace manager::armv8m {

extern constinit const core::Platform kPlatform;

core::Core& the_core();
lib::handover::HandOver& hand_over();

// SAU, GTZC, GPIO, interrupts, faults, FPU and MPU as the layout says. Errors: PROTECTION_MISMATCH
// (something does not read back), HDPL_NOT_RAISED.
lib::Result<void> protection_set();
// Reads all of it back again and locks what can be locked; just before the first non-secure
// instruction. Error: PROTECTION_MISMATCH.
lib::Result<void> protection_lock();

// VTOR_NS, MSP_NS and the entry point of the application, checked against the layout.
// Errors: NO_IMAGE (no verified application in the hand-over block), ADDRESS_BAD.
lib::Result<std::uint32_t> nonsecure_prepare(const lib::handover::HandOver& block);

// The end: log entry and last_error, then sleep until reset with everything masked.
[[noreturn]] void halt(lib::Error error, std::uint32_t pc, std::uint32_t address);

// What a fault's status registers say, and clears them.
struct Cause {
    core::Fault fault;
    bool stacking;   // the frame could not be pushed: it holds nothing
    bool data;       // a load or store the MPU forbids, at fault.address, and nothing else
    bool lazy_fp;    // saving non-secure FP state hit the rights of the domain it interrupted
    bool nonsecure;  // non-secure code's doing, whoever was interrupted (DESIGN.md section 5)
};
Cause cause_take(std::uint32_t exception);

}  // namespace manager::armv8m
