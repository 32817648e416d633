// SPDX-License-Identifier: Apache-2.0
// Claims B1 and B3 for signed data images: the application reads what its owner signed, and knows
// where it has nothing; data and code do not take each other's place; they are updated together.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

constexpr std::uint32_t kCalibration = 0x5A000;  // system.toml
constexpr std::uint32_t kHeader = 0x20;

Path original() {
    return images() / "calibration.bin";
}

// The payload of `from` signed once more; `words` say as what.
void sign_as(const Path& from, const Path& to, const std::vector<std::string>& words) {
    TestFile payload("payload.bin");
    copy_payload(from, payload.path());
    std::vector<std::string> line = {"image", "sign"};
    line.insert(line.end(), words.begin(), words.end());
    line.insert(line.end(), {payload.path().string(), to.string()});
    const Outcome made = sm(line);
    ASSERT_EQ(made.exit_code, 0) << made.output;
}

std::string key(const std::string& name) {
    return (keys() / (name + ".pem")).string();
}

std::vector<std::string> as_data(const std::string& version, const std::string& counter,
                                 const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"--data",    "calibration", "--key",     key("data"),
                                      "--version", version,       "--counter", counter};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::vector<std::string> as_app(const std::string& signer, const std::string& version,
                                const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"--component", "app",   "--key",     key(signer),
                                      "--version",   version, "--counter", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

class SystemData : public ::testing::Test {
  protected:
    Outcome run_with(const Path& image) {
        EXPECT_EQ(board.install("calibration", image).exit_code, 0);
        return board.demo();
    }

    // The boot goes on, but the application has no data and knows it.
    testing::AssertionResult refused(const std::string& error) {
        const Outcome run = board.demo();
        const Outcome show = board.show();
        for (const std::string& line : {"uROT: refused data 0x8: " + error,
                                        std::string("calibrated: the calibration was refused")}) {
            if (!run.says(line)) {
                return testing::AssertionFailure() << "no '" << line << "' in:\n" << run.output;
            }
        }
        if (!show.says("data calibration") || !show.says(error) || !show.says("not readable")) {
            return testing::AssertionFailure() << show.output;
        }
        return testing::AssertionSuccess();
    }

    TestBoard board{{"--app", "calibrated"}};
    TestFile image{"data.bin"};
    TestFile app{"app.bin"};
};

TEST_F(SystemData, VerifiedDataIsReadRecordedAndShown) {
    const Outcome run = run_with(original());
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("uROT: data 0x8 1.0.0 ok, counter 1")) << run.output;
    EXPECT_TRUE(run.says("calibrated: sensor 4711 reads 1000")) << run.output;
    const Outcome show = board.show();
    EXPECT_TRUE(show.says("data calibration")) << show.output;
    EXPECT_FALSE(show.says("not readable")) << show.output;
}

TEST_F(SystemData, EmptySlotIsFineAndTheApplicationKnows) {
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: data 0x8 absent")) << run.output;
    EXPECT_TRUE(run.says("calibrated: no calibration")) << run.output;
}

TEST_F(SystemData, ChangedDataIsRefusedByName) {
    ASSERT_EQ(board.install("calibration", original()).exit_code, 0);
    board.flip(kCalibration + kHeader);
    EXPECT_TRUE(refused("HASH_MISMATCH"));
}

TEST_F(SystemData, RefusedDataCannotBeRead) {
    const Path peek = images() / "peek.bin";
    ASSERT_EQ(board.install("app", peek).exit_code, 0);
    const Outcome good = run_with(original());
    EXPECT_TRUE(good.says("peek: the image's first word")) << good.output;
    EXPECT_TRUE(good.says("peek: verified") && good.says("peek: address")) << good.output;
    board.flip(kCalibration + kHeader);
    const Outcome bad = board.demo();
    EXPECT_TRUE(bad.says("peek: nothing")) << bad.output;
    EXPECT_TRUE(bad.says("peek: not verified") && bad.says("peek: no address")) << bad.output;
    EXPECT_FALSE(bad.says("peek: the image's first word")) << bad.output;
}

TEST_F(SystemData, DataOfAnotherKeyIsRefused) {
    sign_as(original(), image.path(),
            {"--data", "calibration", "--key", key("app"), "--version", "1.0.0", "--counter", "1"});
    ASSERT_EQ(board.install("calibration", image.path()).exit_code, 0);
    EXPECT_TRUE(refused("KEY_UNKNOWN"));
}

TEST_F(SystemData, OlderSecurityCounterIsRefused) {
    TestBoard later({"--app", "calibrated", "--counters", "calibration=2"});
    ASSERT_EQ(later.install("calibration", original()).exit_code, 0);
    const Outcome run = later.demo();
    EXPECT_TRUE(run.says("uROT: refused data 0x8: COUNTER_ROLLBACK")) << run.output;
}

