// SPDX-License-Identifier: Apache-2.0
// The option bytes of a provisioned board, from system.toml.
#pragma once

#include "host/base/report.h"
#include "host/board/board.h"

namespace host {

board_options provisioned_options(const SystemPlan& plan, std::uint8_t product_state);
// What a reader wants to know of them.
Json describe_options(const board_options& options);

}  // namespace host
