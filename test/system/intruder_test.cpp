// SPDX-License-Identifier: Apache-2.0
// Claims B2 and M2 from the application's side: what an intruder in the non-secure world tries is
// refused; and the same intruder succeeds where a protection was taken away, so it can see.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

TEST(M2, IntruderIsRefusedEverywhere) {
    TestBoard board;
    Outcome run = board.demo({"--app", "intruder"});
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("refused  read iROT's code, secure alias")) << run.output;
    EXPECT_TRUE(run.says(" 0 failed")) << run.output;
    EXPECT_FALSE(run.says("GOT IN")) << run.output;
}

TEST(M2, IntruderEndsTheRunByItself) {
    TestBoard board;
    Outcome run = sm({"board", "run", "--dir", board.folder().string(), "--app", "intruder"}, 30);
    EXPECT_EQ(run.exit_code, 0) << run.output;
}

TEST(M2, EverythingStillWorksAfterTheIntruder) {
    TestBoard board;
    EXPECT_EQ(board.demo({"--app", "intruder"}).exit_code, 0);
    Outcome run = board.demo({"--app", "hello"});
    EXPECT_EQ(run.exit_code, 0) << run.output;
}

// The application has GPDMA1 and GPDMA2 (system.toml): a master that neither SAU nor MPU sees.
TEST(M2, DmaOfTheApplicationReachesNothingSecure) {
    TestBoard board({"--app", "dma"});
    Outcome run = board.demo({"--app", "dma"});
    EXPECT_EQ(run.exit_code, 0) << run.output;
    for (const char* what : {"read the manager's RAM", "read iROT's code, non-secure alias",
                             "read the storage key, SSEC and DSEC forged",
                             "write the manager's code, non-secure alias"}) {
        EXPECT_TRUE(run.says(std::string("refused  ") + what)) << run.output;
    }
    EXPECT_TRUE(run.says(" 0 failed")) << run.output;
    EXPECT_FALSE(run.says("GOT IN")) << run.output;
    Outcome after = board.demo({"--app", "hello"});
    EXPECT_EQ(after.exit_code, 0) << after.output;
}

TEST(App, ApplicationInCRuns) {
    TestBoard board;
    Outcome run = board.demo({"--app", "hello_c"});
    EXPECT_EQ(run.exit_code, 0) << run.output;
}

}  // namespace
}  // namespace test
