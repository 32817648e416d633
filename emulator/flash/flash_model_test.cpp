// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later
#include "emulator/flash/flash_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace {

using Word = std::array<std::uint8_t, FLASH_WORD>;

constexpr flash_geometry kSmall = {2, 3, 128};

Word filled(std::uint8_t value) {
    Word word;
    word.fill(value);
    return word;
}

class Flash : public ::testing::Test {
  protected:
    Flash() : bytes_(flash_size(&kSmall)), states_(flash_words(&kSmall)), counts_(6) {
        model_ = {kSmall, bytes_.data(), states_.data(), counts_.data(), &power_};
        flash_format(&model_);
    }

    flash_result program(std::uint32_t offset, std::uint8_t value) {
        return flash_program_word(&model_, offset, filled(value).data());
    }

    flash_result read(std::uint32_t offset) {
        return flash_read_word(&model_, offset, last_.data());
    }

    void cut_next(flash_cut policy, std::uint64_t seed = 1) {
        power_.cut_at = power_.operations + 1;
        power_.policy = policy;
        power_.seed = seed;
    }

    void power_on() {
        power_.lost = false;
        power_.cut_at = 0;
    }

    flash_power power_{};
    flash_model model_{};
    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint8_t> states_;
    std::vector<std::uint32_t> counts_;
    Word last_{};
};

TEST_F(Flash, ReadsErasedAfterFormat) {
    EXPECT_EQ(read(0), FLASH_ERASED);
    EXPECT_EQ(last_, filled(0xFF));
}

TEST_F(Flash, ReadsBackWhatWasProgrammed) {
    ASSERT_EQ(program(16, 0x5A), FLASH_OK);
    EXPECT_EQ(read(16), FLASH_OK);
    EXPECT_EQ(last_, filled(0x5A));
}

TEST_F(Flash, TellsProgrammedOnesFromErased) {
    ASSERT_EQ(program(0, 0xFF), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_OK);
}

