// SPDX-License-Identifier: Apache-2.0
// expect: cannot convert
// A plain bool is one bit: whoever has one has already lost the second evaluation.
#include "lib/hardened/hardened.h"

int main() {
    lib::hardened::require_true(1 == 2);
}
