// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later
#include "emulator/flash/obk_store.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace {

using Slot = std::array<std::uint8_t, FLASH_WORD>;

class Obk : public ::testing::Test {
  protected:
    Obk() : bytes_(2 * OBK_SIZE), states_(2 * OBK_SLOTS) {
        store_.cells = {{1, 2, OBK_SIZE}, bytes_.data(), states_.data(), counts_.data(), &power_};
        store_.current = &current_;
        flash_format(&store_.cells);
    }

    obk_result program(bool alternate, std::uint32_t offset, std::uint8_t value) {
        Slot slot;
        slot.fill(value);
        return obk_program(&store_, alternate, offset, slot.data());
    }

    std::uint8_t read(std::uint32_t offset) {
        std::uint8_t value = 0;
        obk_read(&store_, false, offset, &value, 1);
        return value;
    }

    flash_power power_{};
    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint8_t> states_;
    std::array<std::uint32_t, 2> counts_{};
    std::uint32_t current_ = 0;
    obk_store store_{};
};

TEST_F(Obk, TakesAVirginSlotOnce) {
    EXPECT_EQ(program(false, 0x100, 1), OBK_OK);
    EXPECT_EQ(program(false, 0x100, 1), OBK_NOT_VIRGIN);
    EXPECT_EQ(read(0x100), 1);
}

TEST_F(Obk, RefusesTheSwapsOwnSlot) {
    EXPECT_EQ(program(false, OBK_END, 1), OBK_BAD_ADDRESS);
    EXPECT_EQ(program(false, 0x108, 1), OBK_BAD_ADDRESS);
}

TEST_F(Obk, SwapKeepsWhatTheAlternateLacks) {
    ASSERT_EQ(program(false, 0x100, 1), OBK_OK);
    ASSERT_EQ(program(false, 0x110, 2), OBK_OK);
    ASSERT_EQ(obk_erase_alternate(&store_), OBK_OK);
    ASSERT_EQ(program(true, 0x110, 3), OBK_OK);
    ASSERT_EQ(obk_swap(&store_, OBK_SLOTS_USABLE), OBK_OK);
    EXPECT_EQ(read(0x100), 1);
    EXPECT_EQ(read(0x110), 3);
}

TEST_F(Obk, SwapDropsKeysAboveItsOffset) {
    ASSERT_EQ(program(false, 0x100, 1), OBK_OK);
    ASSERT_EQ(program(false, 0x900, 2), OBK_OK);
    ASSERT_EQ(obk_swap(&store_, 144), OBK_OK);
    EXPECT_EQ(read(0x100), 1);
    EXPECT_EQ(read(0x900), 0xFF);
}

TEST_F(Obk, CutSwapLeavesTheOldKeys) {
    ASSERT_EQ(program(false, 0x100, 1), OBK_OK);
    ASSERT_EQ(program(true, 0x100, 2), OBK_OK);
    power_.cut_at = power_.operations + 1;
    power_.policy = FLASH_CUT_BITS;
    EXPECT_EQ(obk_swap(&store_, OBK_SLOTS_USABLE), OBK_POWER_LOST);
    EXPECT_EQ(read(0x100), 1);
}

TEST_F(Obk, TornSwapGoesOnOnlyAfterAnErase) {
    for (std::uint32_t slot = 16; slot < 100; ++slot) {
        ASSERT_EQ(program(false, slot * FLASH_WORD, 1), OBK_OK);
    }
    unsigned torn = 0;
    for (std::uint64_t seed = 0; seed < 32; ++seed) {
        ASSERT_EQ(obk_erase_alternate(&store_), OBK_OK);
        power_.cut_at = power_.operations + 1;
        power_.policy = FLASH_CUT_PART;
        power_.seed = seed;
        EXPECT_EQ(obk_swap(&store_, OBK_SLOTS_USABLE), OBK_POWER_LOST);
        power_.lost = false;
        EXPECT_EQ(read(0x100), 1);
        if (!flash_is_sound(&store_.cells, OBK_SIZE, OBK_SIZE)) {
            ++torn;
            EXPECT_EQ(obk_swap(&store_, OBK_SLOTS_USABLE), OBK_NOT_VIRGIN);
        }
    }
    EXPECT_GT(torn, 0U);
}

TEST_F(Obk, SwapCutAtItsEndHasHappened) {
    ASSERT_EQ(program(true, 0x100, 2), OBK_OK);
    power_.cut_at = power_.operations + 1;
    power_.policy = FLASH_CUT_DONE;
    EXPECT_EQ(obk_swap(&store_, OBK_SLOTS_USABLE), OBK_POWER_LOST);
    EXPECT_EQ(read(0x100), 2);
}

TEST_F(Obk, RefusesToSwapATornKeyIn) {
    power_.cut_at = 1;
    power_.policy = FLASH_CUT_PART;
    EXPECT_EQ(program(true, 0x100, 0), OBK_POWER_LOST);
    power_.lost = false;
    EXPECT_EQ(obk_swap(&store_, OBK_SLOTS_USABLE), OBK_NOT_VIRGIN);
    ASSERT_EQ(obk_erase_alternate(&store_), OBK_OK);
    EXPECT_EQ(obk_swap(&store_, OBK_SLOTS_USABLE), OBK_OK);
}

TEST_F(Obk, NamesTheLevelOfEachSlot) {
    const struct {
        std::uint32_t offset;
        unsigned level;
        bool nonsecure;
    } kCases[] = {{0, 0, false},     {0xFF, 0, false},   {0x100, 1, false},
                  {0x8FF, 1, false}, {0x900, 2, false},  {0xBFF, 2, false},
                  {0xC00, 3, false}, {0x17FF, 3, false}, {0x1800, 3, true}};
    for (const auto& one : kCases) {
        bool nonsecure = false;
        EXPECT_EQ(obk_level(one.offset, &nonsecure), one.level) << one.offset;
        EXPECT_EQ(nonsecure, one.nonsecure) << one.offset;
    }
}

}  // namespace
