// SPDX-License-Identifier: Apache-2.0
// RSSLIB: the jump services at 0x0FF9_4000, found through the table at 0x0BF9_FB68 (fact
// sheet 4.4). Secure privileged code calls them. DataProvisioning is not provided and says ERROR.
#include "emulator/rss/registers.h"

extern "C" {
[[noreturn]] void rss_enter(std::uint32_t vectors, std::uint32_t wipe_from, std::uint32_t wipe_to);
[[noreturn]] void rss_enter_non_secure(std::uint32_t vectors);
}

namespace rss {
namespace {

constexpr std::uint32_t kError = 0xF5F5'F5F5;
constexpr std::uint32_t kMpuRegions = 12;
constexpr std::uint32_t kRegionEnable = 1;

// Raises HDPL to LEVEL and leaves the SBS clock as it was. False: already above, or it did not
// rise.
bool raise_to(unsigned level) {
    const std::uint32_t clocks = at(kRccApb3enr);
    at(kRccApb3enr) = clocks | kSbsClock;
    for (unsigned now = 0; now < level; ++now) {
        if (at(kSbsHdplsr) == kLevels[now]) {
            at(kSbsHdplcr) = kRaiseHdpl;
        }
    }
    const bool reached = at(kSbsHdplsr) == kLevels[level];
    at(kRccApb3enr) = clocks;
    return reached;
}

// The table must lie in the region, which the caller has set up and left off.
bool enable_region_of(std::uint32_t vectors, std::uint32_t region) {
    if (region >= kMpuRegions) {
        return false;
    }
    at(kMpuRnr) = region;
    const std::uint32_t first = at(kMpuRbar) & ~31U;
    const std::uint32_t last = at(kMpuRlar) | 31U;
    if (vectors % 128 != 0 || vectors < first || vectors > last || last - vectors < 7) {
        return false;
    }
    at(kMpuRlar) = at(kMpuRlar) | kRegionEnable;
    asm volatile("dsb\n isb" ::: "memory");
    return true;
}

std::uint32_t jump(std::uint32_t vectors, std::uint32_t region, unsigned level) {
    if (!enable_region_of(vectors, region) || !raise_to(level)) {
        return kError;
    }
    rss_enter(vectors, 0, 0);
}

std::uint32_t data_provisioning(const void*) {
    return kError;
}
std::uint32_t jump_level2(std::uint32_t vectors, std::uint32_t region) {
    return jump(vectors, region, 2);
}
std::uint32_t jump_level3(std::uint32_t vectors, std::uint32_t region) {
    return jump(vectors, region, 3);
}
std::uint32_t jump_level3_non_secure(std::uint32_t vectors) {
    if (!raise_to(3)) {
        return kError;
    }
    rss_enter_non_secure(vectors);
}

struct Table {
    std::uint32_t (*data_provisioning)(const void*);
    std::uint32_t reserved[3];
    std::uint32_t (*jump_level2)(std::uint32_t, std::uint32_t);
    std::uint32_t (*jump_level3)(std::uint32_t, std::uint32_t);
    std::uint32_t (*jump_level3_non_secure)(std::uint32_t);
};
static_assert(sizeof(Table) == 28);

[[gnu::section(".rsslib_table"), gnu::used]] constinit const Table table = {
    data_provisioning, {}, jump_level2, jump_level3, jump_level3_non_secure};
[[gnu::section(".descriptor_magic"), gnu::used]] constinit const char magic[8] = {
    'D', 'S', 'C', 'T', 'R', '4', '8', '4'};

}  // namespace
}  // namespace rss
