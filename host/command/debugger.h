// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "host/base/file.h"

namespace host::command {

// Writes what gdb is to be told (symbols of everything on the board, where it listens) into the
// board's folder and says how to start it. Throws Failure PORT_IN_USE, NOT_A_BOARD.
void invite_debugger(const Path& board, std::uint16_t port);

}  // namespace host::command
