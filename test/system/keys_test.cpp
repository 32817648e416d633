// SPDX-License-Identifier: Apache-2.0
// Keys that change in the field, on the virtual chip: a key manifest travels like an image, with
// the images that its keys signed. Every cut is on the host (test/powercut: rotate-keys).
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

class SystemKeys : public ::testing::Test {
  protected:
    SystemKeys()
        : next("keys_next.kmf"),
          other("keys_other.kmf"),
          first("keys_first.kmf"),
          payload("keys_payload"),
          app("keys_app"),
          new_ones("keys_new") {
        good({"keys", "new", "--dir", new_keys().string()});
        copy_payload(images() / "hello.bin", payload.path());
    }

    const Path& new_keys() const { return new_ones.path(); }
    Path new_key() const { return new_keys() / "app.pem"; }
    static void good(const std::vector<std::string>& line) {
        const Outcome outcome = sm(line);
        ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    }
    std::string folder() const { return board.folder().string(); }
    void make_manifest(const TestFile& file, std::vector<std::string> changes) const {
        std::vector<std::string> line = {"keys",    "manifest", "new", file.path().string(),
                                         "--board", folder()};
        line.insert(line.end(), changes.begin(), changes.end());
        good(line);
    }
    std::string new_app_key() const { return "app=" + new_key().string(); }
    // The application once more, as version 2, signed by the new key or by the old one.
    void sign_app(const Path& key) const {
        good({"image", "sign", "--component", "app", "--key", key.string(), "--version", "2.0.0",
              "--counter", "2", payload.path().string(), app.path().string()});
    }
    void update(const std::vector<std::string>& arguments) const {
        std::vector<std::string> line = {"board", "update", "--dir", folder()};
        line.insert(line.end(), arguments.begin(), arguments.end());
        good(line);
    }
    std::string keys_are(const TestFile& file) const { return "keys=" + file.path().string(); }
    std::string app_is() const { return "app=" + app.path().string(); }
    bool manifest_is(const std::string& version) const {
        return sm({"keys", "manifest", "show", "--board", folder(), "--json"})
                   .says("\"version\": " + version) &&
               board_shows(version);
    }
    // "key_manifest": { "version": N, ...
    bool board_shows(const std::string& version) const {
        const std::string text = sm({"board", "show", "--dir", folder(), "--json"}).output;
        const auto at = text.find("\"key_manifest\"");
        const auto number = text.find("\"version\": " + version, at);
        return at != std::string::npos && number < text.find('}', at);
    }
    // The next boot refuses what is staged, and everything is as it was.
    void expect_refused(const std::string& line) const {
        const Outcome run = board.demo();
        EXPECT_EQ(run.exit_code, 0) << run.output;
        EXPECT_TRUE(run.says("uROT: update refused, " + line)) << run.output;
        EXPECT_TRUE(run.says("uROT: application 1.0.0 ok")) << run.output;
        EXPECT_TRUE(manifest_is("1"));
    }

    TestBoard board;
    TestFile next;
    TestFile other;
    TestFile first;
    TestFile payload;
    TestFile app;
    TestFile new_ones;
};

TEST_F(SystemKeys, ANewKeyArrivesWithTheImageItSigned) {
    make_manifest(next, {"--key", new_app_key()});
    sign_app(new_key());
    update({app_is(), keys_are(next)});
    const Outcome trial = board.demo();
    EXPECT_EQ(trial.exit_code, 0) << trial.output;
    EXPECT_TRUE(trial.says("uROT: update installed, on trial")) << trial.output;
    EXPECT_TRUE(trial.says("uROT: application 2.0.0 ok, counter 2")) << trial.output;
    EXPECT_TRUE(manifest_is("1")) << "OBKeys vouch for it before it is confirmed";
    update({"--confirm"});
    for (int i = 0; i < 2; ++i) {
        const Outcome run = board.demo();
        EXPECT_TRUE(run.says("uROT: application 2.0.0 ok")) << run.output;
        EXPECT_TRUE(manifest_is("2"));
    }
    // the old key is worth nothing any more, and the old manifest has no way back
    sign_app(keys() / "app.pem");
    update({app_is()});
    const Outcome old = board.demo();
    EXPECT_TRUE(old.says("uROT: update refused, application: KEY_UNKNOWN")) << old.output;
    make_manifest(other, {"--version", "3"});
    good({"keys", "manifest", "new", first.path().string(), "--version", "2"});
    update({keys_are(first)});
    const Outcome downgrade = board.demo();
    EXPECT_TRUE(downgrade.says("uROT: update refused, key manifest: KEY_MANIFEST_ROLLBACK"))
        << downgrade.output;
    EXPECT_TRUE(manifest_is("2"));
}

TEST_F(SystemKeys, UnconfirmedKeysGoBack) {
    make_manifest(next, {"--key", new_app_key()});
    sign_app(new_key());
    update({keys_are(next), app_is()});
    EXPECT_TRUE(board.demo().says("uROT: application 2.0.0 ok"));
    const Outcome reverted = board.demo();
    EXPECT_EQ(reverted.exit_code, 0) << reverted.output;
    EXPECT_TRUE(reverted.says("uROT: update: UPDATE_REVERTED")) << reverted.output;
    EXPECT_TRUE(reverted.says("uROT: application 1.0.0 ok")) << reverted.output;
    EXPECT_TRUE(manifest_is("1"));
}

TEST_F(SystemKeys, KeysThatWouldLockTheBoardOutChangeNothing) {
    make_manifest(next, {"--key", new_app_key()});
    update({keys_are(next)});
    expect_refused("application: KEY_UNKNOWN");
    sign_app(keys() / "app.pem");
    update({keys_are(next), app_is()});
    expect_refused("application: KEY_UNKNOWN");
}

TEST_F(SystemKeys, ForeignAlteredAndCutManifestsChangeNothing) {
    make_manifest(next, {"--root", (new_keys() / "root.pem").string()});
    update({keys_are(next)});
    expect_refused("key manifest: KEY_MANIFEST_SIGNATURE");
    make_manifest(next, {});
    spoil(next.path(), 100);
    update({keys_are(next)});
    expect_refused("key manifest: KEY_MANIFEST_SIGNATURE");
    std::filesystem::resize_file(next.path(), 3000);
    update({keys_are(next)});
    expect_refused("key manifest: KEY_MANIFEST_BAD");
}

TEST_F(SystemKeys, AnOwnerWhoIsRemovedRunsNoMoreAndOneWhoIsAddedDoes) {
    make_manifest(next, {"--remove", "0xA001"});
    update({"--confirmed", keys_are(next)});
    const Outcome without = board.demo();
    EXPECT_TRUE(without.says("uROT: refused module 0x201: OWNER_NOT_ALLOWED")) << without.output;
    EXPECT_TRUE(manifest_is("2"));
    make_manifest(next,
                  {"--owner", "0xA001=" + (keys() / "owner-a.pem").string() + ":0x200-0x20F"});
    update({"--confirmed", keys_are(next)});
    const Outcome with = board.demo();
    EXPECT_TRUE(with.says("uROT: module 0x201 1.0.0 ok")) << with.output;
    EXPECT_TRUE(manifest_is("3"));
}

}  // namespace
}  // namespace test
