// SPDX-License-Identifier: Apache-2.0
// What a linked core carries: its attribution tables and its view of the platform.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "host/base/file.h"
#include "manager/core/platform.h"

namespace host::inspect {

struct SauRegion {
    std::uint32_t base = 0, end = 0;
    bool callable = false;
};

struct CoreTables {
    std::vector<SauRegion> sau;
    std::array<std::vector<std::uint32_t>, 3> mpcbb;  // SECCFGR words of SRAM1..3: 1 = secure
    std::vector<std::uint32_t> tzsc;                  // SECCFGR1..3
    manager::core::Platform platform{};               // without its lists
    std::uint32_t payload = 0;                        // address of the image's payload
};

// `payload`: of manager.bin. Throws as linked() does.
CoreTables read_core(const Path& elf, ByteView payload);

}  // namespace host::inspect
