// SPDX-License-Identifier: Apache-2.0
// expect: registers are words
#include "chip/register.h"

unsigned misuse() {
    return chip::Register<0x5000'0002>::read();
}
