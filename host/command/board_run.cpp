// SPDX-License-Identifier: Apache-2.0
// sm board run, sm run
#include <unistd.h>

#include "host/command/debugger.h"
#include "host/command/run_options.h"

namespace host::command {
namespace {

constexpr std::uint16_t kGdbPort = 1234;

struct StartOptions : RunOptions {
    std::optional<std::uint16_t> gdb;
    std::string mailbox;
};

Report start(const StartOptions& options, bool json) {
    prepare_board(options);
    RunRequest request = run_request(options, json);
    if (options.gdb) {
        invite_debugger(options.board(), *options.gdb);
        request.gdb = options.gdb;
    }
    if (!options.mailbox.empty()) {
        request.mailbox = options.mailbox;
    }
    if (::isatty(STDIN_FILENO) != 0) {
        say("the board's console; Ctrl-A x leaves (power off)");
    }
    const RunResult result = run_board(request);
    if (!json) {
        return {Json::object(), result.exit_code};
    }
    return {{{"ended_by", result.ended_by}, {"line", result.line}, {"exit", result.exit_code}},
            result.exit_code};
}

void add_gdb(Group& verb, StartOptions& options) {
    const auto set = [&options](const std::vector<std::string>& given) {
        const auto port =
            given.empty() || given.front().empty() ? kGdbPort : parse_number(given.front());
        if (!port || *port == 0 || *port > UINT16_MAX) {
            throw CLI::ValidationError("--gdb", "'" + given.front() + "' is not a port (1..65535)");
        }
        options.gdb = static_cast<std::uint16_t>(*port);
    };
    verb.add_option_function<std::vector<std::string>>(
            "--gdb", set, "stop before the first instruction and wait for a debugger (port 1234)")
        ->expected(0, 1)
        ->type_name("[PORT]");
}

void add_options(Group& verb, Invocation& run, const std::shared_ptr<StartOptions>& o) {
    add_run_options(verb, *o);
    add_gdb(verb, *o);
    verb.add_option("--mailbox", o->mailbox,
                    "make this socket: the debugger's access port (emulator/dev/mailbox/SPEC.md)");
    verb.callback([&run, o] { run.action = [&run, o] { return start(*o, run.json); }; });
}

}  // namespace

void board_run(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand(
        "run",
        "Power a board on and be its console. Images that were rebuilt since they were put on the\n"
        "board replace the old ones; a slot you changed yourself stays as it is. Killing this\n"
        "command is pulling the plug.");
    add_options(*verb, run, std::make_shared<StartOptions>());
    verb->footer(
        "Examples:\n  sm board run --dir my-board --demo\n"
        "  sm board run --dir my-board --until 'uROT: manager .* ok' --timeout 30");
}

void run_default_board(Group& app, Invocation& run) {
    auto* verb =
        app.add_subcommand("run", "Like 'board run', and makes the board where there is none.");
    auto options = std::make_shared<StartOptions>();
    options->make_missing = true;
    add_options(*verb, run, options);
    verb->footer("Example:\n  sm run --demo");
}

}  // namespace host::command
