// SPDX-License-Identifier: Apache-2.0
// expect: use of deleted function
// One compare is one skip.
#include "lib/hardened/hardened.h"

using lib::hardened::HardenedBool;

int main() {
    return lib::hardened::equal_words(1, 2) == HardenedBool::kTrue ? 1 : 0;
}
