// SPDX-License-Identifier: Apache-2.0
// sm board update
#include "host/base/failure.h"
#include "host/board/update.h"
#include "host/command/board_options.h"

namespace host::command {
namespace {

struct UpdateOptions : BoardOptions {
    std::vector<std::string> images;
    bool confirmed = false;
    bool confirm = false;
    bool reject = false;
};

StagedImage parse(const SystemPlan& plan, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
        throw Failure("UPDATE_REQUEST_BAD", "'" + text + "' is not SLOT=IMAGE",
                      "write it like app=app.bin");
    }
    return {update_slot(plan, text.substr(0, equals)), text.substr(equals + 1)};
}

Report update(const UpdateOptions& options) {
    const SystemPlan plan = load_plan();
    const bool change = options.confirm || options.reject || !options.images.empty();
    const Board board =
        Board::open(options.board(), change ? Board::Access::kWrite : Board::Access::kRead);
    if (options.confirm) {
        update_confirm(board, plan);
    } else if (options.reject) {
        update_reject(board, plan);
    } else if (!options.images.empty()) {
        std::vector<StagedImage> images;
        for (const std::string& text : options.images) {
            images.push_back(parse(plan, text));
        }
        update_ask(board, plan, images, options.confirmed);
    }
    return {{{"board", shown(board.folder())}, {"update", describe_update(board, plan)}}, 0};
}

}  // namespace

void board_update(Group& board, Invocation& run) {
    auto* verb =
        board.add_subcommand("update",
                             "Stage signed images on a board at rest, as its update service would: "
                             "the next boot judges\n"
                             "them, installs all or none and tries them; confirm them, or the boot "
                             "after that brings the\n"
                             "old ones back. Without images: how far the last request has come.");
    auto o = std::make_shared<UpdateOptions>();
    add_folder(*verb, *o);
    verb->add_option("images", o->images,
                     "SLOT=IMAGE, up to 8 together, the uROT alone; keys=FILE for a key manifest");
    verb->add_flag("--confirmed", o->confirmed,
                   "confirm in advance: for a first install, which has nothing to go back to");
    auto* confirm = verb->add_flag("--confirm", o->confirm, "the images on trial stay");
    auto* reject = verb->add_flag("--reject", o->reject, "the images on trial go");
    confirm->excludes(reject)->excludes("images");
    reject->excludes("images");
    verb->footer(
        "Examples:\n  sm board update --dir my-board app=app.bin\n"
        "  sm board update --dir my-board");
    set_action(*verb, run, o, update);
}

}  // namespace host::command
