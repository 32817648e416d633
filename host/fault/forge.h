// SPDX-License-Identifier: Apache-2.0
// The attacker's image, and the board it lies on.
#pragma once

#include <vector>

#include "host/board/board.h"
#include "host/fault/campaign.h"
#include "host/fault/symbols.h"
#include "host/keys/keyring.h"

namespace host::fault {

// The smallest image that the format allows in that slot: two vectors and endless loops. Wrong in
// the way `forgery` says. Throws Failure KEY_MISSING.
Bytes forged_image(const Forgery& forgery, const SystemPlan& plan, const Keyring& keys);

// Where reaching it is the attacker's success, in both aliases: its first instruction first.
std::vector<Range> forged_code(const std::string& slot, const SystemPlan& plan);

// A closed board in `folder` with the campaign's images. Throws what make_board throws.
void make_campaign_board(const Campaign& campaign, const Path& folder, const SystemPlan& plan);

}  // namespace host::fault
