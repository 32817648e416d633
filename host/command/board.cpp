// SPDX-License-Identifier: Apache-2.0
// sm board new, provision, install, show
#include "host/base/failure.h"
#include "host/board/show.h"
#include "host/board/slots.h"
#include "host/command/board_options.h"

namespace host::command {
namespace {

struct NewOptions : BoardOptions {
    std::string state = "closed";
    std::string app = "hello";
    bool if_missing = false;
};

Report make_new(const NewOptions& options) {
    const Path folder = options.board();
    const bool keep = options.if_missing && Board::exists(folder);
    const std::uint8_t state = state_value(options.state);
    if (!keep) {
        make_board({folder, options.images_folder(), options.app, state, options.provision()},
                   load_plan());
    }
    return {{{"board", shown(folder)}, {"made", !keep}}, 0};
}

Report provision_again(const BoardOptions& options) {
    const Board board = Board::open(options.board(), Board::Access::kWrite);
    const board_options bytes = board.options();
    if (board_product_state(&bytes) != BOARD_OPEN) {
        throw Failure("BOARD_NOT_OPEN",
                      "the board is " + state_name(board_product_state(&bytes)) +
                          ": its keys can no longer be written",
                      "make one that is open with 'sm board new --state open'");
    }
    provision(board, load_plan(), options.provision());
    return {{{"board", shown(board.folder())}, {"provisioned", true}}, 0};
}

struct InstallOptions : BoardOptions {
    std::string slot;
    std::string image;
};

Report install(const InstallOptions& options) {
    const SystemPlan plan = load_plan();
    const BoardSlot slot = find_slot(plan, options.slot);
    const Board board = Board::open(options.board(), Board::Access::kWrite);
    install_image(board, slot, options.image);
    forget_image(board, slot);
    return {{{"board", shown(board.folder())},
             {"slot", slot.name},
             {"image", shown(options.image)},
             {"how", "as by a programmer on the bench: nothing was checked, the chip decides"}},
            0};
}

Report erase(const InstallOptions& options) {
    const BoardSlot slot = find_slot(load_plan(), options.slot);
    const Board board = Board::open(options.board(), Board::Access::kWrite);
    board.erase(slot.at, slot.size);
    forget_image(board, slot);
    return {{{"board", shown(board.folder())}, {"slot", slot.name}, {"erased", true}}, 0};
}

void add_slot(Group& verb, InstallOptions& options) {
    verb.add_option("slot", options.slot, "irot, urot, manager, app, or a module's or data's name")
        ->required();
}

struct ShowOptions : BoardOptions {
    bool each_sector = false;
};

Report show(const ShowOptions& options, bool json) {
    const Board board = Board::open(options.board(), Board::Access::kRead);
    return {describe_board(board, load_plan(), options.keyring(), options.each_sector || json), 0};
}

}  // namespace

void add_folder(Group& verb, BoardOptions& options) {
    verb.add_option("--dir,--board", options.folder, "the board's folder (build/board)");
}

void add_keys(Group& verb, BoardOptions& options) {
    verb.add_option("--keys", options.keys, "folder of the keys (build/keys)");
}

void add_provisioning(Group& verb, BoardOptions& options) {
    add_keys(verb, options);
    verb.add_option("--counters", options.counters,
                    "stored security counters, as urot=1,manager=1,app=1 (0)");
    verb.add_option("--hybrid", options.hybrid,
                    "components that need an LMS signature beside P-256, as app,manager")
        ->delimiter(',');
    add_number(verb, "--key-manifest-version", options.manifest_version,
               "version of the key manifest (1)");
    verb.add_flag("--production", options.production, "refuse development keys");
}

void board_new(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand(
        "new",
        "Make a virtual board, provisioned: identity at random, option bytes of system.toml, keys\n"
        "in OBKeys, the signed key manifest, and the images of the build in their slots.");
    auto o = std::make_shared<NewOptions>();
    add_folder(*verb, *o);
    add_provisioning(*verb, *o);
    verb->add_option("--images", o->images, "folder of the images (build/chip/images)");
    verb->add_option("--app", o->app, "which of its images is the application (hello)");
    verb->add_option(
        "--state", o->state,
        "product state: open, provisioning, irot-provisioned, tz-closed, closed, locked "
        "(closed)");
    verb->add_flag("--if-missing", o->if_missing, "keep a board that is there");
    verb->footer(
        "Examples:\n  sm board new --if-missing\n"
        "  sm board new --dir my-board --state open --counters urot=1,app=2");
    set_action(*verb, run, o, make_new);
}

void board_provision(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand("provision",
                                      "Write keys, counters and key manifest of an open board "
                                      "again. Secrets of the chip that are\n"
                                      "there already (storage root, attestation key) stay.");
    auto o = std::make_shared<BoardOptions>();
    add_folder(*verb, *o);
    add_provisioning(*verb, *o);
    verb->footer("Example:\n  sm board provision --dir my-board --counters manager=3");
    set_action(*verb, run, o, provision_again);
}

void board_install(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand(
        "install",
        "Write a file into a slot as a programmer on the bench would: at any product state and\n"
        "unchecked, so that you can see what the chip does with it.");
    auto o = std::make_shared<InstallOptions>();
    add_folder(*verb, *o);
    add_slot(*verb, *o);
    verb->add_option("image", o->image, "signed image (irot: raw binary)")->required();
    verb->footer("Example:\n  sm board install app app.bin");
    set_action(*verb, run, o, install);
}

void board_erase(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand("erase", "Erase a slot, as a programmer on the bench would.");
    auto o = std::make_shared<InstallOptions>();
    add_folder(*verb, *o);
    add_slot(*verb, *o);
    verb->footer("Example:\n  sm board erase --dir my-board app");
    set_action(*verb, run, o, erase);
}

void board_show(Group& board, Invocation& run) {
    auto* verb = board.add_subcommand(
        "show",
        "What is on a board: product state, protections, flash map, images, which keys, wear; and\n"
        "what the last boot left in SRAM: stage and HDPL reached, resets, why it stopped, "
        "components, log.");
    auto o = std::make_shared<ShowOptions>();
    add_folder(*verb, *o);
    add_keys(*verb, *o);
    verb->add_flag("-v,--verbose", o->each_sector, "erase counts sector by sector");
    verb->footer("Examples:\n  sm board show\n  sm board show --dir my-board --json");
    verb->callback([&run, o] { run.action = [&run, o] { return show(*o, run.json); }; });
}

}  // namespace host::command
