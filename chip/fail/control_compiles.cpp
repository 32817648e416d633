// SPDX-License-Identifier: Apache-2.0
// expect-ok
#include "chip/register.h"

using Control = chip::Register<0x5000'0000>;
using Status = chip::Register<0x5000'0004, chip::Access::kReadOnly>;
using Key = chip::Register<0x5000'0008, chip::Access::kWriteOnly>;

bool control() {
    Control::set(Control::bit(1) | Control::bit(2));
    Key::write(7);
    return Status::any(Status::bit(3)) && Control::read() != 0;
}
