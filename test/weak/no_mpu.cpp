// SPDX-License-Identifier: Apache-2.0
// A manager that switches the MPU off again, last of all: what isolates modules is gone.
#include "chip/core.h"
#include "manager/armv8m/armv8m.h"
#include "manager/armv8m/scs.h"

lib::Result<void> real_lock() asm("__real__ZN7manager6armv8m15protection_lockEv");
lib::Result<void> weak_lock() asm("__wrap__ZN7manager6armv8m15protection_lockEv");

lib::Result<void> weak_lock() {
    auto result = real_lock();
    manager::armv8m::scs::MpuControl::write(0);
    chip::core::barrier();
    return result;
}
