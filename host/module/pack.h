// SPDX-License-Identifier: Apache-2.0
// From a module's ELF to the payload that runs anywhere (modules/sdk/SPEC.md, section 2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/file.h"
#include "manager/abi/module_header.h"

namespace host {

struct PackedModule {
    Bytes payload;
    manager::abi::ModuleHeader header;
    std::uint32_t text_size;
    std::uint32_t data_size;
    std::uint32_t fixups;
};

// Throws Failure ELF_BAD, MODULE_SYMBOL, MODULE_HEADER_BAD, MODULE_RELOCATION, MODULE_RAM.
PackedModule pack_module(const Path& elf);

}  // namespace host
