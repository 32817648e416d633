// SPDX-License-Identifier: Apache-2.0
// The hand-over block in a board's SRAM at its last moment of power, in words.
#pragma once

#include <optional>
#include <string>

#include "host/base/report.h"
#include "host/board/board.h"

namespace host {

// "last_boot" of `sm board show`: stage reached, error, components, log newest first.
Json describe_last_boot(const Board& board, const SystemPlan& plan);
// "manager refused module echo: MODULE_RAM: not enough ...", nullopt where nothing stopped the
// boot.
std::optional<std::string> boot_stopped(const Board& board, const SystemPlan& plan);

}  // namespace host
