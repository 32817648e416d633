// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/guard.h"

#include <algorithm>
#include <array>

#include "boot/stage/symbols.h"
#include "chip/core.h"
#include "chip/memory.h"
#include "system/layout.h"

namespace boot::stage {
namespace {

using chip::mpu::Memory;
using chip::mpu::Region;
using chip::mpu::region;
using chip::mpu::Rights;

constexpr unsigned kLeavingRoom = 2;
constexpr unsigned kObKeys = 4;

std::span<const Region> readable_flash;

Region between(const std::byte* from, const std::byte* to, Rights rights) {
    return region(address_of(from), address_of(to) - address_of(from), rights);
}

Region obkeys(Rights rights) {
    return region(chip::kObKeysSecure, chip::kObKeysSize, rights, Memory::kDevice);
}

}  // namespace

void guard_up(std::span<const Region> readable) {
    std::array<Region, chip::mpu::kRegions> regions = {
        between(__code_start, __code_end, Rights::kPrivilegedExecute),
        between(__ram_start, __leave_room, Rights::kPrivilegedReadWrite),
        between(__leave_room, __ram_end, Rights::kPrivilegedReadWrite),
        region(layout::kRamHandoverAddress, layout::kRamHandoverSize, Rights::kPrivilegedReadWrite),
        obkeys(Rights::kPrivilegedReadOnly),
        region(chip::kPeripheralSecure, chip::kPeripheralSize, Rights::kPrivilegedReadWrite,
               Memory::kDevice)};
    const auto count = std::min<std::size_t>(readable.size(), kMaxReadable);
    std::ranges::copy(readable.first(count), regions.begin() + kOwnRegions);
    readable_flash = readable.first(count);
    chip::mpu::enable(std::span(regions).first(kOwnRegions + count));
}

void guard_flash_writable(bool writable) {
    const auto rights = writable ? Rights::kPrivilegedReadWrite : Rights::kPrivilegedReadOnly;
    chip::mpu::set(kObKeys, obkeys(rights));
    unsigned index = kOwnRegions;
    for (Region flash : readable_flash) {
        if (flash.memory == Memory::kNormal) {  // no registers among them
            flash.rights = rights;
            chip::mpu::set(index, flash);
        }
        ++index;
    }
    chip::core::barrier();
}

void guard_leaving_room_runs() {
    chip::mpu::set(kLeavingRoom, between(__leave_room, __ram_end, Rights::kPrivilegedExecute));
}

}  // namespace boot::stage
