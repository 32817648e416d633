// SPDX-License-Identifier: Apache-2.0
// Claim B3 on the virtual chip: updates as a user makes them. Every cut of the same engine is on
// the host (test/powercut); here power fails in the running chip, in operations spread over an
// install.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

struct Version {
    const char* number;
    const char* counter;
};
constexpr Version kSecond = {"2.0.0", "2"};

Path payload_of(const std::string& image) {
    Path file = images() / ".." / "update_test.payload";
    copy_payload(images() / (image + ".bin"), file);
    return file;
}

// The same application or manager again, signed as a later version.
void sign(const std::string& image, const std::string& component, const Version& version,
          const Path& to) {
    const Path payload = payload_of(image);
    Outcome signing = sm({"image", "sign", "--component", component, "--key",
                          (keys() / (component + ".pem")).string(), "--version", version.number,
                          "--counter", version.counter, payload.string(), to.string()});
    ASSERT_EQ(signing.exit_code, 0) << signing.output;
}

class SystemUpdate : public ::testing::Test {
  protected:
    SystemUpdate() : app("update_app"), manager("update_manager"), urot("update_urot") {
        sign("hello", "app", kSecond, app.path());
        sign("manager", "manager", kSecond, manager.path());
        sign("urot", "urot", kSecond, urot.path());
    }
    Outcome update(const std::vector<std::string>& arguments) const {
        std::vector<std::string> line = {"board", "update", "--dir", board.folder().string()};
        line.insert(line.end(), arguments.begin(), arguments.end());
        return sm(line);
    }
    std::string app_is() const { return "app=" + app.path().string(); }
    std::string manager_is() const { return "manager=" + manager.path().string(); }
    std::string urot_is() const { return "urot=" + urot.path().string(); }

    TestBoard board;
    TestFile app;
    TestFile manager;
    TestFile urot;
};

TEST_F(SystemUpdate, TwoComponentsAreTriedConfirmedAndStay) {
    Outcome asked = update({app_is(), manager_is()});
    ASSERT_EQ(asked.exit_code, 0) << asked.output;
    Outcome trial = board.demo();
    EXPECT_EQ(trial.exit_code, 0) << trial.output;
    EXPECT_TRUE(trial.says("uROT: update installed, on trial")) << trial.output;
    EXPECT_TRUE(trial.says("uROT: manager 2.0.0 ok, counter 2")) << trial.output;
    EXPECT_TRUE(trial.says("uROT: application 2.0.0 ok, counter 2")) << trial.output;
    Outcome confirmed = update({"--confirm"});
    ASSERT_EQ(confirmed.exit_code, 0) << confirmed.output;
    for (int i = 0; i < 2; ++i) {
        Outcome run = board.demo();
        EXPECT_TRUE(run.says("uROT: application 2.0.0 ok")) << run.output;
        EXPECT_TRUE(run.says("uROT: manager 2.0.0 ok")) << run.output;
    }
    EXPECT_TRUE(update({}).says("installed"));
    // the counters were raised: the old application has no way back
    ASSERT_EQ(board.install("app", images() / "hello.bin").exit_code, 0);
    Outcome old = board.demo();
    EXPECT_TRUE(old.says("uROT: refused application: COUNTER_ROLLBACK")) << old.output;
}

TEST_F(SystemUpdate, UnconfirmedIsReverted) {
    ASSERT_EQ(update({app_is()}).exit_code, 0);
    EXPECT_TRUE(board.demo().says("uROT: application 2.0.0 ok"));
    Outcome reverted = board.demo();
    EXPECT_EQ(reverted.exit_code, 0) << reverted.output;
    EXPECT_TRUE(reverted.says("uROT: update: UPDATE_REVERTED")) << reverted.output;
    EXPECT_TRUE(reverted.says("uROT: application 1.0.0 ok")) << reverted.output;
}

// It is authentic, so that it passes in the pool; that the boot refuses it in its slot ends the
// trial.
TEST_F(SystemUpdate, ImageThatTheBootRefusesInItsSlotIsReverted) {
    const Path payload = payload_of("hello");
    Outcome signing = sm({"image", "sign", "--component", "app", "--key",
                          (keys() / "app.pem").string(), "--version", "3.0.0", "--counter", "3",
                          "--needs", "manager=9.0.0", payload.string(), app.path().string()});
    ASSERT_EQ(signing.exit_code, 0) << signing.output;
    ASSERT_EQ(update({app_is()}).exit_code, 0);
    Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("uROT: update installed, on trial")) << run.output;
    EXPECT_TRUE(run.says("uROT: update refused, application: DEPENDENCY_UNMET")) << run.output;
    EXPECT_TRUE(run.says("uROT: update: UPDATE_REVERTED")) << run.output;
    EXPECT_TRUE(run.says("uROT: application 1.0.0 ok")) << run.output;
}

