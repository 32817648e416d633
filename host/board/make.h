// SPDX-License-Identifier: Apache-2.0
// Making a board that is ready to run.
#pragma once

#include <string>

#include "host/board/board.h"
#include "host/board/provision.h"

namespace host {

struct BoardRequest {
    Path folder;
    Path images;  // folder of NAME.bin
    std::string application = "hello";
    std::uint8_t product_state = BOARD_CLOSED;
    ProvisionRequest provision;
};

// A provisioned board with all images of system.toml. Nothing is left behind where it fails.
// Throws Failure IMAGE_MISSING and those of provision().
void make_board(const BoardRequest& request, const SystemPlan& plan);

}  // namespace host
