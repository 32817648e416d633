// SPDX-License-Identifier: Apache-2.0
// Option bytes by the names of the FLASH controller's registers, for firmware that is not ours.
#pragma once

#include <string>

#include "host/board/board.h"

namespace host {

// `assignment`: "OPTSR2=0xB400007C", the name of a *_CUR register without "_CUR", in any case, and
// a 32-bit value. Throws Failure OPTION_BAD.
void set_raw_option(board_options& options, const std::string& assignment);

}  // namespace host
