// SPDX-License-Identifier: Apache-2.0
// Running a board: the emulator as a child, its console passed through and watched.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/base/file.h"

namespace host {

struct RunRequest {
    Path board;
    Path emulator;                                // qemu-system-arm
    Path rom;                                     // rss.bin
    bool demo = false;                            // stop at "<name>: N passed, M failed"
    std::optional<std::string> until;             // stop at a line that matches this regex
    std::optional<std::chrono::seconds> timeout;  // of the whole run
    std::optional<std::uint64_t> seed;            // repeatable, time included
    std::optional<std::uint16_t> gdb;  // waits on that port of the loopback for a debugger
    bool let_finish = false;           // end it by SIGTERM, so that plugins write their sums
    std::optional<Path> mailbox;       // socket of the debugger's access port
    bool console_to_stderr = false;
    std::vector<std::string> emulator_arguments;
    // Asked twice a second once the console spoke: why the board stopped without a word, if it did.
    std::function<std::optional<std::string>()> stopped;
    std::function<void()> watched;  // called twice a second
};

struct RunResult {
    std::string ended_by;  // "demo", "until", "application", "left", "emulator"
    std::string line;      // the line that ended it
    int exit_code = 0;
};

// The emulator's words for it, for who speaks to the console himself. Throws Failure
// EMULATOR_MISSING, SOCKET_PATH.
std::vector<std::string> emulator_command(const RunRequest& request);

// Throws Failure EMULATOR_MISSING, EMULATOR_FAILED, RUN_TIMEOUT, BOARD_HALTED, PATTERN_BAD,
// SOCKET_PATH.
RunResult run_board(const RunRequest& request);

}  // namespace host
