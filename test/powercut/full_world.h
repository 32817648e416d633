// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/powercut/world.h"

namespace test::powercut {

// The places of system.toml, in sectors of the chip. Throws std::runtime_error where it cannot be
// read.
World full_world();

}  // namespace test::powercut
