// SPDX-License-Identifier: Apache-2.0
// What the generator knows of STM32H573: memories and peripherals (base, size, TZSC bit).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace host::gen {

inline constexpr std::uint32_t kFlashSize = 0x20'0000;
inline constexpr std::uint32_t kBankSize = 0x10'0000;
inline constexpr std::uint32_t kSectorSize = 0x2000;
inline constexpr std::uint32_t kWrpGroupSize = 4 * kSectorSize;
inline constexpr std::uint32_t kRamSize = 0xA'0000;
inline constexpr std::uint32_t kSram2At = 0x4'0000, kSram3At = 0x5'0000;
inline constexpr std::uint32_t kRamBlock = 512;  // MPCBB block
inline constexpr std::uint32_t kFlashSecure = 0x0C00'0000, kFlashNonSecure = 0x0800'0000;
inline constexpr std::uint32_t kFlashAlias = kFlashSecure ^ kFlashNonSecure;
inline constexpr std::uint32_t kRamSecure = 0x3000'0000, kRamNonSecure = 0x2000'0000;
inline constexpr std::uint32_t kObkSecure = 0x0FFD'0000;
inline constexpr std::uint32_t kPeripheralSecure = 0x1000'0000;  // added to the non-secure base

struct Peripheral {
    std::string_view name;
    std::uint32_t base;  // non-secure alias; 0 = not to be mapped by name
    std::uint32_t size;
    int group;  // TZSC SECCFGRn, 0 = it has a security register of its own
    unsigned bit;
};

// An interrupt of a peripheral that a module may own: line of the NVIC; the bit of RCC that gives
// the peripheral its clock.
struct Source {
    std::string_view name;
    std::string_view peripheral;
    std::uint32_t line;
    std::uint32_t clock_register;  // offset in RCC
    unsigned clock_bit;
};

std::span<const Source> sources();
const Source* find_source(std::string_view name);
const Source* find_source(std::uint32_t line);

std::span<const Peripheral> peripherals();
const Peripheral* find_peripheral(std::string_view name);
bool is_gpio(std::string_view name);  // GPIOA..GPIOI: attributed pin by pin
bool is_dma(std::string_view name);   // GPDMA1, GPDMA2: attributed channel by channel

}  // namespace host::gen
