// SPDX-License-Identifier: Apache-2.0
// sm bench
#include "host/bench/bench.h"

#include <fmt/format.h>

#include "host/command/command.h"

namespace host::command {
namespace {

Report bench_report(bool json) {
    Json figures = bench::measure();
    const std::vector<std::string> over = bench::too_much(figures);
    if (!json) {
        fmt::print("{}", bench::as_table(figures));
    }
    if (!over.empty()) {
        fmt::print(stderr, "sm: BENCH_LIMIT: more than its limit: {}\n", fmt::join(over, ", "));
    }
    return {json ? figures : Json(), over.empty() ? 0 : 1};
}

}  // namespace

void bench(Group& app, Invocation& run) {
    auto* verb = app.add_subcommand(
        "bench",
        "Sizes in bytes and exact instruction counts of what is built, beside their limits and\n"
        "TF-M's; ends with 1 where one is more than its limit. And the emulator's own speed, by\n"
        "the wall clock of this machine: emulator_mips (millions of instructions a second),\n"
        "boots_per_second (power-on to the application).");
    verb->footer("Example:\n  sm bench --json");
    verb->callback([&run] { run.action = [&run] { return bench_report(run.json); }; });
}

}  // namespace host::command
