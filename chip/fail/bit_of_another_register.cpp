// SPDX-License-Identifier: Apache-2.0
// expect: (cannot convert|could not convert)
#include "chip/register.h"

using Control = chip::Register<0x5000'0000>;
using Other = chip::Register<0x5000'0004>;

void misuse() {
    Control::set(Other::bit(1));
}
