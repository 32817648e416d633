// SPDX-License-Identifier: Apache-2.0
// What the chip refuses, refused before anything is built.
#pragma once

#include "host/gen/system.h"

namespace host::gen {

// Bounds, alignment, overlaps, ids, names. Throws InputError with the entry's line.
void check_system(const System& system);

}  // namespace host::gen
