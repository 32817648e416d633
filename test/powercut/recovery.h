// SPDX-License-Identifier: Apache-2.0
// Recovery of a board that finds nothing to run: the uROT's own loader, and the other end of its
// line, both from their start. All that goes on over a power failure is in the pool.
#pragma once

#include <vector>

#include "test/powercut/machine.h"

namespace test::powercut {

// As `sm recover` does it: what is in the pool already, whole sectors, is not sent again. True: the
// installation was asked for, which the loader has acknowledged. Throws PowerLost.
bool recover(Machine& machine, const std::vector<Image>& images);

}  // namespace test::powercut