// With the right key and the right header each, so that nothing but the identity tells.
TEST_F(SystemData, ApplicationInTheDataSlotIsRefused) {
    sign_as(original(), image.path(),
            as_app("data", "1.0.0", {"--header-size", "0x20", "--slot-size", "8K"}));
    ASSERT_EQ(board.install("calibration", image.path()).exit_code, 0);
    EXPECT_TRUE(refused("WRONG_COMPONENT"));
}

TEST_F(SystemData, DataInTheApplicationsSlotIsRefused) {
    sign_as(images() / "calibrated.bin", app.path(),
            {"--data", "calibration", "--key", key("app"), "--version", "1.0.0", "--counter", "1",
             "--header-size", "0x400", "--slot-size", "832K"});
    ASSERT_EQ(board.install("app", app.path()).exit_code, 0);
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: refused application: WRONG_COMPONENT")) << run.output;
    EXPECT_FALSE(run.says("calibrated:")) << run.output;
}

TEST_F(SystemData, ApplicationThatNeedsDataRunsOnlyBesideIt) {
    sign_as(images() / "calibrated.bin", app.path(),
            as_app("app", "1.0.0", {"--needs", "calibration=1.0.0"}));
    ASSERT_EQ(board.install("app", app.path()).exit_code, 0);
    EXPECT_TRUE(board.demo().says("uROT: refused application: DEPENDENCY_UNMET"));
    const Outcome both = run_with(original());
    EXPECT_EQ(both.exit_code, 0) << both.output;
    board.flip(kCalibration + kHeader);
    const Outcome bad = board.demo();
    EXPECT_TRUE(bad.says("uROT: refused data 0x8: HASH_MISMATCH")) << bad.output;
    EXPECT_TRUE(bad.says("uROT: refused application: DEPENDENCY_UNMET")) << bad.output;
}

TEST_F(SystemData, DataThatNeedsANewerApplicationIsRefused) {
    sign_as(original(), image.path(), as_data("1.0.0", "1", {"--needs", "app=9.0.0"}));
    ASSERT_EQ(board.install("calibration", image.path()).exit_code, 0);
    EXPECT_TRUE(refused("DEPENDENCY_UNMET"));
}

TEST_F(SystemData, IsUpdatedTogetherWithTheApplication) {
    ASSERT_EQ(board.install("calibration", original()).exit_code, 0);
    sign_as(original(), image.path(), as_data("2.0.0", "2"));
    sign_as(images() / "calibrated.bin", app.path(),
            as_app("app", "2.0.0", {"--needs", "calibration=2.0.0"}));
    const auto update = [&](const std::vector<std::string>& words) {
        std::vector<std::string> line = {"board", "update", "--dir", board.folder().string()};
        line.insert(line.end(), words.begin(), words.end());
        return sm(line);
    };
    const std::vector<std::string> both = {"calibration=" + image.path().string(),
                                           "app=" + app.path().string()};
    ASSERT_EQ(update(both).exit_code, 0);
    const Outcome trial = board.demo();
    EXPECT_EQ(trial.exit_code, 0) << trial.output;
    EXPECT_TRUE(trial.says("uROT: data 0x8 2.0.0 ok, counter 2")) << trial.output;
    EXPECT_TRUE(trial.says("uROT: application 2.0.0 ok")) << trial.output;
    const Outcome reverted = board.demo();  // nobody confirmed
    EXPECT_TRUE(reverted.says("uROT: data 0x8 1.0.0 ok")) << reverted.output;
    EXPECT_TRUE(reverted.says("uROT: application 1.0.0 ok")) << reverted.output;
    ASSERT_EQ(update(both).exit_code, 0);
    ASSERT_EQ(board.demo().exit_code, 0);
    ASSERT_EQ(update({"--confirm"}).exit_code, 0);
    ASSERT_EQ(board.demo().exit_code, 0);
    ASSERT_EQ(board.install("calibration", original()).exit_code, 0);
    const Outcome old = board.demo();
    EXPECT_TRUE(old.says("uROT: refused data 0x8: COUNTER_ROLLBACK")) << old.output;
}

TEST_F(SystemData, ForgedDataEndsTheWholeTransaction) {
    ASSERT_EQ(board.install("calibration", original()).exit_code, 0);
    sign_as(original(), image.path(),
            {"--data", "calibration", "--key", key("app"), "--version", "2.0.0", "--counter", "2"});
    sign_as(images() / "calibrated.bin", app.path(), as_app("app", "2.0.0"));
    const Outcome asked =
        sm({"board", "update", "--dir", board.folder().string(), "app=" + app.path().string(),
            "calibration=" + image.path().string()});
    ASSERT_EQ(asked.exit_code, 0) << asked.output;
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: update refused, data 0x8: KEY_UNKNOWN")) << run.output;
    EXPECT_TRUE(run.says("uROT: application 1.0.0 ok")) << run.output;
    EXPECT_TRUE(run.says("calibrated: sensor 4711 reads 1000")) << run.output;
}

}  // namespace
}  // namespace test
