// SPDX-License-Identifier: Apache-2.0
// expect: no matching function for call to .twice
#include "lib/hardened/hardened.h"

int main() {
    auto decision = lib::hardened::twice([] { return true; });
    lib::hardened::require_true(decision);
}
