// SPDX-License-Identifier: Apache-2.0
// W^X for a stage: what no region names is a fault. Index, in this order: own code, own RAM, the
// leaving room at its end, hand-over block, OBKeys, peripherals, then flash the stage reads.
#pragma once

#include <span>

#include "chip/mpu.h"

namespace boot::stage {

inline constexpr unsigned kOwnRegions = 6;
inline constexpr unsigned kMaxReadable = chip::mpu::kRegions - kOwnRegions;

// At most kMaxReadable regions; each becomes read-only, never executable.
void guard_up(std::span<const chip::mpu::Region> readable);

// Whether the regions of guard_up and OBKeys may be written. They are never executable.
void guard_flash_writable(bool writable);

// The leaving room turns from data into code.
void guard_leaving_room_runs();

}  // namespace boot::stage
