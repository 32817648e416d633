// SPDX-License-Identifier: Apache-2.0
// The chip's flash as the update engine sees it: offsets from the start of user flash, each reached
// through the alias of its world.
#pragma once

#include <cstdint>
#include <span>

#include "boot/update/plan.h"
#include "chip/flash.h"
#include "chip/memory.h"
#include "system/layout.h"

namespace boot::stage {

class UpdateFlash {
  public:
    static std::uint32_t sector_count() { return chip::kFlashSize / chip::kSectorSize; }
    static std::uint32_t sector_size() { return chip::kSectorSize; }

    static std::uint32_t address(std::uint32_t offset) {
        const bool application = offset - layout::kFlashAppOffset < layout::kFlashAppSize;
        return (application ? chip::kFlashNonSecure : chip::kFlashSecure) + offset;
    }

    static update::ReadStatus read(std::uint32_t offset, std::span<std::byte> out) {
        switch (chip::flash::read(address(offset), out)) {
            case chip::flash::ReadState::kOk:
                return update::ReadStatus::kOk;
            case chip::flash::ReadState::kErased:
                return update::ReadStatus::kErased;
            default:
                return update::ReadStatus::kEccBad;
        }
    }

    static bool program16(std::uint32_t offset, std::span<const std::byte, 16> word) {
        return chip::flash::program(address(offset), word).ok();
    }

    static bool erase(std::uint32_t offset) {
        return chip::flash::erase_sector(address(offset)).ok();
    }
};
static_assert(update::Flash<UpdateFlash>);

}  // namespace boot::stage
