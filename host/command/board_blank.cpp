// SPDX-License-Identifier: Apache-2.0
// sm board blank, program: boards for firmware that is not ours.
#include <vector>

#include "host/base/failure.h"
#include "host/board/raw_options.h"
#include "host/command/board_options.h"

namespace host::command {
namespace {

constexpr std::uint32_t kSecureAlias = 0x0400'0000;
constexpr std::uint32_t kFlash = 0x0800'0000;

struct BlankOptions : BoardOptions {
    std::vector<std::string> settings;
};

Report make_blank(const BlankOptions& options) {
    const Path folder = options.board();
    if (Board::exists(folder)) {
        throw Failure("BOARD_EXISTS", shown(folder) + " exists already",
                      "name another folder, or remove this one first");
    }
    board_options bytes = board_factory_options();
    for (const std::string& setting : options.settings) {
        set_raw_option(bytes, setting);
    }
    const Board board = Board::create(folder);
    board.set_options(bytes);
    return {{{"board", shown(folder)}, {"trustzone", board_trustzone(&bytes)}}, 0};
}

struct ProgramOptions : BoardOptions {
    std::string file;
    std::uint32_t at = kFlash;
};

Report program(const ProgramOptions& options) {
    const Bytes bytes = read_file(options.file);
    const std::uint32_t offset = (options.at & ~kSecureAlias) - kFlash;
    if (offset >= BOARD_FLASH_SIZE || bytes.size() > BOARD_FLASH_SIZE - offset) {
        throw Failure("BAD_ADDRESS",
                      shown(options.file) + " at " + hex32(options.at) + " is not in the flash",
                      "2 MB from 0x08000000 (non-secure alias) or 0x0C000000 (secure)");
    }
    const Board board = Board::open(options.board(), Board::Access::kWrite);
    board.program(offset, bytes);
    return {{{"board", shown(board.folder())},
             {"file", shown(options.file)},
             {"at", hex32(kFlash + offset)},
             {"bytes", bytes.size()}},
            0};
}

}  // namespace

void board_blank(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand(
        "blank",
        "Make a board as the part leaves the factory: product state Open, TrustZone off, nothing\n"
        "programmed. For firmware that is not ours; it runs what NSBOOTADD names (0x08000000).");
    auto o = std::make_shared<BlankOptions>();
    add_folder(*verb, *o);
    verb->add_option("--option", o->settings,
                     "an option register and its value, as OPTSR2=0xB400007C (TrustZone on)");
    verb->footer(
        "Examples:\n  sm board blank --dir factory\n"
        "  sm board blank --dir trustzone --option OPTSR2=0xB400007C --option SECWM2R=0x0000007F");
    set_action(*verb, run, o, make_blank);
}

void board_program(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand(
        "program",
        "Write a raw binary to an address of the flash as a programmer on the bench would: at any\n"
        "product state and unchecked. The sectors it touches are erased first.");
    auto o = std::make_shared<ProgramOptions>();
    add_folder(*verb, *o);
    verb->add_option("file", o->file, "raw binary (objcopy -O binary)")->required();
    add_number(*verb, "--at", o->at, "address, either alias (0x08000000)");
    verb->footer("Example:\n  sm board program --dir factory app.raw --at 0x08000000");
    set_action(*verb, run, o, program);
}

}  // namespace host::command
