// SPDX-License-Identifier: Apache-2.0
// The emulator's own speed. Wall-clock figures of this machine, unlike all others of the bench:
// the best of a few short runs, which is the steadiest a busy machine gives.
#pragma once

#include <cstdint>

#include "host/base/report.h"

namespace host::bench {

// "emulator_mips": millions of guest instructions a second over the bench application's whole run,
// start of the process included; `instructions` is what the counter counted for the same run.
// "boots_per_second": from the start of the process through reset and four verified images to the
// application's first line, and its end. Throws Failure as run_board().
Json measure_speed(std::uint64_t instructions);

}  // namespace host::bench
