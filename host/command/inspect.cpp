// SPDX-License-Identifier: Apache-2.0
// sm inspect
#include "host/base/failure.h"
#include "host/command/command.h"
#include "host/inspect/granted.h"
#include "host/inspect/linked.h"
#include "host/inspect/picture.h"

namespace host::command {
namespace {

struct InspectOptions {
    std::string core = "build/chip/manager/armv8m/manager.elf";
    std::string images = "build/chip/images";
    std::string svg;
    std::string out;
};

Path in_root(const std::string& path) {
    return Path(path).is_absolute() ? Path(path) : root_folder() / path;
}

Json row_of(const inspect::Reach& reach) {
    return {{"who", reach.who},
            {"what", reach.what},
            {"address", hex32(reach.base)},
            {"bytes", reach.size},
            {"access", inspect::access_text(reach)},
            {"known_from", reach.attributed_elsewhere ? "manifest" : "images"}};
}

Json rows_of(const inspect::Table& granted, const inspect::Table& linked) {
    Json rows = Json::array();
    for (const inspect::Reach& reach : linked.reaches) {
        rows.push_back(row_of(reach));
    }
    for (const inspect::Reach& reach : granted.reaches) {
        if (reach.attributed_elsewhere) {
            rows.push_back(row_of(reach));
        }
    }
    return rows;
}

Json calls_of(const inspect::Table& linked) {
    Json rows = Json::array();
    for (const inspect::Call& call : linked.calls) {
        rows.push_back({{"who", call.who}, {"sid", hex32(call.sid)}});
    }
    return rows;
}

Json differences_of(const inspect::Table& granted, const inspect::Table& linked) {
    Json rows = Json::array();
    for (const std::string& text : inspect::differences(granted, linked)) {
        rows.push_back({{"difference", text}});
    }
    return rows;
}

inspect::Table granted_table(const SystemPlan& plan) {
    try {
        return inspect::granted(plan.system);
    } catch (const gen::InputError& error) {
        throw Failure("SYSTEM_BAD", error.what(), "");
    }
}

Report look(const InspectOptions& options) {
    const SystemPlan plan = load_plan();
    const inspect::Table granted = granted_table(plan);
    const inspect::Table linked =
        inspect::linked({in_root(options.core), in_root(options.images)}, plan);
    if (!options.svg.empty()) {
        write_text(options.svg, inspect::picture(linked));
    }
    const Json found = differences_of(granted, linked);
    const Json data{
        {"reach", rows_of(granted, linked)}, {"calls", calls_of(linked)}, {"differences", found}};
    const int exit_code = found.empty() ? 0 : 1;
    if (options.out.empty()) {
        return {data, exit_code};
    }
    write_text(options.out, data.dump(2) + "\n");
    return {found.empty() ? Json::object() : Json{{"differences", found}}, exit_code};
}

}  // namespace

void inspect_command(Group& app, Invocation& run) {
    auto* verb = app.add_subcommand(
        "inspect",
        "Who can reach what while the application runs, as the linked images will set it up,\n"
        "compared with what system.toml and the modules' manifests grant. Ends with 1 where they\n"
        "differ. The core reaches all of it, and executes no RAM.");
    auto o = std::make_shared<InspectOptions>();
    verb->add_option("--core", o->core, "ELF of the manager's core (the build's)");
    verb->add_option("--images", o->images, "folder of manager.bin and the modules' images");
    verb->add_option("--out", o->out, "write the tables there as JSON; print differences only");
    verb->add_option("--svg", o->svg, "also write the table as a picture");
    verb->footer("Examples:\n  sm inspect\n  sm inspect --svg reach.svg\n  sm inspect --json");
    set_action(*verb, run, o, look);
}

}  // namespace host::command
