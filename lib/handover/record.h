// SPDX-License-Identifier: Apache-2.0
// What the stages and the manager do to the hand-over block. Pure; the block is given by reference,
// and nothing in it is trusted to be in range.
#pragma once

#include <cstdint>

#include "lib/error/error.h"
#include "lib/handover/handover.h"
#include "lib/result/result.h"

namespace lib::handover {

// Whether magic, version and size are ours and the counts in range.
bool block_valid(const HandOver& block);

// Begins a boot: no components, no error. `cold` (power was lost) or an invalid block: log and boot
// count start from nothing; else they go on. `reset_flags`: RCC_RSR.
void boot_begin(HandOver& block, std::uint32_t reset_flags, bool cold);

// A stage announces itself. Error: HANDOVER_BAD (the stage before left no valid block).
Result<void> stage_enter(HandOver& block, Stage stage);

// Error: HANDOVER_FULL.
Result<void> component_append(HandOver& block, const ComponentRecord& record);

// Appends to the ring; sequence, stage and boot are filled in here, the rest is the caller's.
void log_append(HandOver& block, LogEntry entry);

// The stage that runs refuses `component`, or stops by itself (kNone): last_error, refused, and a
// log entry of kind kRefusal with `detail`.
void refuse(HandOver& block, ComponentId component, Error error, std::uint32_t detail);

// The `age`-th newest entry (0 = newest), nullptr where there is none.
const LogEntry* log_entry(const HandOver& block, std::uint32_t age);

}  // namespace lib::handover
