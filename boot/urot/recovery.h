// SPDX-License-Identifier: Apache-2.0
// Where the boot ends for want of a good image: the uROT listens on the USART for signed ones
// (boot/recovery), judges them as updates, asks the update engine for them and resets. No other
// code runs, and what stays protected in a boot stays protected here.
#pragma once

#include "boot/urot/updates.h"

namespace boot::urot {

// The boot was refused, `component` for `error`, which is told and logged already. Ends in a reset.
// Not declared noreturn: where this is skipped or comes back, the caller stops the boot.
void recover(KeyRing& keys, Updates& updates, std::uint32_t component, lib::Error error);

}  // namespace boot::urot
