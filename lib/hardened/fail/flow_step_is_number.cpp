// SPDX-License-Identifier: Apache-2.0
// expect: cannot convert
// Small numbers are near each other; steps come from flow_step("name").
#include "lib/hardened/hardened.h"

int main() {
    lib::hardened::FlowCounter flow;
    flow.step(1);
}
