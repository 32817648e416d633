// SPDX-License-Identifier: Apache-2.0
// The chip's flash as the update engines see it: offsets from the start of user flash, each reached
// through the alias of its world.
#pragma once

#include <cstdint>
#include <span>

#include "boot/update/plan.h"
#include "chip/flash.h"
#include "chip/memory.h"
#include "system/layout.h"

namespace boot::stage {

class SecureFlash {
  public:
    static std::uint32_t sector_count() { return chip::kFlashSize / chip::kSectorSize; }
    static std::uint32_t sector_size() { return chip::kSectorSize; }
    static std::uint32_t address(std::uint32_t offset) { return chip::kFlashSecure + offset; }

    static update::ReadStatus read(std::uint32_t offset, std::span<std::byte> out) {
        return status(chip::flash::read(address(offset), out));
    }

    static bool program16(std::uint32_t offset, std::span<const std::byte, 16> word) {
        return chip::flash::program_secure(address(offset), word).ok();
    }

    static bool erase(std::uint32_t offset) {
        return chip::flash::erase_secure(address(offset)).ok();
    }

  protected:
    static constexpr update::ReadStatus status(chip::flash::ReadState state) {
        using enum chip::flash::ReadState;
        return state == kOk       ? update::ReadStatus::kOk
               : state == kErased ? update::ReadStatus::kErased
                                  : update::ReadStatus::kEccBad;
    }
};
static_assert(update::Flash<SecureFlash>);

// All of it, also the application's.
class UpdateFlash : public SecureFlash {
  public:
    static std::uint32_t address(std::uint32_t offset) {
        const bool application = offset - layout::kFlashAppOffset < layout::kFlashAppSize;
        return (application ? chip::kFlashNonSecure : chip::kFlashSecure) + offset;
    }

    static update::ReadStatus read(std::uint32_t offset, std::span<std::byte> out) {
        return status(chip::flash::read(address(offset), out));
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
