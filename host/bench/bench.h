// SPDX-License-Identifier: Apache-2.0
// `sm bench`: sizes and exact instruction counts of the built system.
#pragma once

#include <string>
#include <vector>

#include "host/base/report.h"

namespace host::bench {

// One flat object: stable names, bytes and instructions, which are exact; emulator_mips and
// boots_per_second are of the wall clock. Runs the bench application on throw-away boards. Throws
// Failure where something is not built or the run does not end.
Json measure();

// Names of the figures that are more than limits.h allows, or that were not measured at all.
std::vector<std::string> too_much(const Json& figures);

// The same as a table beside the limits and the peer's column; ! marks what is too much.
std::string as_table(const Json& figures);

}  // namespace host::bench
