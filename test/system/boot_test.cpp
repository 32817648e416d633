// SPDX-License-Identifier: Apache-2.0
// Claim B1 on the virtual chip: nothing runs unless the stage before it authenticated it in this
// very boot, by its own key, and its security counter is not below the stored one.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

// Where the first slice keeps its images (system.toml).
constexpr std::uint32_t kUrot = 0x8000, kManager = 0x1C000, kApp = 0x5E000;
constexpr std::uint32_t kHeader = 0x400;

// The refusal is on the console and in `sm board show`, the component never ran.
testing::AssertionResult refused(const TestBoard& board, const std::string& stage,
                                 const std::string& component, const std::string& error) {
    Outcome run = board.demo();
    std::string line = stage + ": refused " + component + ": " + error;
    if (run.exit_code == 0 || !run.says(line) || !run.says(stage + ": halted")) {
        return testing::AssertionFailure() << "expected '" << line << "', got:\n" << run.output;
    }
    if (run.says("hello: PSA framework")) {
        return testing::AssertionFailure() << "the application ran:\n" << run.output;
    }
    Outcome show = board.show();
    if (!show.says(error)) {
        return testing::AssertionFailure() << "board show lacks it:\n" << show.output;
    }
    return testing::AssertionSuccess();
}

// Signs the payload of an image again, with another key or counter.
void sign_again(const Path& from, const Path& to, const std::string& component,
                const std::string& key, const std::string& counter,
                const std::vector<std::string>& needs = {}) {
    TestFile payload("payload.bin");
    copy_payload(from, payload.path());
    std::vector<std::string> words = {
        "image",     "sign",  "--component", component, "--key", (keys() / (key + ".pem")).string(),
        "--version", "1.0.0", "--counter",   counter};
    for (const std::string& needed : needs) {
        words.insert(words.end(), {"--needs", needed});
    }
    words.insert(words.end(), {payload.path().string(), to.string()});
    Outcome done = sm(words);
    ASSERT_EQ(done.exit_code, 0) << done.output;
}

TEST(B1, AuthenticChainRuns) {
    TestBoard board;
    Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("iROT: uROT 1.0.0 ok")) << run.output;
    EXPECT_TRUE(run.says("uROT: manager 1.0.0 ok")) << run.output;
    EXPECT_TRUE(run.says("uROT: application 1.0.0 ok")) << run.output;
}

TEST(B1, OneChangedByteInUrotIsRefused) {
    TestBoard board;
    board.flip(kUrot + kHeader + 0x123);
    EXPECT_TRUE(refused(board, "iROT", "uROT", "HASH_MISMATCH"));
}

TEST(B1, OneChangedByteInManagerIsRefused) {
    TestBoard board;
    board.flip(kManager + kHeader + 0x1000);
    EXPECT_TRUE(refused(board, "uROT", "manager", "HASH_MISMATCH"));
}

TEST(B1, OneChangedByteInApplicationIsRefused) {
    TestBoard board;
    board.flip(kApp + kHeader + 0x400);
    EXPECT_TRUE(refused(board, "uROT", "application", "HASH_MISMATCH"));
}

TEST(B1, ChangedHeaderIsRefused) {
    TestBoard board;
    board.flip(kApp + 20);  // version
    EXPECT_TRUE(refused(board, "uROT", "application", "HASH_MISMATCH"));
}

TEST(B1, WrongKeyIsRefused) {
    TestBoard board;
    TestFile forged("forged.bin");
    sign_again(images() / "urot.bin", forged.path(), "urot", "app", "1");
    ASSERT_EQ(board.install("urot", forged.path()).exit_code, 0);
    EXPECT_TRUE(refused(board, "iROT", "uROT", "KEY_UNKNOWN"));
}

TEST(B1, SwappedManagerAndApplicationAreRefused) {
    TestBoard board;
    ASSERT_EQ(board.install("manager", images() / "hello.bin").exit_code, 0);
    EXPECT_TRUE(refused(board, "uROT", "manager", "KEY_UNKNOWN"));
    TestBoard other;
    ASSERT_EQ(other.install("app", images() / "manager.bin").exit_code, 0);
    EXPECT_TRUE(refused(other, "uROT", "application", "KEY_UNKNOWN"));
}

TEST(B1, LowerSecurityCounterIsRefused) {
    for (const char* component : {"urot", "manager", "app"}) {
        TestBoard board({"--counters", std::string(component) + "=2"});
        bool first = std::string(component) == "urot";
        std::string name = first                             ? "uROT"
                           : component == std::string("app") ? "application"
                                                             : component;
        EXPECT_TRUE(refused(board, first ? "iROT" : "uROT", name, "COUNTER_ROLLBACK"));
    }
}

TEST(B1, EqualAndHigherSecurityCountersRun) {
    TestBoard board;
    TestFile newer("newer.bin");
    sign_again(images() / "hello.bin", newer.path(), "app", "app", "7");
    ASSERT_EQ(board.install("app", newer.path()).exit_code, 0);
    Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("counter 7")) << run.output;
}

TEST(B1, ApplicationRunsBesideWhatItNeeds) {
    TestBoard board;
    TestFile content("needs.bin");
    sign_again(images() / "hello.bin", content.path(), "app", "app", "1",
               {"manager=1.0.0", "urot=0.9.0", "0x201=1.0.0"});
    ASSERT_EQ(board.install("app", content.path()).exit_code, 0);
    Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
}

TEST(B1, ImagesWhoseNeedsAreUnmetAreRefused) {
    for (const char* needed : {"manager=1.0.1", "urot=2.0.0", "0x201=1.1.0"}) {
        TestBoard board;
        TestFile image("needs.bin");
        sign_again(images() / "hello.bin", image.path(), "app", "app", "1", {needed});
        ASSERT_EQ(board.install("app", image.path()).exit_code, 0);
        EXPECT_TRUE(refused(board, "uROT", "application", "DEPENDENCY_UNMET")) << needed;
    }
    TestBoard board;
    TestFile image("needs.bin");
    sign_again(images() / "manager.bin", image.path(), "manager", "manager", "1", {"app=1.0.1"});
    ASSERT_EQ(board.install("manager", image.path()).exit_code, 0);
    EXPECT_TRUE(refused(board, "uROT", "manager", "DEPENDENCY_UNMET"));
}

TEST(B1, EmptySlotsAreNamed) {
    TestBoard board;
    ASSERT_EQ(sm({"board", "erase", "app", "--dir", board.folder().string()}).exit_code, 0);
    EXPECT_TRUE(refused(board, "uROT", "application", "NO_IMAGE"));
}

}  // namespace
}  // namespace test
