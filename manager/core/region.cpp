// SPDX-License-Identifier: Apache-2.0
#include "manager/core/region.h"

namespace manager::core {
namespace {

constexpr std::uint32_t kSector = 8192;

// RBAR: SH 4:3, AP 2:1, XN 0. RLAR: attribute index 3:1 (0 normal, 1 device), enable 0.
enum : std::uint32_t {
    kPrivilegedData = 0b00'1,
    kData = 0b01'1,
    kReadOnlyData = 0b11'1,
    kCode = 0b11'0,
    kNormal = 0b000'1,
    kDevice = 0b001'1,
};

constexpr RegionWords words(const Range& range, std::uint32_t rights, std::uint32_t memory) {
    return range.size == 0
               ? RegionWords{}
               : RegionWords{range.base | rights, ((range.base + range.size - 1) & ~31u) | memory};
}

constexpr bool granular(const Range& r) {
    return r.size != 0 && r.base % kGranule == 0 && r.size % kGranule == 0 && !wraps(r);
}

bool denied(const Range& region, const Platform& platform) {
    Range plain = plain_alias(region, platform);
    for (const Range& range : platform.denied) {
        if (overlap(range, plain)) {
            return true;
        }
    }
    return false;
}

bool may_have(const Range& region, std::uint32_t access, const Rights& rights,
              const Platform& platform) {
    if (contains(platform.secrets, region.base, region.size)) {
        return rights.secrets && access == 1;
    }
    return rights.mmio && contained_in_any(platform.mmio, region.base, region.size) &&
           !denied(region, platform);
}

constexpr Range range_of(const abi::RegionEntry& entry) {
    return {entry.base, entry.size};
}

void put_fixed(std::array<RegionWords, kDomainRegions>& plan, const Range& ram, const Platform& p) {
    std::uint32_t end = ram.base + ram.size;
    plan[0] = words(p.veneers, kCode, kNormal);
    plan[1] = words({p.secure_ram.base, ram.base - p.secure_ram.base}, kPrivilegedData, kNormal);
    plan[2] = words({end, p.secure_ram.base + p.secure_ram.size - end}, kPrivilegedData, kNormal);
    plan[3] = words(ram, kData, kNormal);
}

}  // namespace

lib::Result<void> regions_check(std::span<const abi::RegionEntry> regions, const Rights& rights,
                                const Platform& platform) {
    if (regions.size() > kMaxManifestRegions) {
        return lib::Error::kModuleRegions;
    }
    for (std::size_t i = 0; i < regions.size(); ++i) {
        Range region = range_of(regions[i]);
        std::uint32_t access = regions[i].access;
        if (!granular(region) || (access != 1 && access != 3) ||
            !may_have(region, access, rights, platform)) {
            return lib::Error::kModuleRegions;
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (overlap(plain_alias(region, platform),
                        plain_alias(range_of(regions[j]), platform))) {
                return lib::Error::kModuleRegions;
            }
        }
    }
    return lib::kOk;
}

bool line_fits(std::uint32_t line, std::span<const abi::RegionEntry> regions,
               const Platform& platform) {
    for (Source source : platform.sources) {
        for (const abi::RegionEntry& r : regions) {
            const Range region = plain_alias(range_of(r), platform);
            if ((source & kSourceLine) == line && r.access == 3 &&
                contains(region, source & ~kSourceLine, kGranule)) {
                return true;
            }
        }
    }
    return false;
}

lib::Result<void> flash_grant_check(const abi::ModuleHeader& header, const Rights& rights,
                                    const Platform& platform) {
    if ((header.grants & abi::kGrantFlash) == 0) {
        return lib::kOk;
    }
    bool aligned = header.flash_base % kSector == 0 && header.flash_size % kSector == 0;
    if (!rights.flash || !aligned || header.flash_size == 0 ||
        !contains(platform.data_flash, header.flash_base, header.flash_size)) {
        return lib::Error::kModuleRegions;
    }
    return lib::kOk;
}

std::array<RegionWords, kDomainRegions> module_plan(const Placement& placement,
                                                    std::span<const abi::RegionEntry> regions,
                                                    const Platform& platform) {
    std::array<RegionWords, kDomainRegions> plan{};
    put_fixed(plan, placement.ram, platform);
    plan[4] = words(placement.image, kCode, kNormal);
    for (std::size_t i = 0; i < regions.size() && i < kMaxManifestRegions; ++i) {
        plan[5 + i] =
            words(range_of(regions[i]), regions[i].access == 1 ? kReadOnlyData : kData, kDevice);
    }
    return plan;
}

// Never executable, and writable only where the client lets its buffer be written.
RegionWords vector_words(const Range& range, bool writable) {
    return words(range, writable ? kData : kReadOnlyData, kNormal);
}

std::array<RegionWords, kDomainRegions> agent_plan(const Platform& platform) {
    std::array<RegionWords, kDomainRegions> plan{};
    put_fixed(plan, platform.agent_stack, platform);
    return plan;
}

}  // namespace manager::core
