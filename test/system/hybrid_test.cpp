// SPDX-License-Identifier: Apache-2.0
// Claim B1 where a board is provisioned to need both signatures of the application: P-256 and LMS.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "test/system/tool.h"

namespace test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kApp = 0x5E000;  // system.toml

std::string pem(const std::string& name) {
    return (keys() / (name + ".pem")).string();
}

// The checkout's keys and one LMS key of the application's owner: for all tests, since it takes
// nine million hashes.
class SystemHybridKeys {
  public:
    SystemHybridKeys() {
        static const Folder kFolder;
        folder_ = kFolder.file.path();
        if (!fs::exists(folder_)) {
            make();
        }
    }
    std::string folder() const { return folder_.string(); }
    std::string lms() const { return (folder_ / "app.lms").string(); }

  private:
    struct Folder {
        TestFile file{"hybrid-keys"};
        ~Folder() { fs::remove_all(file.path()); }
    };
    void make() const {
        fs::create_directories(folder_);
        for (const auto& entry : fs::directory_iterator(keys())) {
            if (entry.path().extension() == ".pem") {
                fs::copy_file(entry.path(), folder_ / entry.path().filename());
            }
        }
        const Outcome made = sm({"keys", "new", "--dir", folder(), "--lms", "app"});
        EXPECT_EQ(made.exit_code, 0) << made.output;
    }
    fs::path folder_;
};

void sign_app(const TestFile& image, const std::string& version,
              const std::vector<std::string>& more) {
    TestFile payload("payload.bin");
    copy_payload(images() / "hello.bin", payload.path());
    std::vector<std::string> words = {"image",    "sign",      "--component", "app",       "--key",
                                      pem("app"), "--version", version,       "--counter", "1"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {payload.path().string(), image.path().string()});
    const Outcome made = sm(words);
    ASSERT_EQ(made.exit_code, 0) << made.output;
}

void flip_end(const fs::path& path, std::streamoff before) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(-before, std::ios::end);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(-before, std::ios::end);
    file.put(byte);
}

class SystemHybrid : public ::testing::Test {
  protected:
    std::string lms() const { return keys_with_lms.lms(); }
    void sign(const std::vector<std::string>& more, const std::string& version = "1.0.0") const {
        sign_app(image, version, more);
    }
    std::string image_is() const { return "app=" + image.path().string(); }
    Outcome update(const std::vector<std::string>& arguments) const {
        std::vector<std::string> line = {"board", "update", "--dir", board.folder().string()};
        line.insert(line.end(), arguments.begin(), arguments.end());
        return sm(line);
    }
    Outcome recover(const std::string& file) const {
        return sm({"recover", "--dir", board.folder().string(), file});
    }

    SystemHybridKeys keys_with_lms;
    TestBoard board{{"--keys", keys_with_lms.folder(), "--hybrid", "app"}};
    TestFile image{"hybrid.bin"};
};

TEST_F(SystemHybrid, P256AloneIsRefused) {
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: refused application: HYBRID_MISSING")) << run.output;
    EXPECT_FALSE(run.says("hello: PSA framework")) << run.output;
}

TEST_F(SystemHybrid, BothSignaturesRun) {
    sign({"--lms", lms()});
    ASSERT_EQ(board.install("app", image.path()).exit_code, 0);
    const Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("hello: 14 passed, 0 failed")) << run.output;
    const Outcome checked = sm({"image", "verify", "--key", (keys() / "app.pem").string(), "--lms",
                                lms(), image.path().string()});
    EXPECT_EQ(checked.exit_code, 0) << checked.output;
}

TEST_F(SystemHybrid, AlteredSecondSignatureIsRefused) {
    sign({"--lms", lms()});
    ASSERT_EQ(board.install("app", image.path()).exit_code, 0);
    board.flip(kApp + static_cast<std::uint32_t>(fs::file_size(image.path())) - 100);
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: refused application: HYBRID_INVALID")) << run.output;
    EXPECT_FALSE(run.says("hello: PSA framework")) << run.output;
}

