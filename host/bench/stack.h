// SPDX-License-Identifier: Apache-2.0
// Worst stack of an image, from the code that was linked: assembly and the C library count like
// the rest. A call through a pointer counts as the deepest function that nobody calls by name and
// that does not itself lead to the caller, once in a path. Exceptions are not in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/bench/code.h"

namespace host::bench {

struct StackUse {
    std::uint32_t bytes = 0;
    std::vector<std::string> path;  // function names, outermost first
    bool recursive = false;
};

StackUse worst_stack(const Functions& functions);

}  // namespace host::bench
