// SPDX-License-Identifier: Apache-2.0
// Claims M1 and M3 on the virtual chip, from a module's own place: a prober stands in echo's slot,
// and in the crypto and the storage service's places in the manager's image, and tries everything
// (test/apps/isolation). weak_test.cpp shows that it gets in where a protection is taken away.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

const Part kInstalled{"echo", "prober"};

// A board with the prober in one place, and its one run.
class Probed {
  public:
    Probed(const std::string& app, const std::vector<Part>& parts) : board_({"--app", app}) {
        install_parts(board_, parts);
        run_ = board_.demo();
    }

    [[nodiscard]] const TestBoard& board() const { return board_; }
    [[nodiscard]] const Outcome& run() const { return run_; }

  private:
    TestBoard board_;
    Outcome run_;
};

testing::AssertionResult all_refused(const Probed& probed, const std::string& id) {
    const Outcome& run = probed.run();
    if (run.exit_code != 0 || !run.says("in the place of module " + id) ||
        !run.says(" passed, 0 failed") || run.says("GOT IN") || run.says("WRONG")) {
        return testing::AssertionFailure() << run.output;
    }
    return testing::AssertionSuccess();
}

testing::AssertionResult says_all(const Outcome& run, const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
        if (!run.says(line)) {
            return testing::AssertionFailure() << "no line '" << line << "' in:\n" << run.output;
        }
    }
    return testing::AssertionSuccess();
}

TEST(M1, InstalledModuleReachesOnlyItsOwn) {
    Probed probed("isolation", {kInstalled});
    EXPECT_TRUE(all_refused(probed, "0x00000201"));
    EXPECT_TRUE(says_all(
        probed.run(), {"refused  read the manager's RAM:", "refused  read the storage key:",
                       "refused  read the first word of the RAM of sm_crypto:",
                       "refused  read the first word of the RAM of sm_storage:",
                       "refused  write the RAM of sm_storage:", "refused  jump into its own RAM:",
                       "refused  random words without the grant:"}));
}

TEST(M1, CryptoServiceCannotReadTheStorageService) {
    Probed probed("isolation", {{"manager", "manager_probe_crypto"}});
    EXPECT_TRUE(all_refused(probed, "0x00000102"));
    EXPECT_TRUE(
        says_all(probed.run(),
                 {"refused  read the first word of the RAM of sm_storage:",
                  "refused  read the last word of the RAM of sm_storage:",
                  "refused  write the RAM of sm_storage:", "refused  read the image of sm_storage:",
                  "refused  read the storage key:", "refused  read the stored data:"}));
}

TEST(M1, StorageServiceCannotReadTheCryptoService) {
    Probed probed("isolation", {{"manager", "manager_probe_storage"}});
    EXPECT_TRUE(all_refused(probed, "0x00000101"));
    EXPECT_TRUE(
        says_all(probed.run(),
                 {"as meant read the storage key:",  // its own grant
                  "refused  read the attestation key:",
                  "refused  read the first word of the RAM of sm_crypto:",
                  "refused  read the last word of the RAM of sm_crypto:",
                  "refused  write the RAM of sm_crypto:", "refused  read the image of sm_crypto:",
                  "refused  flash program beyond its range:"}));
}

// Every block of memory, not the chosen ones only.
testing::AssertionResult rights_as_planned(const std::vector<Part>& parts) {
    Probed witnessed("rights", parts);
    return witnessed.run().exit_code == 0 && witnessed.run().says("rights: 18 passed, 0 failed")
               ? testing::AssertionSuccess()
               : testing::AssertionFailure() << witnessed.run().output;
}

TEST(M1, RightsOfAnInstalledModuleAreThoseOfItsManifest) {
    EXPECT_TRUE(rights_as_planned({kInstalled, {"manager", "manager_witness"}}));
}

TEST(M1, RightsInThePlaceOfCryptoAreThoseOfItsManifest) {
    EXPECT_TRUE(rights_as_planned({{"manager", "manager_witness_crypto"}}));
}

TEST(M1, RightsInThePlaceOfStorageAreThoseOfItsManifest) {
    EXPECT_TRUE(rights_as_planned({{"manager", "manager_witness_storage"}}));
}

TEST(M3, FaultIsReportedByNameAndCause) {
    Probed probed("isolation", {kInstalled});
    EXPECT_EQ(probed.run().exit_code, 0) << probed.run().output;
    Outcome show = probed.board().show();
    EXPECT_TRUE(says_all(show, {"module fault", "module echo", "FAULT_PROGRAMMER"}));
}

TEST(M3, FaultingModuleIsRestartedAndOthersGoOn) {
    Probed probed("isolation", {kInstalled});
    EXPECT_TRUE(says_all(probed.run(), {"refused  stack overflow:", "refused  division by zero:",
                                        "refused  undefined instruction:", "refused  psa_panic:",
                                        "ok    a module that fails is restarted at its next call",
                                        "ok    one that failed 16 times in a boot stays stopped",
                                        "ok    and all others answer still"}));
    EXPECT_FALSE(probed.run().says("does not answer again")) << probed.run().output;
    EXPECT_FALSE(probed.run().says("others do not answer")) << probed.run().output;
}

TEST(M3, DeadModuleIsBackAfterReset) {
    Probed probed("isolation", {kInstalled});
    Outcome again = probed.board().demo();
    EXPECT_EQ(again.exit_code, 0) << again.output;
}

}  // namespace
}  // namespace test
