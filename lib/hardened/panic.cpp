// SPDX-License-Identifier: Apache-2.0
// The default hook. It is alone in its object file: a stage that defines hardened_panic itself
// never pulls this one out of the archive.

#include "lib/hardened/hardened.h"

extern "C" void hardened_panic() {
    for (;;) {
        // The compiler must believe that a trap can be passed, or it emits just one and no loop.
        if (lib::hardened::launder(1u) != 0) {
            __builtin_trap();
        }
    }
}
