// SPDX-License-Identifier: Apache-2.0
#include "chip/sbs.h"

#include "chip/core.h"
#include "chip/rcc.h"

namespace chip::sbs {

void enable_clock() {
    rcc::Apb3Enable::set(rcc::kSbsClock);
}

Hdpl hdpl() {
    return static_cast<Hdpl>(HdplStatus::read());
}

lib::Result<void> raise_hdpl(Hdpl expected) {
    HdplControl::write(kRaise);
    core::barrier();
    return hdpl() == expected ? lib::kOk : lib::Error::kHdplNotRaised;
}

void lock_secure(Bits<SecureLock> what) {
    SecureLock::set(what);
}

void lock_non_secure(Bits<NonSecureLock> what) {
    NonSecureLock::set(what);
}

}  // namespace chip::sbs
