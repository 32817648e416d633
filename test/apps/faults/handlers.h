// SPDX-License-Identifier: Apache-2.0
// Handlers of the application that return as they should not.
#pragma once

#include <cstdint>

enum FaultsMode : std::uint32_t { kFlipFrameType = 1, kReturnToMainStack = 2 };

extern "C" {
extern volatile std::uint32_t faults_mode;     // what SysTick does
extern volatile std::uint32_t faults_taken;    // by MemManage, which skips the instruction
extern volatile std::uint32_t faults_spoiled;  // returns into secure code that SysTick changed
}

void faults_enable_memory_fault(bool on);
