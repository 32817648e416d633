// SPDX-License-Identifier: Apache-2.0
// What the core is told about the chip and the layout, and what it asks the machine to do.
// The chip's side is armv8m/, the tests' is test_machine.h.
#pragma once

#include <cstdint>
#include <span>

#include "manager/core/access.h"
#include "manager/core/context.h"

namespace manager::core {

// A secure peripheral's interrupt: its non-secure alias (a multiple of 1 KB) + the line. A line
// that is in no such word is nobody's.
using Source = std::uint32_t;
inline constexpr std::uint32_t kSourceLine = 0x3FF;

struct Platform {
    Range veneers;
    Range secure_ram;               // core, pool and all secure RAM behind it, one piece
    Range agent_stack;              // in the core's part of it
    Range pool;                     // RAM of modules
    Range manager_slot;             // flash of the manager image
    Range module_flash;             // where separately installed images lie (secure alias)
    Range secrets;                  // OBKeys a product's own module may be given
    Range data_flash;               // offsets in flash that a module may be granted
    std::span<const Range> mmio;    // where peripherals of modules may lie
    std::span<const Range> denied;  // peripherals no module gets, non-secure aliases
    std::span<const Source> sources;
};

enum class FlashRead : std::uint32_t { kOk = 0, kErased = 1, kEccBad = 2 };

}  // namespace manager::core

namespace manager::machine {

// True where [base, base + size), size > 0, does not wrap, lies in one window of the application's
// memory (RAM; for reads flash too), and the non-secure caller itself may read (or write) all of
// it: its MPU, its privilege.
bool nonsecure_may(std::uint32_t base, std::uint32_t size, bool write);
// The answer of the target test for privileged non-secure code: equal ones mean equal rights in one
// region, and in all that lies between.
std::uint32_t nonsecure_test(std::uint32_t address);
// That answer where the caller is privileged and may write there, in its RAM; else kNoRegion, which
// is the answer for no address: it names the 256th region of the SAU.
std::uint32_t nonsecure_ram(std::uint32_t address);
inline constexpr std::uint32_t kNoRegion = 0xFFFF'FFFF;

// One word of the random number generator; false where its health tests fail.
bool random_word(std::uint32_t& word);

// offset: from the start of flash, any alignment for reads; program: 16 bytes at a multiple of 16;
// erase: the 8 KB sector that starts at offset. False: the controller reported an error.
core::FlashRead flash_read(std::uint32_t offset, std::uint8_t* to, std::uint32_t size);
bool flash_program(std::uint32_t offset, const std::uint8_t* from);
bool flash_erase(std::uint32_t offset);

// psa_rot_lifecycle_state(): PSA-FF 1.1 section 4.7.
std::uint32_t lifecycle();

// A line becomes the module's: secure, disabled, of this priority (multiple of 0x10), the clock of
// its peripheral on.
void line_take(std::uint32_t line, std::uint32_t priority);
void line_set(std::uint32_t line, bool enabled);
// No longer pending, unless its cause stands.
void line_forget(std::uint32_t line);

// MPU region 8 + index, which is off, for the code that goes on too.
void vector_map(std::size_t index, const core::RegionWords& words);
// Regions 8..11 are off.
void vectors_unmap();

// Thread mode becomes unprivileged, for good.
void drop_privilege();

[[noreturn]] void system_reset();

}  // namespace manager::machine
