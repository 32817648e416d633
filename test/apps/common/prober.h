// SPDX-License-Identifier: Apache-2.0
// The prober as an application drives it, and what is known of where modules lie: from the records
// the manager gives and from system.toml, not from the code that plans their regions.
#pragma once

#include <cstdint>

#include "psa/error.h"
#include "sm/record.h"
#include "test/modules/prober/probe.h"

namespace test {

struct Block {
    std::uint32_t base;
    std::uint32_t size;
    [[nodiscard]] bool has(std::uint32_t address) const { return address - base < size; }
};

struct ModulePlace {
    sm_module_record record;
    Block ram;    // from the pool, in the order of installation
    Block image;  // built-in ones: counted back from the end of the manager's image
};

inline constexpr unsigned kMostModules = 8;

struct System {
    ModulePlace modules[kMostModules];
    unsigned count;
    unsigned prober;  // index
    [[nodiscard]] const ModulePlace& place() const { return modules[prober]; }
};

// False: no prober on this board.
bool system_read(System& system);

psa_status_t ask(std::int32_t action, const probe::Request& request, probe::Answer& answer);
psa_status_t ask_rights(std::uint32_t step, std::uint32_t blocks, std::uint8_t* rights);

// Every module but the prober does its work.
bool others_answer(const System& system);

// Parts of a line of the console.
void say(const char* text);
void say_hex(std::uint32_t value);
void say_end();

// Counts it and prints "  ok    text" or "  FAIL  text".
void claim(bool holds, const char* text);

struct Counts {
    std::uint32_t passed;
    std::uint32_t failed;
};
extern Counts counts;
void say_counts(const char* name);

}  // namespace test
