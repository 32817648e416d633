// SPDX-License-Identifier: Apache-2.0
// The images on a board: where each lies, putting one there, saying what is there.
#pragma once

#include <string>
#include <vector>

#include "host/base/report.h"
#include "host/board/board.h"
#include "host/keys/keyring.h"

namespace host {

struct BoardSlot {
    std::string name;  // irot, urot, manager, app, or a module's
    std::uint32_t component = 0;
    std::uint32_t at = 0;
    std::uint32_t size = 0;
    bool raw = false;  // no MCUboot header: iROT
};

std::vector<BoardSlot> board_slots(const SystemPlan& plan);
// Throws Failure SLOT_UNKNOWN.
BoardSlot find_slot(const SystemPlan& plan, const std::string& name);

// Programs the whole file at the start of the slot and erases the rest of it, nothing checked but
// its size: as a programmer on the bench would. Throws Failure BAD_SIZE.
void install_image(const Board& board, const BoardSlot& slot, const Path& file);

// True where the slot holds exactly these bytes.
bool slot_holds(const Board& board, const BoardSlot& slot, ByteView bytes);

// One row for each slot: version, counter, signer, state of content.
Json describe_slots(const Board& board, const SystemPlan& plan, const Keyring& keys);

// Remembers which image files the board got from the build, so that `refresh_images` can put a
// rebuilt one in their place, and only there where nobody has changed the slot since.
void remember_image(const Board& board, const BoardSlot& slot, const Path& file);
void forget_image(const Board& board, const BoardSlot& slot);
std::vector<std::string> refresh_images(const Board& board, const SystemPlan& plan);

}  // namespace host
