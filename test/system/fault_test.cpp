// SPDX-License-Identifier: Apache-2.0
// Claims M2 to M4: what the application's own faults and forged returns do, on the virtual chip
// (test/apps/faults).
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

TEST(M4, FaultsOfTheApplicationAreItsOwn) {
    TestBoard board;
    // With a seed time counts instructions, so that its ticks meet the module however busy we are.
    Outcome run = board.demo({"--app", "faults", "--seed", "1"});
    EXPECT_EQ(run.exit_code, 0) << run.output;
    for (const char* line :
         {"ok    the clock of the random number generator is not the application's",
          "ok    an undefined instruction arrives as the application's own fault",
          "ok    a spoiled return ends the call and shows no register",
          "ok    it is no fault of the module", "ok    a return to the secure main stack resets",
          "ok    an undefined instruction nobody takes resets",
          "ok    vectors in secure memory reset", "faults: 11 passed, 0 failed"}) {
        EXPECT_TRUE(run.says(line)) << line << " is not in:\n" << run.output;
    }
    EXPECT_FALSE(board.show().says("module fault"));
}

}  // namespace
}  // namespace test