TEST_F(Flash, SpoilsEccWhenAWordIsProgrammedTwice) {
    ASSERT_EQ(program(0, 0xF0), FLASH_OK);
    ASSERT_EQ(program(0, 0x3C), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    EXPECT_EQ(last_, filled(0x30));
}

TEST_F(Flash, ErasesWholeSectorsAndCountsThem) {
    ASSERT_EQ(program(128, 0), FLASH_OK);
    ASSERT_EQ(program(256, 0), FLASH_OK);
    ASSERT_EQ(flash_erase_sector(&model_, 1), FLASH_OK);
    EXPECT_EQ(read(128), FLASH_ERASED);
    EXPECT_EQ(read(256), FLASH_OK);
    EXPECT_EQ(counts_[1], 1U);
    EXPECT_EQ(counts_[2], 0U);
}

TEST_F(Flash, RefusesAddressesOutsideOrUnaligned) {
    EXPECT_EQ(program(8, 0), FLASH_BAD_ADDRESS);
    EXPECT_EQ(program(flash_size(&kSmall), 0), FLASH_BAD_ADDRESS);
    EXPECT_EQ(read(0xFFFFFFF0U), FLASH_BAD_ADDRESS);
    EXPECT_EQ(flash_erase_sector(&model_, 6), FLASH_BAD_ADDRESS);
    EXPECT_EQ(flash_read(&model_, 16, last_.data(), 0xFFFFFFF8U), FLASH_BAD_ADDRESS);
}

TEST_F(Flash, ReadOfSeveralWordsTellsTheWorst) {
    std::array<std::uint8_t, 40> out{};
    ASSERT_EQ(program(0, 1), FLASH_OK);
    EXPECT_EQ(flash_read(&model_, 4, out.data(), 12), FLASH_OK);
    EXPECT_EQ(flash_read(&model_, 4, out.data(), 13), FLASH_ERASED);
    ASSERT_EQ(flash_plant(&model_, 32, FLASH_PLANT_DOUBLE), FLASH_OK);
    EXPECT_EQ(flash_read(&model_, 4, out.data(), 40), FLASH_ECC_BAD);
    EXPECT_FALSE(flash_is_sound(&model_, 0, 128));
    EXPECT_TRUE(flash_is_sound(&model_, 0, 32));
}

TEST_F(Flash, CutBeforeWritesNothingAndRefusesAllAfter) {
    cut_next(FLASH_CUT_NOTHING);
    EXPECT_EQ(program(0, 0), FLASH_POWER_LOST);
    EXPECT_EQ(read(0), FLASH_ERASED);
    EXPECT_EQ(program(16, 0), FLASH_POWER_LOST);
    EXPECT_EQ(power_.cut_operation, FLASH_OP_PROGRAM);
    power_on();
    EXPECT_EQ(program(16, 0), FLASH_OK);
}

TEST_F(Flash, CutAfterWritesAllAndTellsNobody) {
    cut_next(FLASH_CUT_DONE);
    EXPECT_EQ(program(0, 0x11), FLASH_POWER_LOST);
    EXPECT_EQ(read(0), FLASH_OK);
    EXPECT_EQ(last_, filled(0x11));
}

TEST_F(Flash, TornProgramIsAnEccErrorWithSomeOfTheBytes) {
    cut_next(FLASH_CUT_PART);
    EXPECT_EQ(program(0, 0), FLASH_POWER_LOST);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    EXPECT_EQ(last_.front(), 0);
    EXPECT_EQ(last_.back(), 0xFF);
}

TEST_F(Flash, TornBitsAreOnlyThoseToBeCleared) {
    cut_next(FLASH_CUT_BITS);
    EXPECT_EQ(program(0, 0x0F), FLASH_POWER_LOST);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    for (auto byte : last_) {
        EXPECT_EQ(byte & 0x0F, 0x0F);
    }
}

TEST_F(Flash, WeakWordReadsGoodSomeTimesThenBad) {
    cut_next(FLASH_CUT_WEAK);
    EXPECT_EQ(program(0, 7), FLASH_POWER_LOST);
    EXPECT_EQ(read(0), FLASH_OK);
    int reads = 1;
    while (read(0) == FLASH_OK) {
        ASSERT_LT(++reads, 8);
    }
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    EXPECT_EQ(last_, filled(7));
}

TEST_F(Flash, CutEraseLeavesAMixture) {
    constexpr std::uint32_t kWords = 128 / FLASH_WORD;
    int seen[FLASH_ECC_BAD + 1] = {};
    for (std::uint64_t seed = 0; seed < 16; seed++) {
        power_on();
        ASSERT_EQ(flash_erase_sector(&model_, 0), FLASH_OK);
        for (std::uint32_t i = 0; i < kWords; i++) {
            ASSERT_EQ(program(i * FLASH_WORD, 0), FLASH_OK);
        }
        cut_next(FLASH_CUT_ERASE_MIX, seed);
        ASSERT_EQ(flash_erase_sector(&model_, 0), FLASH_POWER_LOST);
        for (std::uint32_t i = 0; i < kWords; i++) {
            seen[read(i * FLASH_WORD)]++;
        }
    }
    EXPECT_GT(seen[FLASH_OK], 0);
    EXPECT_GT(seen[FLASH_ERASED], 0);
    EXPECT_GT(seen[FLASH_ECC_BAD], 0);
}

TEST_F(Flash, ShallowEraseReadsErasedButProgramsGoWrong) {
    cut_next(FLASH_CUT_ERASE_SHALLOW);
    EXPECT_EQ(flash_erase_sector(&model_, 0), FLASH_POWER_LOST);
    power_on();
    EXPECT_EQ(read(0), FLASH_ERASED);
    EXPECT_EQ(program(0, 0x12), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    ASSERT_EQ(flash_erase_sector(&model_, 0), FLASH_OK);
    EXPECT_EQ(program(0, 0x12), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_OK);
}

TEST_F(Flash, CutReplaysFromItsSeed) {
    cut_next(FLASH_CUT_BITS, 99);
    EXPECT_EQ(program(0, 0), FLASH_POWER_LOST);
    auto first = bytes_;
    flash_format(&model_);
    power_ = {};
    cut_next(FLASH_CUT_BITS, 99);
    EXPECT_EQ(program(0, 0), FLASH_POWER_LOST);
    EXPECT_EQ(first, bytes_);
}

TEST_F(Flash, CallsBackWhenThePowerFails) {
    power_.opaque = &last_;
    power_.on_cut = [](void* opaque) { static_cast<Word*>(opaque)->fill(0x77); };
    cut_next(FLASH_CUT_DONE);
    EXPECT_EQ(program(0, 0), FLASH_POWER_LOST);
    EXPECT_EQ(last_, filled(0x77));
}

TEST_F(Flash, OneWrongBitIsCorrectedAndSaid) {
    ASSERT_EQ(program(0, 0x5A), FLASH_OK);
    ASSERT_EQ(flash_plant(&model_, 0, FLASH_PLANT_SINGLE), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_CORRECTED);
    EXPECT_EQ(last_, filled(0x5A));
    EXPECT_FALSE(flash_is_sound(&model_, 0, 16));
    ASSERT_EQ(program(0, 0x5A), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
}

TEST_F(Flash, PlantsUponTheWordsTheSeedPicks) {
    for (std::uint32_t at = 0; at < 256; at += FLASH_WORD) {
        ASSERT_EQ(program(at, 1), FLASH_OK);
    }
    const auto sound = states_;
    EXPECT_EQ(flash_plant_some(&model_, 7, 3, FLASH_PLANT_DOUBLE), 3U);
    const auto planted = states_;
    EXPECT_EQ(std::ranges::count(planted, FLASH_STATE_BAD), 3);
    states_ = sound;
    model_.states = states_.data();
    EXPECT_EQ(flash_plant_some(&model_, 7, 3, FLASH_PLANT_DOUBLE), 3U);
    EXPECT_EQ(states_, planted);
    EXPECT_EQ(flash_plant_some(&model_, 8, 100, FLASH_PLANT_SINGLE), 13U);
}

TEST_F(Flash, CutOverAWordThatWasProgrammedLeavesItBad) {
    for (const flash_cut policy :
         {FLASH_CUT_DONE, FLASH_CUT_PART, FLASH_CUT_BITS, FLASH_CUT_WEAK}) {
        ASSERT_EQ(flash_erase_sector(&model_, 0), FLASH_OK);
        ASSERT_EQ(program(0, 0xF0), FLASH_OK);
        cut_next(policy);
        EXPECT_EQ(program(0, 0x0F), FLASH_POWER_LOST);
        EXPECT_EQ(read(0), FLASH_ECC_BAD) << policy;
        power_on();
    }
}

}  // namespace
