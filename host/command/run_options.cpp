// SPDX-License-Identifier: Apache-2.0
#include "host/command/run_options.h"

#include <fmt/format.h>
#include <cstdlib>

#include "host/base/failure.h"
#include "host/board/handover_report.h"
#include "host/board/slots.h"

namespace host::command {
namespace {

constexpr std::uint32_t kDemoSeconds = 60;

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

}  // namespace

void say(const std::string& text) {
    fmt::print(stderr, "sm: {}\n", text);
}

// Rebuilt images replace those that came from the build; then the application asked for.
void prepare_board(const RunOptions& options) {
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

RunRequest run_request(const RunOptions& options, bool json) {
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
    wanted.console_to_stderr = json;
    wanted.emulator_arguments = options.emulator_arguments;
    wanted.stopped = [folder = options.board(), plan = load_plan()] {
        return boot_stopped(Board::open(folder, Board::Access::kRead), plan);
    };
    return wanted;
}

Path plugin_file(const std::string& name) {
    Path file = root_folder() / "build/deps/plugin" / (name + ".so");
    if (!std::filesystem::exists(file)) {
        throw Failure("PLUGIN_MISSING", shown(file) + " does not exist",
                      "build it with './sm build'");
    }
    return file;
}

void add_plugin(RunRequest& request, const Path& plugin, const std::vector<std::string>& keys) {
    std::string text;
    const auto add = [&text](const std::string& part) {
        for (const char c : part) {
            text += c == ',' ? ",," : std::string(1, c);
        }
    };
    add(plugin.string());
    for (const std::string& key : keys) {
        text += ',';
        add(key);
    }
    request.emulator_arguments.insert(request.emulator_arguments.end(), {"-plugin", text});
}

void add_run_options(Group& verb, RunOptions& options) {
    add_folder(verb, options);
    add_keys(verb, options);
    verb.add_option("--images", options.images, "folder of the images (build/chip/images)");
    verb.add_option("--app", options.app,
                    "install this application first: a name of the build or a file");
    verb.add_flag("--demo", options.demo,
                  "stop at the line 'NAME: N passed, M failed'; exit 0 if M is 0");
    verb.add_option("--until", options.until, "stop at a line that matches (grep -E); exit 0");
    add_number(verb, "--timeout", options.timeout,
               "seconds after which the run has failed (demo: 60)");
    verb.add_option("--seed", options.seed,
                    "a run that repeats, instruction for instruction, on an equal board with equal "
                    "input: the chip's\nrandomness comes from this number, its time from the "
                    "instructions that ran");
    verb.add_option("--qemu-arg", options.emulator_arguments, "one more argument for the emulator")
        ->allow_extra_args(false);
}

}  // namespace host::command
