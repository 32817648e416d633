// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "boot/image/verify.h"

namespace boot::urot {

// Whether the images that `image` depends on were admitted in this boot, in the versions it wants.
// Ask when all of them are in the hand-over block. Error: DEPENDENCY_UNMET.
lib::Result<void> dependencies_met(const image::Dependencies& dependencies);

}  // namespace boot::urot
