// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/base/report.h"

namespace host::bench {

// Runs build/chip/images/bench.bin on a throw-away board under the instruction counter and gives
// the mean of each operation, the cost of the marks taken off, and the boot.
Json measure_counts();

}  // namespace host::bench
