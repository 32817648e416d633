// SPDX-License-Identifier: Apache-2.0
// The attacker's image, and the board it lies on.
#pragma once

#include <vector>

#include "host/board/board.h"
#include "host/board/slots.h"
#include "host/fault/campaign.h"
#include "host/fault/symbols.h"
#include "host/keys/keyring.h"

namespace host::fault {

// The smallest image that the format allows in that slot: two vectors and endless loops. Wrong in
// the way `forgery` says. `symbols`: of the code under attack, for the addresses of a chain. Throws
// Failure KEY_MISSING, SLOT_UNKNOWN, SYMBOL_UNKNOWN.
Bytes forged_image(const Forgery& forgery, const SystemPlan& plan, const Keyring& keys,
                   const Symbols* symbols = nullptr);

// Where reaching it is the attacker's success, in both aliases: its first instruction first. All of
// it lies where the vector table of a right image is, so that nobody else runs there.
std::vector<Range> forged_code(const std::string& slot, const SystemPlan& plan);

// Of the image in `slot`, by its vector table.
std::uint32_t first_instruction(const Board& board, const BoardSlot& slot, const SystemPlan& plan);

// A closed board in `folder` with the campaign's images. Throws what make_board throws, and
// update_ask.
void make_campaign_board(const Campaign& campaign, const Path& folder, const Symbols& symbols,
                         const SystemPlan& plan);

}  // namespace host::fault
