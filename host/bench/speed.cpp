// SPDX-License-Identifier: Apache-2.0
#include "host/bench/speed.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "host/bench/runs.h"

namespace host::bench {
namespace {

constexpr int kLongRuns = 3;
constexpr int kBoots = 5;

double seconds_of(const RunRequest& request) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    run_bench(request);
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double one_decimal(double value) {
    return std::round(value * 10) / 10;
}

// Each run starts on a new board, as the counted one did.
double best_long_run() {
    double best = 0;
    for (int i = 0; i < kLongRuns; ++i) {
        RunRequest request = bench_request(make_bench_board("bench", chip_build() / "images"));
        request.demo = true;
        const double seconds = seconds_of(request);
        best = i == 0 ? seconds : std::min(best, seconds);
    }
    return best;
}

double best_boot() {
    RunRequest request = bench_request(make_bench_board("hello", chip_build() / "images"));
    request.until = "^hello: PSA framework";
    double best = 0;
    for (int i = 0; i < kBoots; ++i) {
        const double seconds = seconds_of(request);
        best = i == 0 ? seconds : std::min(best, seconds);
    }
    return best;
}

}  // namespace

Json measure_speed(std::uint64_t instructions) {
    const double million = 1e6;
    return {{"emulator_mips",
             one_decimal(static_cast<double>(instructions) / million / best_long_run())},
            {"boots_per_second", one_decimal(1 / best_boot())}};
}

}  // namespace host::bench
