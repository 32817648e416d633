// SPDX-License-Identifier: Apache-2.0
// sm board trace
#include <fmt/format.h>

#include "host/base/failure.h"
#include "host/command/observe.h"
#include "host/observe/trace.h"

namespace host::command {
namespace {

constexpr std::uint32_t kDefaultLimit = 10'000;

struct Watch {
    std::uint32_t address = 0;
    std::uint32_t size = 4;
};

struct TraceOptions : ObserveOptions {
    std::vector<Watch> watches;
    std::uint32_t limit = kDefaultLimit;
    std::uint64_t instructions = 0;
    bool calls = false;
    bool edges = false;
    bool hash = false;
};

std::optional<Watch> parse_watch(const std::string& text) {
    const std::size_t colon = text.find(':');
    const auto address = parse_number(text.substr(0, colon));
    const auto size =
        colon == std::string::npos ? std::optional(4u) : parse_number(text.substr(colon + 1));
    if (!address || !size || *size == 0) {
        return std::nullopt;
    }
    return Watch{*address, *size};
}

Path write_functions(const Path& board, const Names& names) {
    std::string text;
    for (const std::uint32_t start : names.functions()) {
        text += fmt::format("{:x}\n", start);
    }
    Path file = board / "functions.txt";
    write_text(file, text);
    return file;
}

std::vector<std::string> plugin_keys(const TraceOptions& options, const Path& out,
                                     const std::vector<Program>& programs, const Names& names) {
    std::vector<std::string> keys{"out=" + std::filesystem::absolute(out).string(),
                                  fmt::format("limit={}", options.limit)};
    for (const Program& program : programs) {
        keys.push_back(fmt::format("place={}:{:x}:{:x}", program.name, program.start, program.end));
    }
    for (const Watch& watch : options.watches) {
        keys.push_back(fmt::format("watch={:x}:{:x}", watch.address, watch.size));
    }
    if (options.calls) {
        const Path file = std::filesystem::absolute(write_functions(options.board(), names));
        keys.push_back("calls=" + file.string());
    }
    if (!options.edges && (options.calls || !options.watches.empty())) {
        keys.emplace_back("edges=off");
    }
    if (options.instructions != 0) {
        keys.push_back(fmt::format("stop={}", options.instructions));
    }
    if (options.hash) {
        keys.emplace_back("hash=on");
    }
    return keys;
}

// "412 lines, at instruction 4607202", of what is written so far.
std::string progress(const Path& file) {
    const std::string text = std::filesystem::exists(file) ? read_text(file) : "";
    const std::size_t end = text.rfind('\n');
    const auto lines = std::ranges::count(text, '\n');
    if (end == std::string::npos) {
        return "nothing yet";
    }
    const std::size_t start = text.rfind('\n', end == 0 ? 0 : end - 1);
    const std::string last = text.substr(start == std::string::npos ? 0 : start + 1);
    const std::size_t word = last.find(' ');
    return fmt::format("{} lines, the last at instruction {}", lines,
                       last.substr(word + 1, last.find(' ', word + 1) - word - 1));
}

Report trace(const TraceOptions& options) {
    prepare_board(options);
    const auto programs = programs_of(options);
    const Names names(programs);
    const Path out = options.board() / "trace.txt";
    std::filesystem::remove(out);
    RunRequest request = observing_request(options, [out] { return progress(out); });
    request.let_finish = true;
    add_plugin(request, plugin_file("trace"), plugin_keys(options, out, programs, names));
    const std::optional<Failure> failure = run_observed(request);
    const Trace trace = parse_trace(std::filesystem::exists(out) ? read_text(out) : "");
    if (trace.instructions == 0 && failure) {
        throw Failure(*failure);  // the emulator did not even start
    }
    return observed(describe_trace(trace, names), failure);
}

void add_watch(Group& verb, TraceOptions& options) {
    const auto set = [&options](const std::vector<std::string>& given) {
        for (const std::string& text : given) {
            const auto watch = parse_watch(text);
            if (!watch) {
                throw CLI::ValidationError(
                    "--watch", "'" + text + "' is not ADDRESS[:LENGTH] (0x20000000:16)");
            }
            options.watches.push_back(*watch);
        }
    };
    verb.add_option_function<std::vector<std::string>>(
            "--watch", set,
            "each load and store of the core that touches ADDRESS..ADDRESS+LENGTH-1 (4), by either "
            "alias;\nmay repeat")
        ->type_name("ADDRESS[:LENGTH]")
        ->allow_extra_args(false);
}

}  // namespace

void board_trace(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand(
        "trace",
        "Run a board and list each change of domain: world, privilege, mode, whose code, HDPL; by\n"
        "instruction number. Ends with the demo's last line, at --until, --limit, --instructions "
        "or Ctrl-C.");
    auto o = std::make_shared<TraceOptions>();
    add_observe_options(*verb, *o);
    add_watch(*verb, *o);
    verb->add_flag("--calls", o->calls, "each entry of a function of the programs on the board");
    verb->add_flag("--edges", o->edges, "changes of domain besides what --watch or --calls list");
    add_number(*verb, "--limit", o->limit, "end after so many events (10000)")
        ->check([](const std::string& text) {
            return parse_number(text) == 0u ? std::string("at least one event") : std::string();
        });
    verb->add_option("--instructions", o->instructions, "end after so many instructions");
    verb->add_flag("--hash", o->hash,
                   "one number for the whole stream of instructions; runs of one seed that end at\n"
                   "--instructions have equal ones");
    verb->footer(
        "Examples:\n  sm board trace --dir my-board --limit 20\n"
        "  sm board trace --dir my-board --watch 0x54000410 --json\n"
        "  sm board trace --dir my-board --calls --seed 1 --instructions 5000 --hash");
    set_action(*verb, run, o, trace);
}

}  // namespace host::command
