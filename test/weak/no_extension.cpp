// SPDX-License-Identifier: Apache-2.0
// An iROT that forgets to let the uROT's room be hidden.
#include "chip/flash.h"

lib::Result<void> weak_hdp_extend(std::uint32_t,
                                  std::uint32_t) asm("__wrap__ZN4chip5flash10hdp_extendEmm");

lib::Result<void> weak_hdp_extend(std::uint32_t, std::uint32_t) {
    return lib::kOk;
}
