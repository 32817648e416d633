// SPDX-License-Identifier: Apache-2.0
// expect: no match for .operator!.
#include "lib/hardened/hardened.h"

int main() {
    return !lib::hardened::HardenedBool::kFalse ? 1 : 0;
}
