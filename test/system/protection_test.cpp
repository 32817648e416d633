// SPDX-License-Identifier: Apache-2.0
// The option bytes that hold the chip's static protections, each changed alone on the virtual chip:
// a refusal that names it in every product state but Open, a warning there. With TZEN, SECBOOTADD,
// BOOT_UBE or SWAP_BANK changed the chip does not start our iROT, in no state: then nothing that it
// would have let run may run. What the iROT makes of those four: boot/stage/protection_test.cpp.
#include <gtest/gtest.h>

#include "test/system/spoil.h"

namespace test {
namespace {

struct Change {
    const char* claim;
    const char* name;  // on the console
    std::uint32_t reg;
    std::uint32_t bits;  // turned round
};
constexpr std::uint32_t kOnOff = 0xB4 ^ 0xC3;
constexpr Change kChanges[] = {{"BootLock", "SECBOOT_LOCK", kSecboot, kOnOff},
                               {"Watermark1", "SECWM", kSecwm1, 1u << 16},
                               {"Watermark2", "SECWM", kSecwm2, 1u << 16},
                               {"Hidden1", "HDP", kHdp1, 1u << 16},
                               {"Hidden2", "HDP", kHdp2, 1u << 16},
                               {"WriteProtection", "WRP", kWrp1, 1},
                               {"Sram2Erase", "SRAM_RST", kOptsr2, 1u << 3},
                               {"Sram13Erase", "SRAM_RST", kOptsr2, 1u << 2}};
constexpr Change kElsewhere[] = {{"TrustZone", "TZEN", kOptsr2, kOnOff << 24},
                                 {"BootAddress", "SECBOOTADD", kSecboot, 0x8000},
                                 {"BootEntry", "BOOT_UBE", kOptsr, kOnOff << 22},
                                 {"SwapBank", "SWAP_BANK", kOptsr, 1u << 31}};

class SystemProtection : public ::testing::TestWithParam<Change> {};
class SystemStart : public ::testing::TestWithParam<Change> {};

void expect_refused(const TestBoard& board, const char* name) {
    const Outcome run = board.demo();
    EXPECT_NE(run.exit_code, 0);
    EXPECT_TRUE(run.says(std::string("iROT: differs from the manifest: ") + name + "\r") ||
                run.says(std::string("iROT: differs from the manifest: ") + name + "\n"))
        << run.output;
    EXPECT_TRUE(run.says("iROT: stopped: PROTECTION_MISMATCH")) << run.output;
    EXPECT_FALSE(run.says("uROT:")) << run.output;
    EXPECT_TRUE(board.show().says("PROTECTION_MISMATCH"));
}

TEST_P(SystemProtection, ThatIsOffIsRefusedByNameInClosed) {
    TestBoard board;
    turn_option(board, GetParam().reg, GetParam().bits);
    expect_refused(board, GetParam().name);
}

TEST_P(SystemProtection, ThatIsOffIsAWarningInOpen) {
    TestBoard board({"--state", "open"});
    turn_option(board, GetParam().reg, GetParam().bits);
    const Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    for (const char* stage : {"iROT", "uROT"}) {
        EXPECT_TRUE(run.says(std::string(stage) + ": warning: unprotected: " + GetParam().name))
            << run.output;
    }
}

TEST_P(SystemStart, ElsewhereRunsNothing) {
    for (const char* state : {"open", "closed"}) {
        TestBoard board({"--state", state});
        turn_option(board, GetParam().reg, GetParam().bits);
        const Outcome run = board.demo({"--timeout", "4"});
        EXPECT_NE(run.exit_code, 0) << state;
        EXPECT_FALSE(run.says(" ok, counter")) << state << run.output;
        EXPECT_FALSE(run.says("hello:")) << state << run.output;
    }
}

std::string claim(const testing::TestParamInfo<Change>& info) {
    return info.param.claim;
}
INSTANTIATE_TEST_SUITE_P(Each, SystemProtection, testing::ValuesIn(kChanges), claim);
INSTANTIATE_TEST_SUITE_P(Each, SystemStart, testing::ValuesIn(kElsewhere), claim);

// In state Provisioning the ROM starts nothing of ours.
TEST(SystemProtectionState, EveryClosedStateRefuses) {
    for (const char* state : {"irot-provisioned", "tz-closed", "locked"}) {
        SCOPED_TRACE(state);
        TestBoard board({"--state", state});
        turn_option(board, kWrp1, 1);
        expect_refused(board, "WRP");
    }
}

TEST(SystemProtectionState, MoreWriteProtectionIsFine) {
    TestBoard board;
    turn_option(board, kWrp1, 1u << 31);
    const Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_FALSE(run.says("unprotected")) << run.output;
}

}  // namespace
}  // namespace test
