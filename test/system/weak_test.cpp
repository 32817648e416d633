// SPDX-License-Identifier: Apache-2.0
// The tests of isolation can see: each attack that is refused on the real images succeeds on one
// that lacks the protection (test/weak), and a stage that finds itself at the wrong level stops.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

// Boots the default board with some of its images exchanged. `until`: a line that ends the run.
Outcome boot_with(const std::string& app, const std::vector<Part>& parts,
                  const std::string& until = "") {
    TestBoard board({"--app", app});
    install_parts(board, parts);
    return until.empty() ? board.demo({"--timeout", "60"})
                         : board.demo({"--timeout", "60", "--until", until});
}

// M1, M3: without the MPU.

TEST(M1, WithoutMpuAModuleReadsTheManagersRam) {
    const Part prober{"echo", "prober"};
    const std::string line = "GOT IN   read the manager's RAM:";
    Outcome weak = boot_with("isolation", {prober, {"manager", "manager_no_mpu"}}, line);
    EXPECT_TRUE(weak.says(line)) << weak.output;
    EXPECT_TRUE(weak.says("GOT IN   read the storage key:")) << weak.output;
}

TEST(M1, WithoutMpuTheCryptoServiceReadsTheStorageService) {
    const std::string line = "GOT IN   write the RAM of sm_storage:";
    Outcome weak = boot_with("isolation", {{"manager", "manager_no_mpu_crypto"}}, line);
    EXPECT_TRUE(weak.says("GOT IN   read the first word of the RAM of sm_storage:")) << weak.output;
    EXPECT_TRUE(weak.says(line)) << weak.output;
}

TEST(M1, WithoutMpuTheRightsAreNotThoseOfTheManifest) {
    Outcome weak = boot_with("rights", {{"echo", "prober"}, {"manager", "manager_witness_no_mpu"}});
    EXPECT_EQ(weak.exit_code, 1) << weak.output;
    EXPECT_TRUE(weak.says("FAIL  RAM of manager, modules, hand-over")) << weak.output;
    EXPECT_TRUE(weak.says("FAIL  OBKeys, secure alias")) << weak.output;
}

// M2: without the attribution of memory. On the real images: intruder_test.cpp.

TEST(M2, WithSauAndMpcbbOpenTheIntruderGetsIn) {
    Outcome weak = boot_with("intruder", {{"manager", "manager_open_memory"}}, "forged calls");
    EXPECT_TRUE(weak.says("GOT IN   read the hand-over block, non-secure alias")) << weak.output;
    EXPECT_TRUE(weak.says("GOT IN   write it")) << weak.output;
    EXPECT_TRUE(weak.says("refused  read the manager's code")) << weak.output;
}

TEST(M2, WithMpcbbOpenTheDmaGetsIn) {
    const std::string line = "GOT IN   read the manager's RAM, non-secure alias";
    Outcome weak = boot_with("dma", {{"manager", "manager_open_memory"}}, line);
    EXPECT_TRUE(weak.says(line)) << weak.output;
}

// B2: a stage that is the attacker itself, rightly signed, in the place of the next one.

TEST(B2, WhatFollowsIrotFindsItHidden) {
    Outcome run = boot_with("isolation", {{"urot", "spy_after_irot"}});
    EXPECT_EQ(run.exit_code, 0) << run.output;
    for (const char* what : {"iROT's code", "iROT's keys", "iROT's RAM", "the storage key"}) {
        EXPECT_TRUE(run.says(std::string("hidden   ") + what)) << run.output;
    }
    EXPECT_TRUE(run.says("seen     uROT's keys")) << run.output;
}

TEST(B2, WhatFollowsUrotFindsBothStagesHidden) {
    Outcome run = boot_with("isolation", {{"manager", "spy_after_urot"}});
    EXPECT_EQ(run.exit_code, 0) << run.output;
    for (const char* what :
         {"iROT's code", "iROT's keys", "uROT's code", "uROT's keys", "uROT's RAM"}) {
        EXPECT_TRUE(run.says(std::string("hidden   ") + what)) << run.output;
    }
}

TEST(B2, SpySeesAnIrotThatNeitherWipesNorRaises) {
    Outcome weak =
        boot_with("isolation", {{"irot", "irot_weak_leave"}, {"urot", "spy_after_irot"}});
    EXPECT_EQ(weak.exit_code, 1) << weak.output;
    for (const char* what : {"iROT's code", "iROT's keys", "iROT's RAM"}) {
        EXPECT_TRUE(weak.says(std::string("GOT IN   ") + what)) << weak.output;
    }
}

TEST(B2, SpySeesAnUrotThatNeitherWipesNorRaises) {
    Outcome weak =
        boot_with("isolation", {{"urot", "urot_weak_leave"}, {"manager", "spy_after_urot"}});
    EXPECT_EQ(weak.exit_code, 1) << weak.output;
    for (const char* what : {"uROT's code", "uROT's keys", "uROT's RAM"}) {
        EXPECT_TRUE(weak.says(std::string("GOT IN   ") + what)) << weak.output;
    }
}

TEST(B2, SpySeesAnUrotWhoseRoomWasNotExtendedOver) {
    Outcome weak =
        boot_with("isolation", {{"irot", "irot_no_extension"}, {"manager", "spy_after_urot"}});
    EXPECT_EQ(weak.exit_code, 1) << weak.output;
    EXPECT_TRUE(weak.says("GOT IN   uROT's code")) << weak.output;
    EXPECT_TRUE(weak.says("hidden   uROT's keys")) << weak.output;
}

TEST(B2, UrotRefusesToRunWhereHdplWasNotRaised) {
    Outcome run = boot_with("isolation", {{"irot", "irot_weak_leave"}});
    EXPECT_NE(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("HDPL_NOT_RAISED")) << run.output;
    EXPECT_TRUE(run.says("uROT: halted")) << run.output;
}

TEST(B2, ManagerRefusesToRunWhereHdplWasNotRaised) {
    TestBoard board({"--app", "isolation"});
    install_parts(board, {{"urot", "urot_weak_leave"}});
    Outcome run = board.demo({"--timeout", "10"});
    EXPECT_NE(run.exit_code, 0) << run.output;
    EXPECT_FALSE(run.says("isolation:")) << run.output;
    EXPECT_TRUE(board.show().says("HDPL_NOT_RAISED"));
}

}  // namespace
}  // namespace test
