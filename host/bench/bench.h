// SPDX-License-Identifier: Apache-2.0
// `sm bench`: sizes and exact instruction counts of the built system.
#pragma once

#include <string>

#include "host/base/report.h"

namespace host::bench {

// One flat object: stable names, bytes and instructions. Runs the bench application on a throw-away
// board. Throws Failure where something is not built or the run does not end.
Json measure();

// The same as a table beside the peer's column.
std::string as_table(const Json& figures);

}  // namespace host::bench
