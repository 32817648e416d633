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

// What a person reads at the end; `report` is the full one.
Json summary(const Json& report);

// After the fault of a single case: the functions that ran, each once in a row, with the address it
// was entered at.
Json path_of(const Results& results, const Symbols& symbols);

}  // namespace host::fault
