// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later
#include "emulator/flash/half_words.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace {

using Half = std::array<std::uint8_t, HALF_WORD>;
constexpr flash_geometry kTwo = {1, 2, 8192};

void cut_next(flash_power& power, flash_cut policy, std::uint64_t seed = 1) {
    power.cut_at = power.operations + 1;
    power.policy = policy;
    power.seed = seed;
}

void power_on(flash_power& power) {
    power.lost = false;
    power.cut_at = 0;
}

class Edata : public ::testing::Test {
  protected:
    Edata() : bytes_(flash_size(&kTwo)), states_(flash_words(&kTwo)), counts_(2) {
        model_ = {kTwo, bytes_.data(), states_.data(), counts_.data(), &power_};
        flash_format(&model_);
    }

    flash_result program(std::uint32_t offset, std::uint16_t value) {
        const Half bytes{static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8)};
        return edata_program(&model_, 1, offset, bytes.data(), 1);
    }

    flash_result read(std::uint32_t offset) {
        Half out{};
        const flash_result result = edata_read(&model_, 1, offset, out.data());
        last_ = static_cast<std::uint16_t>(out[0] | out[1] << 8);
        return result;
    }

    // The sector has some half-words, as a real one has.
    void fill() {
        for (std::uint32_t at = 0; at < EDATA_SECTOR_SIZE; at += 2) {
            ASSERT_EQ(program(at, 0x1234), FLASH_OK);
        }
    }

    flash_power power_{};
    flash_model model_{};
    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint8_t> states_;
    std::vector<std::uint32_t> counts_;
    std::uint16_t last_ = 0;
};

TEST_F(Edata, HalfWordsArePickedOneByOne) {
    ASSERT_EQ(program(6, 0x1234), FLASH_OK);
    EXPECT_EQ(read(6), FLASH_OK);
    EXPECT_EQ(last_, 0x1234);
    EXPECT_EQ(read(4), FLASH_ERASED);
    EXPECT_EQ(read(8), FLASH_ERASED);
    EXPECT_EQ(last_, 0xFFFF);
}

TEST_F(Edata, EveryHalfWordOfASectorKeepsItsValue) {
    for (std::uint32_t at = 0; at < EDATA_SECTOR_SIZE; at += 2) {
        ASSERT_EQ(program(at, static_cast<std::uint16_t>(at * 7)), FLASH_OK);
    }
    for (std::uint32_t at = 0; at < EDATA_SECTOR_SIZE; at += 2) {
        ASSERT_EQ(read(at), FLASH_OK);
        ASSERT_EQ(last_, static_cast<std::uint16_t>(at * 7));
    }
}

TEST_F(Edata, TwoHalfWordsAreOneOperation) {
    const std::array<std::uint8_t, 4> word{1, 2, 3, 4};
    ASSERT_EQ(edata_program(&model_, 1, 8, word.data(), 2), FLASH_OK);
    EXPECT_EQ(power_.operations, 1U);
    EXPECT_EQ(read(10), FLASH_OK);
    EXPECT_EQ(last_, 0x0403);
    EXPECT_EQ(edata_program(&model_, 1, 10, word.data(), 2), FLASH_BAD_ADDRESS);
}

TEST_F(Edata, RefusesWhatIsNoHalfWordOfTheSector) {
    EXPECT_EQ(program(1, 0), FLASH_BAD_ADDRESS);
    EXPECT_EQ(program(EDATA_SECTOR_SIZE, 0), FLASH_BAD_ADDRESS);
    EXPECT_EQ(read(EDATA_SECTOR_SIZE), FLASH_BAD_ADDRESS);
    Half out{};
    EXPECT_EQ(edata_read(&model_, 2, 0, out.data()), FLASH_BAD_ADDRESS);
}

