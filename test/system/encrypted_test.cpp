// SPDX-License-Identifier: Apache-2.0
// Encrypted images on the virtual chip, as a user makes and installs them. What the uROT refuses
// for which reason: boot/image/sealed_test.cpp; every cut: test/powercut; imgtool's: test/imgtool.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

class SystemEncrypted : public ::testing::Test {
  protected:
    SystemEncrypted() : payload("encrypted_payload"), app("encrypted_app"), open("opened_app") {
        copy_payload(images() / "hello.bin", payload.path());
    }
    static std::string key(const std::string& name) { return (keys() / (name + ".pem")).string(); }

    void make(const std::string& version, const std::string& aes) const {
        Outcome made = sm({"image", "sign", "--component", "app", "--key", key("app"), "--version",
                           version, "--counter", "1", "--encrypt", key("encryption"), "--aes", aes,
                           payload.path().string(), app.path().string()});
        ASSERT_EQ(made.exit_code, 0) << made.output;
    }
    Outcome update(const std::vector<std::string>& arguments) const {
        std::vector<std::string> line = {"board", "update", "--dir", board.folder().string()};
        line.insert(line.end(), arguments.begin(), arguments.end());
        return sm(line);
    }
    std::string app_is() const { return "app=" + app.path().string(); }
    void flip(std::streamoff at) const { spoil(app.path(), at); }

    TestBoard board;
    TestFile payload;
    TestFile app;
    TestFile open;
};

TEST_F(SystemEncrypted, ImageIsInstalledTriedAndReverted) {
    make("2.0.0", "256");
    ASSERT_EQ(update({app_is()}).exit_code, 0);
    Outcome trial = board.demo();
    EXPECT_EQ(trial.exit_code, 0) << trial.output;
    EXPECT_TRUE(trial.says("uROT: application 2.0.0 ok")) << trial.output;
    EXPECT_TRUE(trial.says("uROT: update installed, on trial")) << trial.output;
    Outcome reverted = board.demo();
    EXPECT_TRUE(reverted.says("uROT: update: UPDATE_REVERTED")) << reverted.output;
    EXPECT_TRUE(reverted.says("uROT: application 1.0.0 ok")) << reverted.output;
}

TEST_F(SystemEncrypted, ImageStaysWhenConfirmedAndAnotherReplacesIt) {
    make("2.0.0", "128");
    ASSERT_EQ(update({app_is(), "--confirmed"}).exit_code, 0);
    EXPECT_TRUE(board.demo().says("uROT: application 2.0.0 ok"));
    make("3.0.0", "256");
    ASSERT_EQ(update({app_is(), "--confirmed"}).exit_code, 0);
    Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("uROT: application 3.0.0 ok")) << run.output;
}

TEST_F(SystemEncrypted, AlteredImagesAreRefusedByNameAndNothingChanges) {
    make("2.0.0", "128");
    flip(0x500);
    ASSERT_EQ(update({app_is()}).exit_code, 0);
    Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: update refused, application: CIPHER_SIGNATURE")) << run.output;
    EXPECT_TRUE(run.says("uROT: application 1.0.0 ok")) << run.output;

    Outcome other = sm({"image", "sign", "--component", "app", "--key", key("app"), "--version",
                        "2.0.0", "--counter", "1", "--encrypt", key("manager"),
                        payload.path().string(), app.path().string()});
    ASSERT_EQ(other.exit_code, 0) << other.output;
    ASSERT_EQ(update({app_is()}).exit_code, 0);
    run = board.demo();
    EXPECT_TRUE(run.says("uROT: update refused, application: DECRYPTION_KEY")) << run.output;
    EXPECT_TRUE(run.says("uROT: application 1.0.0 ok")) << run.output;
}

// A programmer writes what the slot holds in the end, not what travels.
TEST_F(SystemEncrypted, SlotTakesTheOpenedImageOnly) {
    make("2.0.0", "128");
    ASSERT_EQ(board.install("app", app.path()).exit_code, 0);
    Outcome sealed = board.demo();
    EXPECT_TRUE(sealed.says("uROT: refused application: HASH_MISMATCH")) << sealed.output;
    Outcome opened = sm({"image", "decrypt", "--key", key("encryption"), app.path().string(),
                         open.path().string()});
    ASSERT_EQ(opened.exit_code, 0) << opened.output;
    ASSERT_EQ(board.install("app", open.path()).exit_code, 0);
    EXPECT_TRUE(board.demo().says("uROT: application 2.0.0 ok"));
}

TEST_F(SystemEncrypted, UrotCannotBeEncrypted) {
    Outcome urot = sm({"image", "sign", "--component", "urot", "--key", key("urot"), "--version",
                       "2.0.0", "--counter", "1", "--encrypt", key("encryption"),
                       payload.path().string(), app.path().string()});
    EXPECT_TRUE(urot.says("ENCRYPTED_UNSUPPORTED")) << urot.output;
}

}  // namespace
}  // namespace test
