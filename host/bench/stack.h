// SPDX-License-Identifier: Apache-2.0
// Worst stack of an image from GCC's call graphs (-fcallgraph-info=su, one .ci file an object).
// Calls through pointers and assembly are not in the graph: the figure is that of the direct calls,
// with the deepest function that is only reached through a pointer added once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/file.h"

namespace host::bench {

struct StackUse {
    std::uint32_t bytes = 0;
    std::vector<std::string> path;  // function names, outermost first
    bool recursive = false;
};

// `objects`: folders searched for .ci files; `linked`: only functions with these names count.
StackUse worst_stack(const std::vector<Path>& objects, const std::vector<std::string>& linked);

}  // namespace host::bench
