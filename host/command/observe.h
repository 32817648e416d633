// SPDX-License-Identifier: Apache-2.0
// What `board trace` and `board coverage` share: a run that is watched by a plugin, its console on
// stderr, its end no failure unless it is one.
#pragma once

#include <functional>

#include "host/base/failure.h"
#include "host/command/run_options.h"
#include "host/firmware/program.h"

namespace host::command {

struct ObserveOptions : RunOptions {
    std::vector<std::string> elves;
};

void add_observe_options(Group& verb, ObserveOptions& options);
// Says of what it has no names.
std::vector<Program> programs_of(const ObserveOptions& options);
// `progress` tells how far it is, each few seconds.
RunRequest observing_request(const ObserveOptions& options, std::function<std::string()> progress);
// What ended the run early, if it did: a stage that halted, a timeout.
std::optional<Failure> run_observed(const RunRequest& request);
// The data, and why the run failed if it did: then exit code 1.
Report observed(Json data, const std::optional<Failure>& failure);

}  // namespace host::command
