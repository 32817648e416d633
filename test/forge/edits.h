// SPDX-License-Identifier: Apache-2.0
// Single changes of an image's pieces, to be made alone or two together.
#pragma once

#include <functional>
#include <vector>

#include "test/forge/parts.h"

namespace test::forge {

struct Edit {
    std::function<void(Parts&)> apply;
    bool wrong;  // the image is malformed even if its owner seals it so
};

// Of entries that are there; of such as are not.
std::vector<Edit> structural_edits(const Parts& parts);
std::vector<Edit> strange_edits(const Parts& parts);

}  // namespace test::forge
