// SPDX-License-Identifier: Apache-2.0
// The sm tool: reads the command line, runs one command, prints what it returns. Exit code 0, 1
// (the command failed, one named line on stderr) or 2 (usage).
#include <fmt/format.h>
#include <cstdio>
#include <exception>

#include "host/base/print.h"
#include "host/command/command.h"

namespace {

using host::Invocation;
namespace command = host::command;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

CLI::App* group(CLI::App& app, const char* name, const char* text) {
    auto* added = app.add_subcommand(name, text);
    added->require_subcommand(1);
    return added;
}

void add_commands(CLI::App& app, Invocation& run) {
    auto* keys = group(app, "keys", "development keys of this checkout");
    command::keys_new(*keys, run);
    command::keys_show(*keys, run);
    auto* manifest = group(*keys, "manifest", "who may sign what: made, signed, checked");
    command::keys_manifest_new(*manifest, run);
    command::keys_manifest_show(*manifest, run);
    command::keys_manifest_sign(*manifest, run);
    command::keys_manifest_verify(*manifest, run);
    auto* image = group(app, "image", "sign, check and look into images");
    command::image_sign(*image, run);
    command::image_encrypt(*image, run);
    command::image_decrypt(*image, run);
    command::image_verify(*image, run);
    command::image_show(*image, run);
    command::image_pack(*image, run);
    auto* module = group(app, "module", "build modules");
    command::module_pack(*module, run);
    auto* board = group(app, "board", "virtual boards: make, change, run, look into");
    command::board_new(*board, run);
    command::board_provision(*board, run);
    command::board_install(*board, run);
    command::board_erase(*board, run);
    command::board_update(*board, run);
    command::board_blank(*board, run);
    command::board_program(*board, run);
    command::board_show(*board, run);
    command::board_run(*board, run);
    command::board_trace(*board, run);
    command::board_coverage(*board, run);
    auto* fault = group(app, "fault", "attack the firmware with faults");
    command::fault_run(*fault, run);
    command::run_default_board(app, run);
    command::bench(app, run);
    command::recover_command(app, run);
    command::inspect_command(app, run);
    command::explain(app, run);
    command::generate(app, run);
}

int print_failure(const host::Failure& failure, bool json) {
    fmt::print(stderr, "{}", host::human(failure));
    if (json) {
        fmt::print("{}\n", host::as_json(failure).dump(2));
    }
    return kFailed;
}

int perform(const Invocation& run) {
    try {
        const host::Report report = run.action();
        if (!report.data.empty()) {
            fmt::print("{}", run.json ? report.data.dump(2) + "\n" : host::human(report.data));
        }
        return report.exit_code;
    } catch (const host::Failure& failure) {
        return print_failure(failure, run.json);
    } catch (const std::exception& error) {
        return print_failure(host::Failure("UNEXPECTED", error.what(), "report it"), run.json);
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("sm: keys, images, modules and virtual boards of the Secure Manager", "sm");
    Invocation run;
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", run.json, "print data as JSON");
    add_commands(app, run);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    return perform(run);
}
