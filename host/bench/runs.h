// SPDX-License-Identifier: Apache-2.0
// The throw-away board the bench runs on.
#pragma once

#include <string>

#include "host/run/run.h"

namespace host::bench {

Path bench_folder();  // build/bench
Path chip_build();    // build/chip
Path deps_build();    // build/deps

// A new board in bench_folder() with that application, from `images`. Throws Failure IMAGE_MISSING.
Path make_bench_board(const std::string& application, const Path& images);
// A repeatable run of it that may take five minutes.
RunRequest bench_request(const Path& board);
// Runs it; throws Failure BENCH_FAILED where the application says so.
void run_bench(const RunRequest& request);

}  // namespace host::bench
