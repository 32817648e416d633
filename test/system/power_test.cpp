// SPDX-License-Identifier: Apache-2.0
// Claims B3 and S2 as far as the first slice goes: what was stored is there after power-off, and a
// board that lost power at any moment starts again and counts on.
#include <gtest/gtest.h>

#include <random>

#include "test/system/tool.h"

namespace test {
namespace {

int boot_counter(const Outcome& run) {
    std::size_t at = run.output.rfind("boot counter: ");
    return at == std::string::npos ? -1 : std::stoi(run.output.substr(at + 14));
}

TEST(S2, BootCounterSurvivesPowerOff) {
    TestBoard board;
    int first = boot_counter(board.demo());
    int second = boot_counter(board.demo());
    EXPECT_EQ(first, 1);
    EXPECT_EQ(second, 2);
}

TEST(S2, DeviceKeySurvivesPowerOff) {
    TestBoard board;
    EXPECT_EQ(board.demo().exit_code, 0);
    Outcome again = board.demo();
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_TRUE(again.says("ok    the signature verifies")) << again.output;
}

TEST(B3, BoardKilledAtRandomMomentsStartsAndCounts) {
    TestBoard board;
    std::mt19937 random(20261123);
    std::uniform_int_distribution<unsigned> moment(20, 2000);
    int last = boot_counter(board.demo());
    ASSERT_EQ(last, 1);
    for (int i = 0; i < 10; ++i) {
        unsigned ms = moment(random);
        sm_killed({"board", "run", "--dir", board.folder().string()}, ms);
        Outcome run = board.demo();
        ASSERT_EQ(run.exit_code, 0) << "after a cut at " << ms << " ms:\n" << run.output;
        ASSERT_GT(boot_counter(run), last) << "after a cut at " << ms << " ms:\n" << run.output;
        last = boot_counter(run);
    }
}

}  // namespace
}  // namespace test
