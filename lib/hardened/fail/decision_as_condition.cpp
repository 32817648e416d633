// SPDX-License-Identifier: Apache-2.0
// expect: could not convert
// kFalse is not zero: as a condition it would be true.
#include "lib/hardened/hardened.h"

int main() {
    if (lib::hardened::equal_words(1, 2)) {
        return 1;
    }
    return 0;
}
