// SPDX-License-Identifier: Apache-2.0
// The secure MPU, from a table. PMSAv8: regions are 32-byte granules that may not overlap.
// 12 secure regions (fact sheet 1.1); PRIVDEFENA stays 0, so what no region names is a fault.
#pragma once

#include <cstdint>
#include <span>

#include "chip/register.h"

namespace chip::mpu {

using Type = Register<0xE000'ED90, Access::kReadOnly>;
using Control = Register<0xE000'ED94>;
using Number = Register<0xE000'ED98>;
using BaseAddress = Register<0xE000'ED9C>;
using LimitAddress = Register<0xE000'EDA0>;
using Attributes0 = Register<0xE000'EDC0>;
using Attributes1 = Register<0xE000'EDC4>;

inline constexpr unsigned kRegions = 12;
inline constexpr auto kEnable = Control::bit(0);

// RBAR.AP and .XN: who may do what.
enum class Rights : std::uint32_t {
    kPrivilegedReadWrite = 0b00'1,
    kReadWrite = 0b01'1,
    kPrivilegedReadOnly = 0b10'1,
    kReadOnly = 0b11'1,
    kPrivilegedExecute = 0b10'0,
    kExecute = 0b11'0,
};

enum class Memory : std::uint32_t {
    kNormal = 0,  // write-back cacheable
    kDevice = 1,  // nGnRnE: peripherals, OBKeys
};

struct Region {
    std::uint32_t base;   // multiple of 32
    std::uint32_t limit;  // last byte: multiple of 32, minus 1
    Rights rights;
    Memory memory;
};

constexpr Region region(std::uint32_t base, std::uint32_t size, Rights rights,
                        Memory memory = Memory::kNormal) {
    return {base, base + size - 1, rights, memory};
}

// What a region's two registers hold; the manager keeps whole domains as such pairs.
struct Words {
    std::uint32_t base;
    std::uint32_t limit;
};
constexpr Words words(const Region& region) {
    return {(region.base & ~0x1Fu) | static_cast<std::uint32_t>(region.rights),
            (region.limit & ~0x1Fu) | static_cast<std::uint32_t>(region.memory) << 1 | 1u};
}

// index 0..11.
void set(unsigned index, const Region& region);
void clear(unsigned index);

// Exactly these regions (at most 12), the rest off, attributes as in Memory, MPU on.
void enable(std::span<const Region> regions);
void disable();

}  // namespace chip::mpu
