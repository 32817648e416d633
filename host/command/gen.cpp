// SPDX-License-Identifier: Apache-2.0
// sm gen
#include "host/gen/generate.h"

#include "host/base/failure.h"
#include "host/command/command.h"
#include "host/gen/system.h"

namespace host::command {
namespace {

struct GenOptions {
    std::string system;
    std::string out;
    std::string module;
    std::uint32_t id = 0;
    std::uint32_t owner = 0;
};

Report write_files(const GenOptions& options) {
    const Path system =
        options.system.empty() ? root_folder() / "system.toml" : Path(options.system);
    try {
        const auto files = options.module.empty()
                               ? gen::generate(system, options.out)
                               : gen::generate_module(system, options.module, options.id,
                                                      options.owner, options.out);
        Json names = Json::array();
        for (const Path& file : files) {
            names.push_back({{"file", file.string()}});
        }
        return {{{"files", names}}, 0};
    } catch (const gen::InputError& error) {
        throw Failure("SYSTEM_BAD", error.what(), "");
    }
}

}  // namespace

void generate(Group& app, Invocation& run) {
    auto* verb = app.add_subcommand(
        "gen",
        "Write what follows from system.toml: linker memory maps, constants, module headers,\n"
        "psa_manifest/. With --module: the files of one module that system.toml does not list.");
    auto o = std::make_shared<GenOptions>();
    verb->add_option("system", o->system, "the manifest of the system (system.toml)");
    verb->add_option("-o,--out", o->out, "folder for the generated files")->required();
    auto* module = verb->add_option("--module", o->module, "a module's PSA-FF manifest (JSON)");
    add_number(*verb, "--id", o->id, "its module id")->needs(module);
    add_number(*verb, "--owner", o->owner, "its owner")->needs(module);
    verb->footer("Example:\n  sm gen -o generated");
    set_action(*verb, run, o, write_files);
}

}  // namespace host::command
