// SPDX-License-Identifier: Apache-2.0
// The flash model as the journal's Flash, for tests. Stricter than the chip: a word programmed
// twice is counted, and a power cut throws, so that nothing of the code runs on.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "emulator/flash/flash_model.h"
#include "lib/journal/flash.h"

namespace lib::journal {

struct PowerLost {};

class TestFlash {
  public:
    TestFlash(std::uint32_t sectors, std::uint32_t sector_size)
        : geometry_{1, sectors, sector_size},
          bytes_(flash_size(&geometry_)),
          states_(flash_words(&geometry_)),
          erases_(sectors),
          model_{geometry_, bytes_.data(), states_.data(), erases_.data(), &power_} {
        flash_format(&model_);
    }
    TestFlash(const TestFlash&) = delete;
    TestFlash& operator=(const TestFlash&) = delete;

    std::uint32_t sector_count() const { return geometry_.sectors_per_bank; }
    std::uint32_t sector_size() const { return geometry_.sector_size; }

    ReadStatus read(std::uint32_t offset, std::span<std::byte> out) {
        ++reads;
        bool erased = true;
        bool bad = false;
        for (std::size_t at = 0; at < out.size(); at += kWordSize) {
            std::array<std::uint8_t, kWordSize> word{};
            const auto result =
                flash_read_word(&model_, offset + static_cast<std::uint32_t>(at), word.data());
            bad |= result == FLASH_ECC_BAD;
            erased &= std::ranges::all_of(word, [](auto byte) { return byte == 0xFF; });
            std::memcpy(out.data() + at, word.data(),
                        std::min<std::size_t>(kWordSize, out.size() - at));
        }
        if (bad) {
            return ReadStatus::kEccBad;
        }
        return erased ? ReadStatus::kErased : ReadStatus::kOk;
    }

    bool program16(std::uint32_t offset, std::span<const std::byte, kWordSize> word) {
        const auto state = flash_word_status(&model_, offset);
        programmed_twice += state != FLASH_ERASED ? 1 : 0;
        return check(flash_program_word(&model_, offset,
                                        reinterpret_cast<const std::uint8_t*>(word.data())));
    }

    bool erase(std::uint32_t offset) {
        return check(flash_erase_sector(&model_, offset / geometry_.sector_size));
    }

    void cut_after(std::uint64_t operations, flash_cut policy, std::uint64_t seed) {
        power_.cut_at = power_.operations + operations;
        power_.policy = policy;
        power_.seed = seed;
    }
    void power_on() {
        power_.lost = false;
        power_.cut_at = 0;
    }
    std::uint64_t operations() const { return power_.operations; }
    flash_operation cut_operation() const { return power_.cut_operation; }

    flash_model& model() { return model_; }
    std::vector<std::uint8_t>& bytes() { return bytes_; }
    std::vector<std::uint8_t>& states() { return states_; }
    const std::vector<std::uint32_t>& erases() const { return erases_; }

    std::uint64_t reads = 0;
    std::uint64_t programmed_twice = 0;

  private:
    static bool check(flash_result result) {
        if (result == FLASH_POWER_LOST) {
            throw PowerLost{};
        }
        return result == FLASH_OK;
    }

    flash_geometry geometry_;
    flash_power power_{};
    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint8_t> states_;
    std::vector<std::uint32_t> erases_;
    flash_model model_;
};

}  // namespace lib::journal
