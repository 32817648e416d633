// SPDX-License-Identifier: Apache-2.0
// System block: the isolation level (HDPL) and the locks of the core's security registers
// (fact sheet 4.1, 8.4).
#pragma once

#include "chip/memory.h"
#include "chip/register.h"
#include "lib/result/result.h"

namespace chip::sbs {

inline constexpr std::uint32_t kBase = kPeripheralSecure + 0x0400'0400;

using HdplControl = Register<kBase + 0x10>;
using HdplStatus = Register<kBase + 0x14, Access::kReadOnly>;
using NextHdpl = Register<kBase + 0x18>;
using SecConfig = Register<kBase + 0xC0>;
inline constexpr auto kSbsSecure = SecConfig::bit(0);  // all but FPUIMR, CFGR2, CNSLCKR
using NonSecureLock = Register<kBase + 0x144>;
using SecureLock = Register<kBase + 0x148>;
using EccNmiMask = Register<kBase + 0x14C>;

inline constexpr std::uint32_t kRaise = 0x6A;  // any value but 0xB4 raises; this one is advised

// Values of HdplStatus, far apart from each other.
enum class Hdpl : std::uint32_t { k0 = 0xB4, k1 = 0x51, k2 = 0x8A, k3 = 0x6F };

inline constexpr auto kLockVtorAircr = SecureLock::bit(0);
inline constexpr auto kLockMpu = SecureLock::bit(1);
inline constexpr auto kLockSau = SecureLock::bit(2);
inline constexpr auto kLockNonSecureVtor = NonSecureLock::bit(0);
inline constexpr auto kLockNonSecureMpu = NonSecureLock::bit(1);

void enable_clock();
Hdpl hdpl();

// Raises the level by one and reads it back. What the level hides is hidden when this returns, the
// caller's own code perhaps included. Error: HDPL_NOT_RAISED (it is not `expected` now).
lib::Result<void> raise_hdpl(Hdpl expected);

// Until reset. Which: any of kLockVtorAircr, kLockMpu, kLockSau.
void lock_secure(Bits<SecureLock> what);
void lock_non_secure(Bits<NonSecureLock> what);

}  // namespace chip::sbs
