// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace host {

// Runs a program to its end, its output dropped; the exit code, or 128 + signal. After `seconds` it
// is killed. Throws Failure EMULATOR_FAILED, RUN_TIMEOUT.
int run_process(const std::vector<std::string>& command, unsigned seconds);

}  // namespace host
