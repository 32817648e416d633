// SPDX-License-Identifier: Apache-2.0
// expect: ignoring return value
#include "lib/hardened/hardened.h"

int main() {
    lib::hardened::equal_words(1, 2);
}
