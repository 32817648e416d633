// SPDX-License-Identifier: Apache-2.0
// The Cortex-M33's own registers that more than one part needs: barriers, VTOR, faults, SAU
// (Armv8-M Architecture Reference Manual, DDI0553, chapter D1). Secure view.
#pragma once

#include <cstdint>

#include "chip/register.h"

namespace chip::core {

using Icsr = Register<0xE000'ED04>;
using Vtor = Register<0xE000'ED08>;
using Aircr = Register<0xE000'ED0C>;
using Ccr = Register<0xE000'ED14>;
using Shcsr = Register<0xE000'ED24>;
using Cfsr = Register<0xE000'ED28>;
using Hfsr = Register<0xE000'ED2C>;
using Mmfar = Register<0xE000'ED34>;
using Bfar = Register<0xE000'ED38>;
using Cpacr = Register<0xE000'ED88>;
using Nsacr = Register<0xE000'ED8C>;
using Sfsr = Register<0xE000'EDE4>;
using Sfar = Register<0xE000'EDE8>;
using NonSecureVtor = Register<0xE002'ED08>;

inline constexpr auto kMemManageEnable = Shcsr::bit(16);
inline constexpr auto kBusFaultEnable = Shcsr::bit(17);
inline constexpr auto kUsageFaultEnable = Shcsr::bit(18);
inline constexpr auto kSecureFaultEnable = Shcsr::bit(19);

inline constexpr std::uint32_t kAircrKey = 0x05FA'0000;
inline constexpr std::uint32_t kResetRequest = 1u << 2;

inline constexpr std::uint32_t kStackSeal = 0xFEF5'EDA5;

// NVIC: 131 lines in 5 words.
inline constexpr unsigned kInterruptWords = 5;
using InterruptEnable = RegisterArray<0xE000'E100, kInterruptWords>;
using InterruptDisable = RegisterArray<0xE000'E180, kInterruptWords>;
using InterruptUnpend = RegisterArray<0xE000'E280, kInterruptWords>;

// All that was written has arrived, and what follows is fetched anew.
inline void barrier() {
    asm volatile("dsb\n\tisb" ::: "memory");
}

inline void wait_for_interrupt() {
    asm volatile("dsb\n\twfi" ::: "memory");
}

// Line `number` wakes wait_for_interrupt() up; it is taken only where interrupts are not masked.
inline void interrupt_wakes(unsigned number) {
    InterruptEnable::write(number / 32, 1u << number % 32);
}

// It is no longer pending, unless its cause stands.
inline void interrupt_forget(unsigned number) {
    InterruptUnpend::write(number / 32, 1u << number % 32);
}

inline void disable_interrupts() {
    asm volatile("cpsid i" ::: "memory");
}

inline void enable_interrupts() {
    asm volatile("cpsie i" ::: "memory");
}

[[noreturn]] void system_reset();

}  // namespace chip::core

namespace chip::sau {

using Control = Register<0xE000'EDD0>;
using Type = Register<0xE000'EDD4, Access::kReadOnly>;
using Number = Register<0xE000'EDD8>;
using BaseAddress = Register<0xE000'EDDC>;
using LimitAddress = Register<0xE000'EDE0>;

inline constexpr unsigned kRegions = 8;
inline constexpr auto kEnable = Control::bit(0);
inline constexpr auto kAllNonSecure = Control::bit(1);

struct Region {
    std::uint32_t base;   // multiple of 32
    std::uint32_t limit;  // last byte: multiple of 32, minus 1
    bool callable;        // non-secure callable (veneers), else non-secure
};

// index 0..7.
void set(unsigned index, const Region& region);
void clear(unsigned index);
// All other memory that the IDAU leaves open becomes secure.
void enable();
void disable();

}  // namespace chip::sau
