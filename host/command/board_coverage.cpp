// SPDX-License-Identifier: Apache-2.0
// sm board coverage
#include <fmt/format.h>
#include <algorithm>

#include "host/command/observe.h"
#include "host/observe/coverage.h"

namespace host::command {
namespace {

struct CoverageOptions : ObserveOptions {
    std::string info;
    std::vector<std::string> components;
    bool merge = false;
    bool missing = false;
    bool all = false;

    Path info_file() const {
        return info.empty() ? root_folder() / "build/coverage.info" : Path(info);
    }
};

void require_known(const CoverageOptions& options, const std::vector<Program>& programs) {
    std::string names;
    for (const Program& program : programs) {
        names += (names.empty() ? "" : ", ") + program.name;
    }
    for (const std::string& wanted : options.components) {
        if (std::ranges::find(programs, wanted, &Program::name) == programs.end()) {
            throw Failure("PROGRAM_UNKNOWN", "no program on the board is called '" + wanted + "'",
                          "one of " + names);
        }
    }
}

Coverage collect(const CoverageOptions& options, const std::vector<Program>& programs,
                 const std::vector<CoverBlock>& blocks) {
    Coverage coverage;
    for (const Program& program : programs) {
        const bool wanted =
            options.components.empty() ||
            std::ranges::find(options.components, program.name) != options.components.end();
        if (wanted && !program.elf.empty()) {
            add_program(coverage, program, blocks);
        }
    }
    return options.all ? coverage : own_files(coverage);
}

Report cover(const CoverageOptions& options) {
    prepare_board(options);
    const auto programs = programs_of(options);
    require_known(options, programs);
    Coverage total;
    if (options.merge && std::filesystem::exists(options.info_file())) {
        total = from_lcov(read_text(options.info_file()), root_folder());
    }
    const Path out = options.board() / "cover.bin";
    std::filesystem::remove(out);
    RunRequest request = observing_request(options, [] { return std::string("it runs"); });
    add_plugin(request, plugin_file("cover"), {"out=" + std::filesystem::absolute(out).string()});
    const std::optional<Failure> failure = run_observed(request);
    if (!std::filesystem::exists(out) && failure) {
        throw Failure(*failure);  // the emulator did not even start
    }
    add_coverage(total, collect(options, programs, parse_blocks(read_file(out))));
    write_text(options.info_file(), to_lcov(total, root_folder()));
    Json data = describe_coverage(total, options.missing);
    data["lcov"] = shown(options.info_file());
    return observed(std::move(data), failure);
}

}  // namespace

void board_coverage(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand(
        "coverage",
        "Run a board and say, file by file, how many of the firmware's lines ran. Ends with the\n"
        "demo's last line, at --until or Ctrl-C. Writes lcov's format too (genhtml reads it).");
    auto o = std::make_shared<CoverageOptions>();
    add_observe_options(*verb, *o);
    verb->add_option("--info", o->info, "where the lcov file goes (build/coverage.info)");
    verb->add_flag("--merge", o->merge, "add this run to what that file holds");
    verb->add_option("--program", o->components,
                     "only this program's code: irot, urot, manager, app, rom or a module; may "
                     "repeat")
        ->allow_extra_args(false);
    verb->add_flag("--missing", o->missing, "which lines never ran");
    verb->add_flag("--all", o->all, "fetched and generated sources too (build/)");
    verb->footer(
        "Examples:\n  sm board coverage --dir my-board --info one.info\n"
        "  sm board coverage --dir my-board --info one.info --merge --program irot --missing");
    set_action(*verb, run, o, cover);
}

}  // namespace host::command
