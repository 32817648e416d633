// SPDX-License-Identifier: Apache-2.0
// sm image pack
#include "host/command/command.h"
#include "host/image/container.h"
#include "host/image/writer.h"

namespace host::command {
namespace {

struct PackOptions {
    std::string core;
    std::vector<std::string> modules;
    std::string out;
};

Report pack(const PackOptions& options) {
    std::vector<ContainedModule> modules;
    Json rows = Json::array();
    for (const std::string& file : options.modules) {
        modules.push_back({shown(file), read_file(file)});
        rows.push_back({{"module", shown(file)}, {"bytes", modules.back().payload.size()}});
    }
    const Bytes core = read_file(options.core);
    check_payload(core, shown(options.core));
    const Bytes payload = pack_container(core, modules);
    write_file(options.out, payload);
    return {{{"payload", shown(options.out)},
             {"bytes", payload.size()},
             {"core_bytes", core.size()},
             {"modules", rows}},
            0};
}

}  // namespace

void image_pack(Group& image, Invocation& run) {
    auto* verb = image.add_subcommand(
        "pack",
        "Make the manager's payload: the core, then the built-in modules, each 32-byte aligned,\n"
        "with the directory in the core filled. Sign the result with 'sm image sign'.");
    auto options = std::make_shared<PackOptions>();
    verb->add_option("--core", options->core, "the core's raw binary")->required();
    verb->add_option("--module", options->modules, "a module's payload; repeat for each");
    verb->add_option("out", options->out, "the manager's payload")->required();
    verb->footer("Example:\n  sm image pack --core core.raw --module module.raw manager.raw");
    set_action(*verb, run, options, pack);
}

}  // namespace host::command
