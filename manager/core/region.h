// SPDX-License-Identifier: Apache-2.0
// The MPU plan of a domain (DESIGN.md section 1), and whether a module's manifest may have it.
#pragma once

#include <span>

#include "lib/result/result.h"
#include "manager/abi/module_header.h"
#include "manager/core/context.h"
#include "manager/core/platform.h"

namespace manager::core {

inline constexpr std::size_t kMaxManifestRegions = 3;
inline constexpr std::uint32_t kGranule = 32;  // of the MPU, in bytes

// One block of registers answers at two addresses, its secure and its non-secure alias: by the
// latter, so that ranges can be compared.
constexpr Range plain_alias(const Range& range, const Platform& platform) {
    constexpr std::uint32_t kAliasBit = 0x1000'0000;
    bool peripheral = contained_in_any(platform.mmio, range.base, range.size);
    return {peripheral ? range.base & ~kAliasBit : range.base, range.size};
}

// What the signer of a module may hand out.
struct Rights {
    bool mmio;                // peripherals
    bool flash;               // the data area of flash
    bool secrets;             // OBKeys: the product's own modules only
    std::uint32_t owner = 0;  // what the verified record says
};

struct Placement {
    Range image;
    Range ram;
};

// kModuleRegions: too many, empty, not in granules of 32 bytes, wrapping, overlapping each other,
// a bit of access unknown, or not the signer's to give.
lib::Result<void> regions_check(std::span<const abi::RegionEntry> regions, const Rights& rights,
                                const Platform& platform);

// The line is a source of a peripheral that the module may write.
bool line_fits(std::uint32_t line, std::span<const abi::RegionEntry> regions,
               const Platform& platform);

// The flash range a module asks for. kModuleRegions as above.
lib::Result<void> flash_grant_check(const abi::ModuleHeader& header, const Rights& rights,
                                    const Platform& platform);

std::array<RegionWords, kDomainRegions> module_plan(const Placement& placement,
                                                    std::span<const abi::RegionEntry> regions,
                                                    const Platform& platform);
RegionWords vector_words(const Range& range, bool writable);
std::array<RegionWords, kDomainRegions> agent_plan(const Platform& platform);

}  // namespace manager::core
