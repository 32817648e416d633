// SPDX-License-Identifier: Apache-2.0
// Mu-Glitch (arXiv 2302.06932) and its like skip writes that set isolation up. The manager looks at
// all of it again before the application's first instruction: a manager in which one place is
// spoiled in between (test/weak/spoiled.cpp) starts no application and says why.
#include <gtest/gtest.h>

#include "test/system/tool.h"
#include "test/weak/spoils.h"

namespace test {
namespace {

struct Spoiled {
    const char* claim;
    Spoil what;
};
constexpr Spoiled kSpoiled[] = {{"SauRegion", Spoil::kSauRegion},
                                {"SauSpareRegion", Spoil::kSauSpareRegion},
                                {"SauOff", Spoil::kSauOff},
                                {"Priorities", Spoil::kPriorities},
                                {"FloatState", Spoil::kFloatState},
                                {"FloatAccess", Spoil::kFloatAccess},
                                {"Division", Spoil::kDivision},
                                {"Faults", Spoil::kFaults},
                                {"Mpu", Spoil::kMpu},
                                {"Interrupts", Spoil::kInterrupts},
                                {"Clocks", Spoil::kClocks},
                                {"Power", Spoil::kPower},
                                {"SystemBlock", Spoil::kSystemBlock},
                                {"Pins", Spoil::kPins},
                                {"GtzcUnlocked", Spoil::kGtzcUnlocked},
                                {"CoreUnlocked", Spoil::kCoreUnlocked}};

class MuGlitch : public ::testing::TestWithParam<Spoiled> {};

// The application says what is to be spoiled.
Outcome run_spoiled(const TestBoard& board, Spoil what) {
    const TestFile payload("spoiled.payload");
    const TestFile image("spoiled.bin");
    copy_payload(images() / "hello.bin", payload.path());
    const std::string version = "1.0." + std::to_string(static_cast<unsigned>(what));
    EXPECT_EQ(
        sm({"image", "sign", "--component", "app", "--key", (keys() / "app.pem").string(),
            "--version", version, "--counter", "1", payload.path().string(), image.path().string()})
            .exit_code,
        0);
    EXPECT_EQ(board.install("app", image.path()).exit_code, 0);
    install_parts(board, {{"manager", "manager_spoiled"}});
    return board.demo({"--timeout", "30"});
}

TEST_P(MuGlitch, SpoiledSetUpStartsNoApplication) {
    const TestBoard board;
    const Outcome run = run_spoiled(board, GetParam().what);
    EXPECT_NE(run.exit_code, 0) << run.output;
    EXPECT_FALSE(run.says("hello:")) << run.output;
    EXPECT_TRUE(board.show().says("PROTECTION_MISMATCH")) << board.show().output;
}

std::string claim(const testing::TestParamInfo<Spoiled>& info) {
    return info.param.claim;
}
INSTANTIATE_TEST_SUITE_P(Each, MuGlitch, testing::ValuesIn(kSpoiled), claim);

TEST(MuGlitchItself, NothingSpoiledStartsTheApplication) {
    const TestBoard board;
    const Outcome run = run_spoiled(board, Spoil::kNothing);
    EXPECT_EQ(run.exit_code, 0) << run.output;
}

// HDPEXTR is the iROT's to write, and cannot be taken back.
TEST(MuGlitchItself, StagesThatAreNotHiddenStartNoApplication) {
    const TestBoard board;
    install_parts(board, {{"irot", "irot_no_extension"}});
    const Outcome run = board.demo({"--timeout", "30"});
    EXPECT_NE(run.exit_code, 0) << run.output;
    EXPECT_FALSE(run.says("hello:")) << run.output;
    EXPECT_TRUE(board.show().says("PROTECTION_MISMATCH")) << board.show().output;
}

}  // namespace
}  // namespace test
