// SPDX-License-Identifier: Apache-2.0
// Sectors of flash copied so that they hold what they should, or an error says that they do not.
#pragma once

#include "boot/update/plan.h"

namespace boot::update {

// A word as it is.
inline constexpr auto kAsItIs = [](std::uint32_t, ReadStatus&, Word&) -> lib::Result<void> {
    return lib::kOk;
};

// What cannot be read was no part of a good image, and stays erased. `change`: of each word, by its
// offset in the sector, before it is written, or why it cannot be. Error: FLASH_ECC, or that.
template <Flash F, typename Change>
lib::Result<void> copy_words(F& flash, std::uint32_t from, std::uint32_t to, Change change) {
    alignas(4) Word word;
    alignas(4) Word back;
    for (std::uint32_t at = 0; at < flash.sector_size(); at += kWordSize) {
        ReadStatus status = flash.read(from + at, word);
        LIB_TRY(change(at, status, word));
        if (status == ReadStatus::kOk &&
            (!flash.program16(to + at, word) || flash.read(to + at, back) != ReadStatus::kOk ||
             back != word)) {
            return lib::Error::kFlashEcc;
        }
    }
    return lib::kOk;
}

// Offsets of two sectors. Erased always: what reads as erased may be the rest of an erase that was
// cut. Error: that of the third attempt: FLASH_ECC (the sector does not keep a word), or why
// `change` failed.
template <Flash F, typename Change = decltype(kAsItIs)>
lib::Result<void> copy_sector(F& flash, std::uint32_t from, std::uint32_t to,
                              Change change = kAsItIs) {
    constexpr int kAttempts = 3;
    lib::Result<void> done = lib::Error::kFlashEcc;
    for (int attempt = 0; attempt < kAttempts && !done.ok(); ++attempt) {
        done = flash.erase(to) ? copy_words(flash, from, to, change) : lib::Error::kFlashEcc;
    }
    return done;
}

}  // namespace boot::update
