// SPDX-License-Identifier: Apache-2.0
// Running a campaign: boards, machines, progress.
#pragma once

#include <functional>

#include "host/board/board.h"
#include "host/fault/campaign.h"
#include "host/fault/results.h"
#include "host/fault/symbols.h"

namespace host::fault {

struct RunRequest {
    Path emulator;
    Path rom;
    unsigned jobs = 1;
    std::string only;    // "SITE MODEL VARIANT": that case alone, step by step
    bool whole = false;  // each case runs to its end: no shortcuts
    // Told now and then: cases done, of how many, successes among them.
    std::function<void(std::size_t, std::size_t, std::size_t)> progress;
};

// The flat text the machine reads, for worker `worker` of `workers`. Throws Failure SYMBOL_UNKNOWN.
std::string machine_text(const Campaign& campaign, const Symbols& symbols, const SystemPlan& plan,
                         unsigned worker, unsigned workers, const std::string& only = "");

// All cases, in order. Throws Failure EMULATOR_MISSING, EMULATOR_FAILED, GOLDEN_SUCCEEDS,
// GOLDEN_DIFFERS.
Results run_campaign(const Campaign& campaign, const Symbols& symbols, const SystemPlan& plan,
                     const RunRequest& request);

}  // namespace host::fault
