// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "host/gen/derive.h"

namespace host::gen {

// The text of generated/system/layout.h.
std::string emit_layout(const System& system, const Derived& derived);
// The text of generated/system/engines.h: what the boot stages hash and verify with.
std::string emit_engines(const System& system);
// The text of generated/system/<stage>_memory.ld.
std::string emit_memory(const System& system, const StageEntry& stage);

}  // namespace host::gen
