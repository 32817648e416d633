// SPDX-License-Identifier: Apache-2.0
// sm bench
#include "host/bench/bench.h"

#include <fmt/format.h>

#include "host/command/command.h"

namespace host::command {
namespace {

Report bench_report(bool json) {
    Json figures = bench::measure();
    if (json) {
        return {figures, 0};
    }
    fmt::print("{}", bench::as_table(figures));
    return {Json(), 0};
}

}  // namespace

void bench(Group& app, Invocation& run) {
    auto* verb = app.add_subcommand(
        "bench",
        "Sizes in bytes and exact instruction counts of what is built, beside TF-M's; and the\n"
        "emulator's own speed, which is the wall clock's and this machine's: emulator_mips\n"
        "(millions of instructions a second), boots_per_second (power-on to the application).");
    verb->footer("Example:\n  sm bench --json");
    verb->callback([&run] { run.action = [&run] { return bench_report(run.json); }; });
}

}  // namespace host::command
