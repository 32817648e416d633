// SPDX-License-Identifier: Apache-2.0
// A partition of the IPC model serves the same application as the service functions it stands for.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

TEST(Modules, PartitionOfTheIpcModelServesTheSameCalls) {
    TestBoard board;
    install_parts(board, {{"echo", "waiter"}});
    const Outcome run = board.demo({"--app", "bench"});
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("1 passed, 0 failed")) << run.output;
    EXPECT_FALSE(board.show().says("module fault"));
}

TEST(Modules, VectorsAreMappedForTheServiceOnlyAndEachMistakeEndsIt) {
    TestBoard board({"--app", "mapping"});
    install_parts(board, {{"manager", "manager_probe_crypto"}, {"echo", "mapper"}});
    const Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("mapping: 43 passed, 0 failed")) << run.output;
}

// test/apps/interrupts with the ticker in one of its shapes.
void interrupts_serve(const std::string& shape) {
    TestBoard board({"--app", "interrupts"});
    install_parts(board, {{"manager", "manager_ticker_" + shape}});
    const Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("interrupts: 23 passed, 0 failed")) << run.output;
    EXPECT_TRUE(board.show().says("FAULT_PROGRAMMER"));
}

TEST(Interrupts, SecondLevelReachesAPartitionThatWaits) {
    interrupts_serve("slih");
}

TEST(Interrupts, FirstLevelRunsInAPartitionOfTheIpcModel) {
    interrupts_serve("flih");
}

TEST(Interrupts, FirstLevelRunsBesideServiceFunctions) {
    interrupts_serve("sfn");
}

}  // namespace
}  // namespace test
