// SPDX-License-Identifier: Apache-2.0
// An attack, tried and judged. What is refused by the hardware arrives here as a MemManage fault
// (the manager passes on the faults of this world); the probe notes it and steps over.
#pragma once

#include <cstdint>

#include "psa/error.h"

struct Probe {
    std::uint32_t faulted;  // 1 if the access faulted
    std::uint32_t value;    // what a read gave otherwise
};

extern "C" {
// intruder/probe.S: one access each, at a label that the fault handler knows.
Probe probe_read(std::uint32_t address);
Probe probe_write(std::uint32_t address, std::uint32_t value);
Probe probe_execute(std::uint32_t address);
}

// Prints the line of one attempt and counts it. `ending` says how it ended.
void judge(const char* attempt, bool got_in, const char* ending);
void judge_status(const char* attempt, bool got_in, psa_status_t status);

void try_direct_access();  // direct.cpp: loads, stores and jumps into what is not ours
void try_forged_calls();   // calls.cpp: forged pointers and handles in each call
