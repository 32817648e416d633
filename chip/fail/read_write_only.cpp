// SPDX-License-Identifier: Apache-2.0
// expect: no matching function
#include "chip/register.h"

using Key = chip::Register<0x5000'0008, chip::Access::kWriteOnly>;

unsigned misuse() {
    return Key::read();
}
