// SPDX-License-Identifier: Apache-2.0
// One function for each command: it adds the command to its group, with its manual and examples,
// and when the command line names it, puts what is to be done into the Invocation.
// An example in a footer is a line "  sm ..."; host/test runs every one of them,
// but for `bench`, `recover` and `inspect`, which test/system runs.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "host/base/report.h"
#include "host/base/text.h"

namespace host::command {

using Group = CLI::App;

void keys_new(Group& keys, Invocation& run);
void keys_show(Group& keys, Invocation& run);
void keys_manifest_new(Group& manifest, Invocation& run);
void keys_manifest_show(Group& manifest, Invocation& run);
void keys_manifest_sign(Group& manifest, Invocation& run);
void keys_manifest_verify(Group& manifest, Invocation& run);
void image_sign(Group& image, Invocation& run);
void image_encrypt(Group& image, Invocation& run);
void image_decrypt(Group& image, Invocation& run);
void image_verify(Group& image, Invocation& run);
void image_show(Group& image, Invocation& run);
void image_pack(Group& image, Invocation& run);
void module_pack(Group& module, Invocation& run);
void board_new(Group& board, Invocation& run);
void board_provision(Group& board, Invocation& run);
void board_install(Group& board, Invocation& run);
void board_erase(Group& board, Invocation& run);
void board_update(Group& board, Invocation& run);
void board_blank(Group& board, Invocation& run);
void board_program(Group& board, Invocation& run);
void board_show(Group& board, Invocation& run);
void board_run(Group& board, Invocation& run);
void board_trace(Group& board, Invocation& run);
void board_coverage(Group& board, Invocation& run);
void fault_run(Group& fault, Invocation& run);
void run_default_board(Group& app, Invocation& run);  // "sm run"
void bench(Group& app, Invocation& run);
void recover_command(Group& app, Invocation& run);  // "sm recover"
void inspect_command(Group& app, Invocation& run);  // "sm inspect"
void explain(Group& app, Invocation& run);
void generate(Group& app, Invocation& run);

// An option that takes 1024, 0x400 or 1K. A mistake is one of usage.
CLI::Option* add_number(Group& verb, const std::string& name, std::uint32_t& value,
                        const std::string& text);

// Adds a command; `make` returns the Report and runs after the whole line was understood.
template <typename Options, typename Make>
void set_action(Group& verb, Invocation& run, std::shared_ptr<Options> options, Make make) {
    verb.callback(
        [&run, options, make] { run.action = [options, make] { return make(*options); }; });
}

}  // namespace host::command
