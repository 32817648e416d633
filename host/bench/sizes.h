// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/base/report.h"

namespace host::bench {

// Flash, RAM and worst stack of each image, from the linked files and the signed images.
Json measure_sizes();

}  // namespace host::bench
