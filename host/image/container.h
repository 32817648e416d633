// SPDX-License-Identifier: Apache-2.0
// The manager's container: core, then built-in modules, with a directory in the core's payload.
#pragma once

#include <string>
#include <vector>

#include "host/base/file.h"

namespace host {

struct ContainedModule {
    std::string file;  // for messages
    Bytes payload;     // starts with its ModuleHeader
};

// The core's payload with the modules behind it, each 32-byte aligned, and the directory at
// kContainerOffset filled. Throws Failure CORE_BAD, MODULE_HEADER_BAD, MODULE_TOO_MANY,
// MODULE_DUPLICATE_ID.
Bytes pack_container(const Bytes& core, const std::vector<ContainedModule>& modules);

}  // namespace host
