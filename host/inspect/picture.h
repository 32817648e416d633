// SPDX-License-Identifier: Apache-2.0
// The table as a picture: a column for each that runs, a row for each thing that can be reached.
#pragma once

#include <string>

#include "host/inspect/reach.h"

namespace host::inspect {

// An SVG document.
std::string picture(const Table& table);

}  // namespace host::inspect
