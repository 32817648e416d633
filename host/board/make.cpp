// SPDX-License-Identifier: Apache-2.0
#include "host/board/make.h"

#include "host/base/failure.h"
#include "host/board/options.h"
#include "host/board/slots.h"
#include "lib/handover/handover.h"

namespace host {
namespace {

Path image_file(const BoardRequest& request, const BoardSlot& slot) {
    const std::string name = slot.name == "app" ? request.application : slot.name;
    Path file = request.images / (name + ".bin");
    if (!std::filesystem::exists(file)) {
        throw Failure("IMAGE_MISSING", shown(file) + " does not exist",
                      "build it with './sm build', or name another folder with --images");
    }
    return file;
}

void fill_board(const Board& board, const BoardRequest& request, const SystemPlan& plan) {
    provision(board, plan, request.provision);
    for (const BoardSlot& slot : board_slots(plan)) {
        if (lib::handover::is_data(slot.component)) {
            continue;  // a board is made without
        }
        const Path file = image_file(request, slot);
        install_image(board, slot, file);
        remember_image(board, slot, file);
    }
    board.set_options(provisioned_options(plan, request.product_state));
}

void refuse_occupied(const Path& folder) {
    if (std::filesystem::exists(folder) && !std::filesystem::is_empty(folder)) {
        throw Failure("BOARD_EXISTS", shown(folder) + " exists already and is not empty",
                      "use --if-missing to keep the board, or remove the folder first");
    }
}

}  // namespace

void make_board(const BoardRequest& request, const SystemPlan& plan) {
    refuse_occupied(request.folder);
    for (const BoardSlot& slot : board_slots(plan)) {
        if (!lib::handover::is_data(slot.component)) {
            image_file(request, slot);
        }
    }
    const Path fresh = request.folder.string() + ".new";
    std::filesystem::remove_all(fresh);
    try {
        fill_board(Board::create(fresh), request, plan);
    } catch (...) {
        std::filesystem::remove_all(fresh);
        throw;
    }
    std::filesystem::rename(fresh, request.folder);
}

}  // namespace host
