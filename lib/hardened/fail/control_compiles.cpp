// SPDX-License-Identifier: Apache-2.0
// expect-ok
// The same words used rightly, so that the others fail for their own reason.
#include "lib/hardened/hardened.h"

using namespace lib::hardened;

int main() {
    FlowCounter flow;
    const auto decision = twice([] { return equal_words(1, 1); });
    require_true(decision);
    flow.step(flow_step("decided"));
    flow.require(FlowCounter::after(flow_step("decided")));
    return is_true(decision) ? 0 : 1;
}
