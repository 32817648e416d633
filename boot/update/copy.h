// SPDX-License-Identifier: Apache-2.0
// Sectors of flash copied so that they hold what they should, or an error says that they do not.
#pragma once

#include "boot/update/plan.h"

namespace boot::update {

// What cannot be read was no part of a good image, and stays erased.
template <Flash F>
bool copy_words(F& flash, std::uint32_t from, std::uint32_t to) {
    alignas(4) Word word;
    alignas(4) Word back;
    for (std::uint32_t at = 0; at < flash.sector_size(); at += kWordSize) {
        if (flash.read(from + at, word) == ReadStatus::kOk &&
            (!flash.program16(to + at, word) || flash.read(to + at, back) != ReadStatus::kOk ||
             back != word)) {
            return false;
        }
    }
    return true;
}

// Offsets of two sectors. Erased always: what reads as erased may be the rest of an erase that was
// cut. Error: FLASH_ECC (the sector does not keep a word, three times).
template <Flash F>
lib::Result<void> copy_sector(F& flash, std::uint32_t from, std::uint32_t to) {
    constexpr int kAttempts = 3;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        if (flash.erase(to) && copy_words(flash, from, to)) {
            return lib::kOk;
        }
    }
    return lib::Error::kFlashEcc;
}

}  // namespace boot::update
