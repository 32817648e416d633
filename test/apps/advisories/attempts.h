// SPDX-License-Identifier: Apache-2.0
// What only assembly can try, and what the handlers of the application met.
#pragma once

#include <cstdint>

struct Registers {
    std::uint32_t low[4];      // r0..r3
    std::uint32_t callee[8];   // r4..r11
    std::uint32_t scratch;     // r12
    std::uint32_t floats[32];  // s0..s31
    std::uint32_t fpscr;
};

extern "C" {
// Calls the veneer with `before` in all registers (r12 is lost to the call) and notes what is in
// them when it has come back.
void registers_around(const Registers* before, Registers* after, std::uint32_t veneer);

// Branches to an address that is none, as a forged return would, and comes back by the fault.
void branch_and_recover(std::uint32_t to);
extern volatile std::uint32_t faults_recovered;
}
