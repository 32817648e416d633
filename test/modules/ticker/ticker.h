// SPDX-License-Identifier: Apache-2.0
// What the ticker is asked for, by type of the call. In-vector 0: a number; the status answers.
#pragma once

namespace ticker {

enum Type {
    kWait = 1,     // for so many interrupts of its timer; how many came
    kRun = 2,      // the timer runs from here on
    kCount = 3,    // how many came since
    kStop = 4,     // whether the interrupt was enabled
    kMistake = 5,  // one of the mistakes below: the module does not survive it
};

enum Mistake {
    kEnableAnothers,
    kDisableNone,
    kEoi,    // not asserted, or of the first level
    kReset,  // not asserted, or of the second level
    kFailInHandler,
    kCallInHandler,
    kEndNoHandler,
    kMistakes,
};

}  // namespace ticker
