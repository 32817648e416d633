// SPDX-License-Identifier: Apache-2.0
// Options of all commands that run a board, and what follows from them.
#pragma once

#include <memory>
#include <optional>

#include "host/command/board_options.h"
#include "host/run/run.h"

namespace host::command {

struct RunOptions : BoardOptions {
    bool make_missing = false;  // sm run
    std::string app;
    std::string until;
    std::uint32_t timeout = 0;
    std::optional<std::uint64_t> seed;
    bool demo = false;
    std::vector<std::string> emulator_arguments;
};

void add_run_options(Group& verb, RunOptions& options);

// Makes the board where it may, puts rebuilt images and the application asked for on it. Throws
// Failure NOT_A_BOARD, IMAGE_MISSING and those of make_board().
void prepare_board(const RunOptions& options);
// `json`: the console goes to stderr. Throws Failure SYSTEM_BAD.
RunRequest run_request(const RunOptions& options, bool json);
// A plugin of the build. Throws Failure PLUGIN_MISSING.
Path plugin_file(const std::string& name);
// "-plugin FILE,KEY=VALUE...", commas inside doubled.
void add_plugin(RunRequest& request, const Path& plugin, const std::vector<std::string>& keys);

// A line on stderr.
void say(const std::string& text);

}  // namespace host::command
