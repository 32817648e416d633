// SPDX-License-Identifier: Apache-2.0
// Everything `sm board show` says.
#pragma once

#include "host/base/report.h"
#include "host/board/board.h"
#include "host/keys/keyring.h"

namespace host {

Json describe_board(const Board& board, const SystemPlan& plan, const Keyring& keys);

}  // namespace host
