// SPDX-License-Identifier: Apache-2.0
// What a core's attribution tables leave to the application.
#pragma once

#include "host/gen/system.h"
#include "host/inspect/core_tables.h"
#include "host/inspect/reach.h"

namespace host::inspect {

// The SAU's regions, of RAM what MPCBB leaves non-secure of them, and TZSC's peripherals. `system`
// only gives the names.
std::vector<Reach> application_reaches(const CoreTables& core, const gen::System& system);

}  // namespace host::inspect
