// SPDX-License-Identifier: Apache-2.0
// sm module pack
#include "host/command/command.h"
#include "host/module/pack.h"

namespace host::command {
namespace {

struct PackOptions {
    std::string elf;
    std::string out;
};

Report pack(const PackOptions& options) {
    const PackedModule module = pack_module(options.elf);
    write_file(options.out, module.payload);
    return {{{"payload", shown(options.out)},
             {"name", std::string(module.header.name.data(),
                                  ::strnlen(module.header.name.data(), module.header.name.size()))},
             {"id", hex32(module.header.id)},
             {"bytes", module.payload.size()},
             {"text_bytes", module.text_size},
             {"data_bytes", module.data_size},
             {"fixups", module.fixups},
             {"ram_bytes", module.header.ram_size},
             {"stack_bytes", module.header.stack_size}},
            0};
}

}  // namespace

void module_pack(Group& module, Invocation& run) {
    auto* verb = module.add_subcommand(
        "pack",
        "Turn a module's ELF (linked with modules/sdk/module.ld and --emit-relocs) into a payload\n"
        "that runs at any address: pointers in its data become a fix-up table, the header gets\n"
        "its sizes. An address that cannot be moved is refused with its symbol. Next: image pack\n"
        "for a built-in module, image sign for one with a slot of its own.");
    auto options = std::make_shared<PackOptions>();
    verb->add_option("elf", options->elf, "the linked module")->required();
    verb->add_option("-o,--out", options->out, "the payload")->required();
    verb->footer("Example:\n  sm module pack module.elf -o module.raw");
    set_action(*verb, run, options, pack);
}

}  // namespace host::command
