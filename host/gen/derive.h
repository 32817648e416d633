// SPDX-License-Identifier: Apache-2.0
// Register values that follow from system.toml: option bytes, SAU, MPCBB, TZSC, slots.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "host/gen/system.h"

namespace host::gen {

struct SectorRange {  // inclusive; start > end = empty, as the option bytes have it
    std::uint32_t start = 0x7F, end = 0;
};

struct Range {
    std::uint32_t base = 0, end = 0;  // end exclusive
    bool callable = false;            // SAU: non-secure callable
};

struct Slot {
    std::string name;
    std::uint32_t component = 0, at = 0, size = 0, header = 0;
    bool nonsecure = false;
};

struct Derived {
    std::array<SectorRange, 2> secwm;
    SectorRange hdp1;
    std::uint32_t hdp1_extension = 0;  // sectors
    std::array<std::uint32_t, 2> wrp{0xFFFF'FFFF, 0xFFFF'FFFF};
    std::array<std::uint32_t, 3> tzsc_secure{};
    std::array<std::uint32_t, 3> tzsc_known{};
    std::uint32_t gpio_nonsecure = 0;  // bit n = port A + n
    std::uint32_t dma_nonsecure = 0;   // bit n = GPDMA n + 1
    bool rtc_nonsecure = false;
    std::array<std::vector<std::uint32_t>, 3> mpcbb_secure;  // a word for each 16 KB super-block
    std::vector<Range> nonsecure_flash, nonsecure_ram;       // non-secure aliases
    std::vector<Range> sau;
    std::vector<Slot> slots;  // images that a stage verifies
};

Derived derive(const System& system);

// Address as the area's own world sees it.
std::uint32_t flash_address(const Area& area);
std::uint32_t ram_address(const Area& area);

}  // namespace host::gen