// The iROT installs the uROT: tried, confirmed, the counter in OBKeys of HDPL1 raised.
TEST_F(SystemUpdate, UrotIsTriedConfirmedAndStays) {
    ASSERT_EQ(update({urot_is()}).exit_code, 0);
    Outcome trial = board.demo();
    EXPECT_EQ(trial.exit_code, 0) << trial.output;
    EXPECT_TRUE(trial.says("iROT: update installed, on trial")) << trial.output;
    EXPECT_TRUE(trial.says("iROT: uROT 2.0.0 ok, counter 2")) << trial.output;
    ASSERT_EQ(update({"--confirm"}).exit_code, 0);
    for (int i = 0; i < 2; ++i) {
        Outcome run = board.demo();
        EXPECT_EQ(run.exit_code, 0) << run.output;
        EXPECT_TRUE(run.says("iROT: uROT 2.0.0 ok")) << run.output;
    }
    EXPECT_TRUE(update({}).says("installed"));
    // the counter was raised: the old one has no way back, neither by the pool nor in the slot
    ASSERT_EQ(update({"urot=" + (images() / "urot.bin").string()}).exit_code, 0);
    Outcome older = board.demo();
    EXPECT_TRUE(older.says("iROT: update refused, uROT: COUNTER_ROLLBACK")) << older.output;
    EXPECT_TRUE(older.says("iROT: uROT 2.0.0 ok")) << older.output;
    ASSERT_EQ(board.install("urot", images() / "urot.bin").exit_code, 0);
    Outcome old = board.demo();
    EXPECT_TRUE(old.says("iROT: refused uROT: COUNTER_ROLLBACK")) << old.output;
}

TEST_F(SystemUpdate, UnconfirmedUrotIsReverted) {
    ASSERT_EQ(update({urot_is()}).exit_code, 0);
    EXPECT_TRUE(board.demo().says("iROT: uROT 2.0.0 ok"));
    for (int i = 0; i < 2; ++i) {
        Outcome reverted = board.demo();
        EXPECT_EQ(reverted.exit_code, 0) << reverted.output;
        EXPECT_EQ(reverted.says("iROT: update: UPDATE_REVERTED"), i == 0) << reverted.output;
        EXPECT_TRUE(reverted.says("iROT: uROT 1.0.0 ok, counter 1")) << reverted.output;
    }
    EXPECT_TRUE(update({}).says("UPDATE_REVERTED"));
}

TEST_F(SystemUpdate, RejectedUrotIsReverted) {
    ASSERT_EQ(update({urot_is()}).exit_code, 0);
    EXPECT_TRUE(board.demo().says("iROT: uROT 2.0.0 ok"));
    ASSERT_EQ(update({"--reject"}).exit_code, 0);
    EXPECT_TRUE(board.demo().says("iROT: uROT 1.0.0 ok"));
}

TEST_F(SystemUpdate, ForgedUrotIsRefusedAndNothingChanges) {
    spoil(urot.path(), 0x500);
    ASSERT_EQ(update({urot_is()}).exit_code, 0);
    Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("iROT: update refused, uROT: HASH_MISMATCH")) << run.output;
    EXPECT_TRUE(run.says("iROT: uROT 1.0.0 ok")) << run.output;
}

TEST_F(SystemUpdate, UrotGoesAlone) {
    Outcome asked = update({urot_is(), app_is()});
    EXPECT_NE(asked.exit_code, 0);
    EXPECT_TRUE(asked.says("UPDATE_REQUEST_BAD")) << asked.output;
}

TEST_F(SystemUpdate, ForgedImageIsRefusedAndNothingChanges) {
    spoil(app.path(), 0x500);
    ASSERT_EQ(update({manager_is(), app_is()}).exit_code, 0);
    Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("uROT: update refused, application: HASH_MISMATCH")) << run.output;
    EXPECT_TRUE(run.says("uROT: manager 1.0.0 ok")) << run.output;
    EXPECT_TRUE(run.says("uROT: application 1.0.0 ok")) << run.output;
    EXPECT_TRUE(update({}).says("HASH_MISMATCH"));
}

}  // namespace
}  // namespace test
