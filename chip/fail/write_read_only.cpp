// SPDX-License-Identifier: Apache-2.0
// expect: no matching function
#include "chip/register.h"

using Status = chip::Register<0x5000'0004, chip::Access::kReadOnly>;

void misuse() {
    Status::write(1);
}
