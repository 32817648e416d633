// SPDX-License-Identifier: Apache-2.0
// A record that must never be missing, twice in flash, while updates change it: the first copy is
// the slot of its updates, the second keeps what the stage's own memory vouches for until that
// vouches for the first (DESIGN.md, "Keys").
#pragma once

#include <cstring>

#include "boot/update/plan.h"

namespace boot::update {

template <Flash F>
class Copies {
  public:
    // `at`: offset of the first copy. Each has a sector, the second is in the next one.
    Copies(F& flash, std::uint32_t at) : flash_(flash), at_(at) {}

    // False: it cannot be read. `record`: whole words, at most a sector.
    bool read(std::uint32_t copy, std::span<std::byte> record) {
        return flash_.read(at_ + copy * flash_.sector_size(), record) == ReadStatus::kOk;
    }

    // `record` becomes the second copy, always anew: one that reads right may be a weak word's.
    // Success: acknowledged and read back. Error: FLASH_ECC.
    lib::Result<void> keep(std::span<const std::byte> record) {
        const std::uint32_t to = at_ + flash_.sector_size();
        bool good = flash_.erase(to);
        for (std::uint32_t at = 0; good && at < record.size(); at += kWordSize) {
            const auto word = record.subspan(at).template first<kWordSize>();
            alignas(4) Word back;
            good = flash_.program16(to + at, word) &&
                   flash_.read(to + at, back) == ReadStatus::kOk &&
                   std::memcmp(back.data(), word.data(), kWordSize) == 0;
        }
        return good ? lib::kOk : lib::Error::kFlashEcc;
    }

  private:
    F& flash_;
    std::uint32_t at_;
};

}  // namespace boot::update
