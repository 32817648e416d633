// SPDX-License-Identifier: Apache-2.0
// Updates of a board at rest: what its update service does while it runs, done to its flash.
#pragma once

#include <string>
#include <vector>

#include "host/base/report.h"
#include "host/board/slots.h"

namespace host {

struct StagedImage {
    BoardSlot slot;
    Path file;
};

// A slot that updates know: one of the board's, or "keys", for a key manifest. Throws Failure
// SLOT_UNKNOWN.
BoardSlot update_slot(const SystemPlan& plan, const std::string& name);

// Puts the images into the pool and asks for their installation, all or none, at the next boot; a
// key manifest first, whatever the order. Nothing is judged here: the board does. Throws Failure
// UPDATE_BUSY, UPDATE_REQUEST_BAD (not what one request may hold), BAD_SIZE, BOARD_WRITE.
void update_ask(const Board& board, const SystemPlan& plan, std::vector<StagedImage> images,
                bool confirmed);

// What the new images would do once they are content, or not. Throws Failure UPDATE_NOT_ON_TRIAL.
void update_confirm(const Board& board, const SystemPlan& plan);
void update_reject(const Board& board, const SystemPlan& plan);

// How far the last request has come.
Json describe_update(const Board& board, const SystemPlan& plan);

}  // namespace host
