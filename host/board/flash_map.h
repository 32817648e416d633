// SPDX-License-Identifier: Apache-2.0
// The flash area by area: what system.toml put where, what the option bytes protect, how worn.
#pragma once

#include "host/base/report.h"
#include "host/board/board.h"

namespace host {

// One row an area: place, size, the option bytes' word on it, version of the image in it, erases.
// "in part" where only some of an area's sectors have an attribute.
Json describe_flash_map(const Board& board, const SystemPlan& plan);
// Sum, mean and worst of the erase counters; `each`: also a row for each sector ever erased.
Json describe_wear(const Board& board, const SystemPlan& plan, bool each);

}  // namespace host
