// SPDX-License-Identifier: Apache-2.0
// The table that follows from system.toml and the modules' manifests alone.
#pragma once

#include "host/gen/system.h"
#include "host/inspect/reach.h"

namespace host::inspect {

// Throws gen::InputError where a manifest is not to be read.
Table granted(const gen::System& system);

// Area, peripheral or OBKeys at an address of either alias; "" where nothing is known there.
std::string name_at(const gen::System& system, std::uint32_t address);

}  // namespace host::inspect
