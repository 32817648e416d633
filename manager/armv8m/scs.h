// SPDX-License-Identifier: Apache-2.0
// Registers of the core that only the manager touches (Armv8-M Architecture Reference Manual,
// DDI0553, chapter D1), the non-secure ones through their alias at 0xE002'xxxx.
#pragma once

#include "chip/core.h"
#include "chip/register.h"

namespace manager::armv8m::scs {

using chip::Access;
using chip::Register;
using chip::RegisterArray;

using MpuControl = Register<0xE000'ED94>;
using MpuNumber = Register<0xE000'ED98>;
using MpuBase = Register<0xE000'ED9C>;
using MpuLimit = Register<0xE000'EDA0>;
using MpuLimits = RegisterArray<0xE000'EDA0, 4, 8>;  // RLAR and its aliases
using MpuAttributes = Register<0xE000'EDC0>;
inline constexpr unsigned kMpuRegions = 12;
inline constexpr std::uint32_t kMpuOn = 1u << 0 | 1u << 2;  // ENABLE, PRIVDEFENA
// Attribute 0: normal, write-back; 1: device nGnRE.
inline constexpr std::uint32_t kMpuAttributes = 0x04'FF;

using PriorityFaults = Register<0xE000'ED18>;  // MemManage, BusFault, UsageFault, SecureFault
using PrioritySvc = Register<0xE000'ED1C>;
using Ccr = Register<0xE000'ED14>;
inline constexpr auto kTrapDivisionByZero = Ccr::bit(4);

using FpContextControl = Register<0xE000'EF34>;
inline constexpr auto kFpUser = FpContextControl::bit(1);
inline constexpr auto kFpSecure = FpContextControl::bit(2);
inline constexpr auto kFpLazyActive = FpContextControl::bit(0);
// ASPEN, LSPEN, LSPENS (LSPEN not for non-secure code), TS (frames as large as secure ones).
inline constexpr std::uint32_t kFpPolicy = 1u << 31 | 1u << 30 | 1u << 29 | 1u << 26;
inline constexpr std::uint32_t kFpPrivilegedOnly = 0x0050'0000;  // CPACR: CP10, CP11
inline constexpr std::uint32_t kFpNonSecure = 0x0C00;            // NSACR: CP10, CP11

// PRIS, PRIGROUP 7: nothing secure preempts anything secure, priorities only order what is pending;
// BFHFNMINS, SYSRESETREQS clear.
inline constexpr std::uint32_t kAircrPolicy = 1u << 14 | 7u << 8;
inline constexpr std::uint32_t kAircrPolicyMask = 1u << 14 | 1u << 13 | 7u << 8 | 1u << 3;

using InterruptTarget = RegisterArray<0xE000'E380, 5>;     // ITNS: 1 = non-secure
using InterruptPriority = RegisterArray<0xE000'E400, 33>;  // a byte each

// UsageFault, MemManage, BusFault, SVC and SecureFault that are pending.
inline constexpr auto kPended = chip::core::Shcsr::bit(12) | chip::core::Shcsr::bit(13) |
                                chip::core::Shcsr::bit(14) | chip::core::Shcsr::bit(15) |
                                chip::core::Shcsr::bit(20);
inline constexpr chip::Bits<chip::core::Icsr> kAnyPending{0x1FFu << 12};  // VECTPENDING

using NonSecureCfsr = Register<0xE002'ED28>;
using NonSecureShcsr = Register<0xE002'ED24>;
inline constexpr auto kNonSecureMemManageEnabled = NonSecureShcsr::bit(16);
inline constexpr auto kNonSecureMemManagePending = NonSecureShcsr::bit(13);

}  // namespace manager::armv8m::scs