TEST_F(Edata, SpoilsEccWhenProgrammedTwice) {
    ASSERT_EQ(program(0, 0xF0F0), FLASH_OK);
    ASSERT_EQ(program(2, 0x1111), FLASH_OK);
    ASSERT_EQ(program(0, 0x3C3C), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    EXPECT_EQ(last_, 0x3030);
    EXPECT_EQ(read(2), FLASH_OK);
}

TEST_F(Edata, IsNotOrdinaryFlashNorOrdinaryFlashIt) {
    ASSERT_EQ(program(0, 1), FLASH_OK);
    EXPECT_EQ(flash_word_status(&model_, 8192), FLASH_ECC_BAD);
    EXPECT_EQ(flash_word_status(&model_, 8192 + EDATA_SECTOR_SIZE), FLASH_ECC_BAD);
    EXPECT_FALSE(flash_is_sound(&model_, 8192, 16));
    const std::array<std::uint8_t, FLASH_WORD> word{};
    ASSERT_EQ(flash_program_word(&model_, 8192 + 64, word.data()), FLASH_OK);
    EXPECT_EQ(read(64), FLASH_ECC_BAD);
    ASSERT_EQ(flash_erase_sector(&model_, 1), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_ERASED);
    EXPECT_EQ(flash_word_status(&model_, 8192), FLASH_ERASED);
}

TEST_F(Edata, CutProgramIsTornAsAWordIs) {
    cut_next(power_, FLASH_CUT_NOTHING);
    EXPECT_EQ(program(0, 0), FLASH_POWER_LOST);
    EXPECT_EQ(read(0), FLASH_ERASED);
    EXPECT_EQ(flash_word_status(&model_, 8192), FLASH_ERASED);
    cut_next(power_, FLASH_CUT_PART);
    power_.lost = false;
    EXPECT_EQ(program(0, 0), FLASH_POWER_LOST);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    EXPECT_EQ(last_, 0xFF00);
    cut_next(power_, FLASH_CUT_WEAK);
    power_.lost = false;
    EXPECT_EQ(program(2, 7), FLASH_POWER_LOST);
    int reads = 0;
    while (read(2) == FLASH_OK) {
        ASSERT_LT(++reads, 8);
    }
    EXPECT_GT(reads, 0);
    EXPECT_EQ(last_, 7);
    EXPECT_EQ(power_.cut_operation, FLASH_OP_EDATA);
}

TEST_F(Edata, CutEraseLeavesAMixtureOfHalfWords) {
    fill();
    cut_next(power_, FLASH_CUT_ERASE_MIX);
    ASSERT_EQ(flash_erase_sector(&model_, 1), FLASH_POWER_LOST);
    power_on(power_);
    int seen[FLASH_ECC_BAD + 1] = {};
    for (std::uint32_t at = 0; at < EDATA_SECTOR_SIZE; at += 2) {
        const flash_result result = read(at);
        ++seen[result];
        if (result == FLASH_OK) {
            ASSERT_EQ(last_, 0x1234);
        }
        if (result == FLASH_ERASED) {
            ASSERT_EQ(program(at, 1), FLASH_OK);
            ASSERT_EQ(read(at), FLASH_ECC_BAD);
        }
    }
    EXPECT_GT(seen[FLASH_OK], 0);
    EXPECT_GT(seen[FLASH_ERASED], 0);
    EXPECT_GT(seen[FLASH_ECC_BAD], 0);
    ASSERT_EQ(flash_erase_sector(&model_, 1), FLASH_OK);
    fill();
}

TEST_F(Edata, ShallowEraseReadsErasedButProgramsGoWrong) {
    fill();
    cut_next(power_, FLASH_CUT_ERASE_SHALLOW);
    ASSERT_EQ(flash_erase_sector(&model_, 1), FLASH_POWER_LOST);
    power_on(power_);
    EXPECT_EQ(read(2), FLASH_ERASED);
    ASSERT_EQ(program(0, 5), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    EXPECT_EQ(read(2), FLASH_ERASED);
    ASSERT_EQ(program(2, 5), FLASH_OK);
    EXPECT_EQ(read(2), FLASH_ECC_BAD);
}

TEST_F(Edata, PlantedErrorsAreRead) {
    ASSERT_EQ(program(0, 5), FLASH_OK);
    ASSERT_EQ(edata_plant(&model_, 1, 0, FLASH_PLANT_SINGLE), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_CORRECTED);
    EXPECT_EQ(last_, 5);
    ASSERT_EQ(edata_plant(&model_, 1, 2, FLASH_PLANT_DOUBLE), FLASH_OK);
    EXPECT_EQ(read(2), FLASH_ECC_BAD);
    EXPECT_EQ(read(4), FLASH_ERASED);
}

class Otp : public ::testing::Test {
  protected:
    flash_result program(std::uint32_t offset, std::uint8_t value) {
        const Half bytes{value, value};
        return otp_program(&store_, offset, bytes.data());
    }
    flash_result read(std::uint32_t offset) { return otp_read(&store_, offset, last_.data()); }

    flash_power power_{};
    std::vector<std::uint8_t> bytes_ = std::vector<std::uint8_t>(64, 0xFF);
    std::vector<std::uint8_t> states_ = std::vector<std::uint8_t>(32);
    otp_store store_{bytes_.data(), states_.data(), 64, &power_};
    Half last_{};
};

TEST_F(Otp, TakesAHalfWordOnceForEver) {
    EXPECT_EQ(read(0), FLASH_ERASED);
    ASSERT_EQ(program(0, 0x0F), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_OK);
    ASSERT_EQ(program(0, 0x3C), FLASH_OK);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    EXPECT_EQ(last_[0], 0x0C);
    EXPECT_EQ(program(64, 0), FLASH_BAD_ADDRESS);
    EXPECT_EQ(program(3, 0), FLASH_BAD_ADDRESS);
}

TEST_F(Otp, CutProgramIsTornAsAWordIs) {
    cut_next(power_, FLASH_CUT_BITS);
    EXPECT_EQ(program(0, 0x0F), FLASH_POWER_LOST);
    EXPECT_EQ(read(0), FLASH_ECC_BAD);
    EXPECT_EQ(last_[0] & 0x0F, 0x0F);
    power_.lost = false;
    cut_next(power_, FLASH_CUT_DONE);
    EXPECT_EQ(program(2, 0x0F), FLASH_POWER_LOST);
    EXPECT_EQ(read(2), FLASH_OK);
    ASSERT_EQ(otp_plant(&store_, 2, FLASH_PLANT_SINGLE), FLASH_OK);
    EXPECT_EQ(read(2), FLASH_CORRECTED);
}

}  // namespace
