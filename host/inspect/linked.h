// SPDX-License-Identifier: Apache-2.0
// The table that follows from the linked images: the core's own tables and the headers of the
// modules, put through the code that plans the MPU on the chip.
#pragma once

#include "host/board/board.h"
#include "host/inspect/reach.h"

namespace host::inspect {

struct Images {
    Path core;    // the ELF of the manager's core
    Path folder;  // manager.bin, and NAME.bin of each separately installed module
};

// Throws Failure FILE_UNREADABLE, ELF_BAD, the image parser's, MODULE_HEADER_BAD, CORE_DIFFERS (the
// ELF is not what manager.bin holds), CORE_TABLE (it has no table of that name and size).
Table linked(const Images& images, const SystemPlan& plan);

}  // namespace host::inspect
