// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later
#include "emulator/flash/board_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

class Board : public ::testing::Test {
  protected:
    Board() : dir_(fs::temp_directory_path() / ("sm-board-" + std::to_string(getpid()))) {
        fs::remove_all(dir_);
        EXPECT_TRUE(board_create(dir_.c_str(), nullptr, error_)) << error_;
    }
    ~Board() override { fs::remove_all(dir_); }

    board* open(bool writable = true) { return board_open(dir_.c_str(), writable, error_); }

    void expect_refused(const char* part) {
        board* opened = open();
        EXPECT_EQ(opened, nullptr);
        EXPECT_NE(std::string(error_).find(part), std::string::npos) << error_;
        board_close(opened);
    }

    void poke(const char* file, long at, char value) {
        std::fstream stream(dir_ / file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(at);
        stream.put(value);
    }

    fs::path dir_;
    char error_[BOARD_ERROR] = {};
};

TEST_F(Board, StartsBlankAndOpen) {
    board* board = open();
    ASSERT_NE(board, nullptr) << error_;
    auto options = board_get_options(board);
    EXPECT_EQ(board_product_state(&options), BOARD_OPEN);
    EXPECT_FALSE(board_trustzone(&options));
    EXPECT_EQ(flash_word_status(&board->flash, 0), FLASH_ERASED);
    board_close(board);
}

TEST_F(Board, KeepsWhatWasProgrammedBeforeItWasClosed) {
    board* board = open();
    ASSERT_NE(board, nullptr) << error_;
    const char text[] = "seventeen bytes..";
    ASSERT_TRUE(board_program(board, 0x2010, text, 17, error_)) << error_;
    ASSERT_TRUE(board_program(board, 0x2000, "0123456789abcdef", 16, error_)) << error_;
    board_close(board);
    board = open(false);
    ASSERT_NE(board, nullptr) << error_;
    EXPECT_EQ(std::memcmp(board->flash.bytes + 0x2010, text, 17), 0);
    EXPECT_EQ(board->flash.bytes[0x2021], 0xFF);
    EXPECT_EQ(flash_word_status(&board->flash, 0x2020), FLASH_OK);
    EXPECT_EQ(flash_word_status(&board->flash, 0x2030), FLASH_ERASED);
    EXPECT_EQ(board->flash.erase_counts[1], 2U);
    board_close(board);
}

TEST_F(Board, WritesKeysOfAnyLevelAndKeepsTheOthers) {
    board* board = open();
    ASSERT_NE(board, nullptr) << error_;
    std::vector<std::uint8_t> key(32, 0xA5);
    std::vector<std::uint8_t> out(32);
    ASSERT_TRUE(board_obk_write(board, 0x160, key.data(), 32, error_)) << error_;
    ASSERT_TRUE(board_obk_write(board, 0xC00, key.data(), 16, error_)) << error_;
    key.assign(32, 0x5A);
    ASSERT_TRUE(board_obk_write(board, 0x170, key.data(), 16, error_)) << error_;
    ASSERT_TRUE(board_obk_read(board, 0x160, out.data(), 32, error_)) << error_;
    EXPECT_EQ(out[0], 0xA5);
    EXPECT_EQ(out[16], 0x5A);
    ASSERT_TRUE(board_obk_read(board, 0xC00, out.data(), 16, error_)) << error_;
    EXPECT_EQ(out[0], 0xA5);
    EXPECT_FALSE(board_obk_write(board, 0x1FF0, key.data(), 16, error_));
    board_close(board);
}

TEST_F(Board, ReplacesOptionsAtOnceOrNotAtAll) {
    board* board = open();
    ASSERT_NE(board, nullptr) << error_;
    auto options = board_get_options(board);
    options.optsr2 = 0xB4000000U;
    board->power.cut_at = 1;
    board->power.policy = FLASH_CUT_NOTHING;
    EXPECT_EQ(board_set_options(board, &options), FLASH_POWER_LOST);
    EXPECT_NE(board_get_options(board).optsr2, 0xB4000000U);
    board->power = {};
    EXPECT_EQ(board_set_options(board, &options), FLASH_OK);
    EXPECT_EQ(board_get_options(board).optsr2, 0xB4000000U);
    board_close(board);
}

TEST_F(Board, GivesEachBoardItsOwnIdentity) {
    board* board = open();
    ASSERT_NE(board, nullptr) << error_;
    auto first = board_get_identity(board);
    board_close(board);
    fs::remove_all(dir_);
    ASSERT_TRUE(board_create(dir_.c_str(), nullptr, error_)) << error_;
    board = open();
    ASSERT_NE(board, nullptr) << error_;
    auto second = board_get_identity(board);
    EXPECT_NE(std::memcmp(&first, &second, sizeof first), 0);
    board_close(board);
}

TEST_F(Board, RefusesASecondWriter) {
    board* board = open();
    ASSERT_NE(board, nullptr) << error_;
    expect_refused("in use");
    board_close(board);
    board = open();
    EXPECT_NE(board, nullptr) << error_;
    board_close(board);
}

TEST_F(Board, NamesWhatIsWrongWithAFile) {
    poke("options.bin", 0, 'X');
    expect_refused("options.bin");
    poke("options.bin", 0, 'S');
    poke("obkeys.bin", 4, 9);
    expect_refused("version 9");
    poke("obkeys.bin", 4, 1);
    poke("options.bin", 8, 2);
    expect_refused("damaged");
    fs::resize_file(dir_ / "flash.bin", 100);
    expect_refused("100 bytes");
    fs::remove(dir_ / "flash.bin");
    expect_refused("cannot open");
    fs::remove_all(dir_);
    expect_refused("sm board new");
}

TEST_F(Board, RefusesToOverwriteABoard) {
    EXPECT_FALSE(board_create(dir_.c_str(), nullptr, error_));
}

TEST_F(Board, RefusesRangesThatDoNotFit) {
    board* board = open();
    ASSERT_NE(board, nullptr) << error_;
    const char byte = 0;
    EXPECT_FALSE(board_program(board, BOARD_FLASH_SIZE, &byte, 1, error_));
    EXPECT_FALSE(board_program(board, 8, &byte, 1, error_));
    EXPECT_FALSE(board_erase(board, 16, 8192, error_));
    EXPECT_FALSE(board_erase(board, 0xFFFFE000U, 0x4000, error_));
    board_close(board);
}

TEST_F(Board, PlantsEccErrorsAtTheChipsAddresses) {
    board* board = open();
    ASSERT_NE(board, nullptr) << error_;
    std::uint8_t out[16] = {};
    ASSERT_TRUE(board_program(board, 0x100000, out, 16, error_)) << error_;
    ASSERT_TRUE(board_plant(board, 0x0C100000, FLASH_PLANT_SINGLE, error_)) << error_;
    EXPECT_EQ(flash_word_status(&board->flash, 0x100000), FLASH_CORRECTED);
    ASSERT_TRUE(board_plant(board, 0x08000010, FLASH_PLANT_DOUBLE, error_)) << error_;
    EXPECT_EQ(flash_word_status(&board->flash, 0x10), FLASH_ECC_BAD);
    ASSERT_TRUE(board_plant(board, 0x0FFD0100, FLASH_PLANT_DOUBLE, error_)) << error_;
    EXPECT_FALSE(board_obk_read(board, 0x100, out, 16, error_));
    ASSERT_TRUE(board_plant(board, 0x08FFF002, FLASH_PLANT_DOUBLE, error_)) << error_;
    EXPECT_EQ(otp_read(&board->otp, 2, out), FLASH_ECC_BAD);
    EXPECT_FALSE(board_plant(board, 0x0900A800, FLASH_PLANT_DOUBLE, error_));
    auto options = board_get_options(board);
    options.edatar[0] = 0x8000;
    ASSERT_EQ(board_set_options(board, &options), FLASH_OK);
    ASSERT_TRUE(board_plant(board, 0x0900A800, FLASH_PLANT_DOUBLE, error_)) << error_;
    EXPECT_EQ(edata_read(&board->flash, 127, 0, out), FLASH_ECC_BAD);
    EXPECT_FALSE(board_plant(board, 0x0900A7FE, FLASH_PLANT_DOUBLE, error_));
    EXPECT_FALSE(board_plant(board, 0x08000008, FLASH_PLANT_DOUBLE, error_));
    EXPECT_FALSE(board_plant(board, 0x20000000, FLASH_PLANT_DOUBLE, error_));
    board_close(board);
}

}  // namespace
