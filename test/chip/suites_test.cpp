// SPDX-License-Identifier: Apache-2.0
// Each behaviour suite on a board of its own, in product state Open.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <sstream>

#include "emulator/flash/board_files.h"
#include "test/system/tool.h"

namespace test {
namespace {

std::vector<std::string> suite_names() {
    std::istringstream words(CHIP_SUITES);
    return {std::istream_iterator<std::string>(words), {}};
}

class Behaviour : public testing::TestWithParam<std::string> {};

// What a suite's board needs beside its program. Where durations count, the virtual clock follows
// the instructions (16 ns each), so that a busy host changes nothing.
std::vector<std::string> run_options(const std::string& suite) {
    const std::vector<std::string> timed{"--qemu-arg=-icount", "--qemu-arg=shift=4"};
    if (suite == "tamper") {
        return {"--qemu-arg=-icount", "--qemu-arg=shift=4", "--qemu-arg=-global",
                "--qemu-arg=stm32h573-tamp.tamper=3"};
    }
    if (suite == "flash_ecc") {
        return {"--qemu-arg=-machine",
                "--qemu-arg=plant-ecc=0x0c050000:single+0x0c050010+0x0c1fe000:single"
                "+0x0ffd08e0:single+0x08fff004:single"};
    }
    static const std::set<std::string> counting{"dwt", "iwdg", "lptim", "rtc", "tim", "wwdg"};
    return counting.contains(suite) ? timed : std::vector<std::string>{};
}

// A board whose banks may be swapped: boot address unlocked, the program in both banks.
void make_swappable(const Path& folder, const Path& program) {
    std::ifstream in(program, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    char error[BOARD_ERROR] = {};
    const std::unique_ptr<board, void (*)(board*)> board{board_open(folder.c_str(), true, error),
                                                         board_close};
    ASSERT_TRUE(board) << error;
    ASSERT_TRUE(board_program(board.get(), BOARD_FLASH_SIZE / 2, bytes.data(),
                              static_cast<std::uint32_t>(bytes.size()), error))
        << error;
    board_options options = board_get_options(board.get());
    options.secbootr = (options.secbootr & ~0xFFu) | BOARD_OFF;
    options.secwmr[1] = 60u << 16;
    ASSERT_EQ(board_set_options(board.get(), &options), FLASH_OK);
}

TEST_P(Behaviour, HoldsOnTheChip) {
    TestBoard board({"--state", "open"});
    const Path program = root() / "build/chip/test/chip" / (GetParam() + ".bin");
    const Outcome flashed = board.install("irot", program);
    ASSERT_EQ(flashed.exit_code, 0) << flashed.output;
    if (GetParam() == "flash_swap") {
        make_swappable(board.folder(), program);
    }
    const Outcome run = board.demo(run_options(GetParam()));
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says(GetParam() + ": ")) << run.output;
}

TEST(ClosedProduct, CountsNoCycles) {
    TestBoard board({"--state", "closed"});
    ASSERT_EQ(board.install("irot", root() / "build/chip/test/chip/dwt.bin").exit_code, 0);
    const Outcome run = board.demo(run_options("dwt"));
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("dwt: 1 passed, 0 failed")) << run.output;
}

// What USART1 sends by DMA is on the console: the suite itself cannot see that.
TEST(Console, ShowsWhatUsart1SendsByDma) {
    TestBoard board({"--state", "open"});
    ASSERT_EQ(board.install("irot", root() / "build/chip/test/chip/usart.bin").exit_code, 0);
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("sent by DMA")) << run.output;
}

INSTANTIATE_TEST_SUITE_P(Suites, Behaviour, testing::ValuesIn(suite_names()),
                         [](const auto& suite) { return suite.param; });

TEST(WithoutTrustzone, OneWorldStartsAtItsBootAddress) {
    TestBoard board{TestBoard::Blank{}};
    const Path program = root() / "build/chip/test/chip/without_trustzone.bin";
    const Outcome written = sm({"board", "program", program.string(), "--dir", board.folder()});
    ASSERT_EQ(written.exit_code, 0) << written.output;
    const Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("without_trustzone: ")) << run.output;
}

}  // namespace
}  // namespace test
