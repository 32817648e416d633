// SPDX-License-Identifier: Apache-2.0
// A campaign's result as one JSON document: the same for the same campaign, seed and binaries.
#pragma once

#include "host/base/report.h"
#include "host/fault/campaign.h"
#include "host/fault/results.h"
#include "host/fault/symbols.h"

namespace host::fault {

// Everything: campaign, golden run, counts by model and outcome, each success, each site.
Json full_report(const Campaign& campaign, const Results& results, const Symbols& symbols);

// What is kept of it in the repository: all but the sites; the commit, and the firmware's SHA-256.
Json kept_report(const Campaign& campaign, const Json& report, const std::string& commit);

// "fault NAME: 4451 sites, 2025 of 402456 cases, 0 let in, 0 bricks, 0 boards changed"
std::string one_line(const Campaign& campaign, const Json& report);

// What a person reads at the end; `report` is the full one.
Json summary(const Json& report);

// After the fault of a single case: the functions that ran, each once in a row, with the address it
// was entered at.
Json path_of(const Results& results, const Symbols& symbols);

}  // namespace host::fault
