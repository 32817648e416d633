// SPDX-License-Identifier: Apache-2.0
// Everything `sm board show` says.
#pragma once

#include "host/base/report.h"
#include "host/board/board.h"
#include "host/keys/keyring.h"

namespace host {

// `each`: also the erase count of each sector.
Json describe_board(const Board& board, const SystemPlan& plan, const Keyring& keys, bool each);

}  // namespace host
