// SPDX-License-Identifier: Apache-2.0
// Each behaviour suite on a board of its own, in product state Open.
#include <gtest/gtest.h>

#include <iterator>
#include <sstream>

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
    return suite == "rtc" ? timed : std::vector<std::string>{};
}

TEST_P(Behaviour, HoldsOnTheChip) {
    TestBoard board({"--state", "open"});
    const Path program = root() / "build/chip/test/chip" / (GetParam() + ".bin");
    const Outcome flashed = board.install("irot", program);
    ASSERT_EQ(flashed.exit_code, 0) << flashed.output;
    const Outcome run = board.demo(run_options(GetParam()));
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says(GetParam() + ": ")) << run.output;
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
