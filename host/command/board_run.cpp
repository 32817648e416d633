// SPDX-License-Identifier: Apache-2.0
// sm board run, sm run
#include <fmt/format.h>
#include <unistd.h>
#include <cstdlib>

#include "host/base/failure.h"
#include "host/board/handover_report.h"
#include "host/board/slots.h"
#include "host/command/board_options.h"
#include "host/run/run.h"

namespace host::command {
namespace {

constexpr std::uint32_t kDemoSeconds = 60;

struct RunOptions : BoardOptions {
    bool make_missing = false;  // sm run
    std::string app;
    std::string until;
    std::uint32_t timeout = 0;
    std::optional<std::uint64_t> seed;
    bool demo = false;
    bool gdb = false;
    std::string mailbox;
    std::vector<std::string> emulator_arguments;
};

Path emulator() {
    const char* own = std::getenv("SM_QEMU");
    return own != nullptr ? Path(own) : root_folder() / "build/deps/qemu/qemu-system-arm";
}

// A name of the build, or a file.
Path application_file(const RunOptions& options) {
    const Path named = options.images_folder() / (options.app + ".bin");
    if (std::filesystem::exists(named)) {
        return named;
    }
    if (!std::filesystem::is_regular_file(options.app)) {
        throw Failure("IMAGE_MISSING", "there is no application '" + options.app + "'",
                      "build it (" + shown(named) + "), or name a signed image");
    }
    return options.app;
}

void say(const std::string& text) {
    fmt::print(stderr, "sm: {}\n", text);
}

// Rebuilt images replace those that came from the build; then the application asked for.
void prepare(const RunOptions& options) {
    const SystemPlan plan = load_plan();
    if (options.make_missing && !Board::exists(options.board())) {
        const std::string app = options.app.empty() ? "hello" : options.app;
        make_board(
            {options.board(), options.images_folder(), app, BOARD_CLOSED, options.provision()},
            plan);
        say("made the board " + shown(options.board()));
    }
    const Board board = Board::open(options.board(), Board::Access::kWrite);
    for (const std::string& slot : refresh_images(board, plan)) {
        say(slot + " was rebuilt: installed it on the board");
    }
    if (options.app.empty()) {
        return;
    }
    const BoardSlot slot = find_slot(plan, "app");
    const Path file = application_file(options);
    if (!slot_holds(board, slot, read_file(file))) {
        install_image(board, slot, file);
        remember_image(board, slot, file);
        say("installed " + shown(file) + " as the application");
    }
}

RunRequest request(const RunOptions& options, bool json) {
    RunRequest wanted;
    wanted.board = options.board();
    wanted.emulator = emulator();
    wanted.rom = root_folder() / "build/chip/emulator/rss/rss.bin";
    wanted.demo = options.demo;
    if (!options.until.empty()) {
        wanted.until = options.until;
    }
    const std::uint32_t seconds =
        options.timeout != 0 || !options.demo ? options.timeout : kDemoSeconds;
    if (seconds != 0) {
        wanted.timeout = std::chrono::seconds(seconds);
    }
    wanted.seed = options.seed;
    wanted.gdb = options.gdb;
    if (!options.mailbox.empty()) {
        wanted.mailbox = options.mailbox;
    }
    wanted.console_to_stderr = json;
    wanted.emulator_arguments = options.emulator_arguments;
    wanted.stopped = [folder = options.board(), plan = load_plan()] {
        return boot_stopped(Board::open(folder, Board::Access::kRead), plan);
    };
    return wanted;
}

Report start(const RunOptions& options, bool json) {
    prepare(options);
    if (options.gdb) {
        say("the board waits for 'gdb-multiarch -ex \"target remote :1234\"'");
    }
    if (::isatty(STDIN_FILENO) != 0) {
        say("the board's console; Ctrl-A x leaves (power off)");
    }
    const RunResult result = run_board(request(options, json));
    if (!json) {
        return {Json::object(), result.exit_code};
    }
    return {{{"ended_by", result.ended_by}, {"line", result.line}, {"exit", result.exit_code}},
            result.exit_code};
}

void add_options(Group& verb, Invocation& run, const std::shared_ptr<RunOptions>& o) {
    add_folder(verb, *o);
    add_keys(verb, *o);
    verb.add_option("--images", o->images, "folder of the images (build/chip/images)");
    verb.add_option("--app", o->app,
                    "install this application first: a name of the build or a file");
    verb.add_flag("--demo", o->demo,
                  "stop at the line 'NAME: N passed, M failed'; exit 0 if M is 0");
    verb.add_option("--until", o->until, "stop at a line that matches (grep -E); exit 0");
    add_number(verb, "--timeout", o->timeout, "seconds after which the run has failed (demo: 60)");
    verb.add_option("--seed", o->seed, "of the chip's randomness, for runs that repeat");
    verb.add_flag("--gdb", o->gdb, "wait for a debugger on port 1234");
    verb.add_option("--mailbox", o->mailbox,
                    "make this socket: the debugger's access port (emulator/dev/mailbox/SPEC.md)");
    verb.add_option("--qemu-arg", o->emulator_arguments, "one more argument for the emulator")
        ->allow_extra_args(false);
    verb.callback([&run, o] { run.action = [&run, o] { return start(*o, run.json); }; });
}

}  // namespace

void board_run(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand(
        "run",
        "Power a board on and be its console. Images that were rebuilt since they were put on the\n"
        "board replace the old ones; a slot you changed yourself stays as it is. Killing this\n"
        "command is pulling the plug.");
    add_options(*verb, run, std::make_shared<RunOptions>());
    verb->footer(
        "Examples:\n  sm board run --dir my-board --demo\n"
        "  sm board run --dir my-board --until 'uROT: manager .* ok' --timeout 30");
}

void run_default_board(Group& app, Invocation& run) {
    auto* verb =
        app.add_subcommand("run", "Like 'board run', and makes the board where there is none.");
    auto options = std::make_shared<RunOptions>();
    options->make_missing = true;
    add_options(*verb, run, options);
    verb->footer("Example:\n  sm run --demo");
}

}  // namespace host::command