// In the pool, where it is not yet known whether it would do in its slot.
TEST_F(SystemHybrid, UpdateWithoutTheSecondSignatureIsRefusedInThePool) {
    sign({"--lms", lms()});
    ASSERT_EQ(board.install("app", image.path()).exit_code, 0);
    for (const auto& more : {std::vector<std::string>{}, {"--encrypt", pem("encryption")}}) {
        sign(more, "2.0.0");
        ASSERT_EQ(update({image_is()}).exit_code, 0);
        const Outcome run = board.demo();
        EXPECT_TRUE(run.says("uROT: update refused, application: HYBRID_MISSING")) << run.output;
        EXPECT_FALSE(run.says("UPDATE_REVERTED")) << run.output;  // nothing was exchanged
        EXPECT_TRUE(run.says("uROT: application 1.0.0 ok")) << run.output;
        EXPECT_EQ(run.exit_code, 0) << run.output;
    }
}

TEST_F(SystemHybrid, EncryptedUpdateWithBothSignaturesRuns) {
    sign({"--lms", lms()});
    ASSERT_EQ(board.install("app", image.path()).exit_code, 0);
    sign({"--lms", lms(), "--encrypt", pem("encryption"), "--aes", "256"}, "2.0.0");
    const Outcome checked = sm({"image", "verify", "--key", pem("app"), "--lms", lms(), "--decrypt",
                                pem("encryption"), image.path().string()});
    EXPECT_EQ(checked.exit_code, 0) << checked.output;
    ASSERT_EQ(update({image_is()}).exit_code, 0);
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: application 2.0.0 ok")) << run.output;
    EXPECT_EQ(run.exit_code, 0) << run.output;
}

// An altered LMS signature of an encrypted image: nothing else is wrong with it.
TEST_F(SystemHybrid, EncryptedUpdateWithAnAlteredSecondSignatureIsRefused) {
    sign({"--lms", lms()});
    ASSERT_EQ(board.install("app", image.path()).exit_code, 0);
    sign({"--lms", lms(), "--encrypt", pem("encryption")}, "2.0.0");
    flip_end(image.path(), 100);
    ASSERT_EQ(update({image_is()}).exit_code, 0);
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: update refused, application: HYBRID_INVALID")) << run.output;
    EXPECT_FALSE(run.says("UPDATE_REVERTED")) << run.output;
    EXPECT_TRUE(run.says("uROT: application 1.0.0 ok")) << run.output;
}

TEST_F(SystemHybrid, RecoveryAsksForBothToo) {
    ASSERT_EQ(sm({"board", "erase", "app", "--dir", board.folder().string()}).exit_code, 0);
    const Outcome refused = recover((images() / "hello.bin").string());
    EXPECT_EQ(refused.exit_code, 1) << refused.output;
    EXPECT_TRUE(refused.says("HYBRID_MISSING")) << refused.output;
    sign({"--lms", lms()});
    const Outcome done = recover(image.path().string());
    EXPECT_EQ(done.exit_code, 0) << done.output;
    EXPECT_TRUE(done.says("and the board boots")) << done.output;
}

// A board in the field starts to ask for both; the images it has are judged by the new manifest.
TEST(SystemHybridRotation, NeedsAnImageWithBothSignaturesInTheSameRequest) {
    const SystemHybridKeys keys_with_lms;
    TestBoard board;
    TestFile manifest("hybrid.kmf");
    TestFile image("rotated.bin");
    const Outcome made =
        sm({"keys", "manifest", "new", manifest.path().string(), "--board", board.folder().string(),
            "--lms", "app=" + keys_with_lms.lms(), "--hybrid", "app"});
    ASSERT_EQ(made.exit_code, 0) << made.output;
    const std::string keys_is = "keys=" + manifest.path().string();
    const std::string folder = board.folder().string();
    ASSERT_EQ(sm({"board", "update", "--dir", folder, keys_is}).exit_code, 0);
    const Outcome alone = board.demo();
    EXPECT_TRUE(alone.says("uROT: update refused, application: HYBRID_MISSING")) << alone.output;
    EXPECT_EQ(alone.exit_code, 0) << alone.output;

    sign_app(image, "2.0.0", {"--lms", keys_with_lms.lms()});
    ASSERT_EQ(sm({"board", "update", "--dir", folder, keys_is, "app=" + image.path().string(),
                  "--confirmed"})
                  .exit_code,
              0);
    const Outcome both = board.demo();
    EXPECT_TRUE(both.says("uROT: application 2.0.0 ok")) << both.output;
    EXPECT_EQ(both.exit_code, 0) << both.output;

    ASSERT_EQ(sm({"board", "install", "app", (images() / "hello.bin").string(), "--dir", folder})
                  .exit_code,
              0);
    const Outcome after = board.demo();
    EXPECT_TRUE(after.says("uROT: refused application: HYBRID_MISSING")) << after.output;
}

}  // namespace
}  // namespace test
