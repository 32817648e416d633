// SPDX-License-Identifier: Apache-2.0
// Recovery on the virtual chip as a user meets it: a board that finds nothing to run is brought
// back over its serial line, whatever happens on the way, and only by images that may run (B1, B3).
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "boot/recovery/frame.h"
#include "lib/error/error.h"

#include "test/system/tool.h"

namespace test {
namespace {

class SystemRecovery : public ::testing::Test {
  protected:
    Outcome recover(const std::vector<std::string>& arguments) const {
        std::vector<std::string> line = {"recover", "--dir", board.folder().string()};
        line.insert(line.end(), arguments.begin(), arguments.end());
        return sm(line);
    }
    // Power fails in the `operation`-th write or erase of the run.
    Outcome recover_cut(unsigned operation, unsigned policy,
                        std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(),
                         {"--qemu-arg=-machine", "--qemu-arg=cut-at=" + std::to_string(operation) +
                                                     ",cut-policy=T" + std::to_string(policy)});
        return recover(arguments);
    }
    void erase(const std::string& slot) const {
        ASSERT_EQ(sm({"board", "erase", slot, "--dir", board.folder().string()}).exit_code, 0);
    }
    static std::string built(const std::string& image) {
        return (images() / (image + ".bin")).string();
    }
    static std::string content(const Path& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void expect_boots() const {
        Outcome run = board.demo();
        EXPECT_EQ(run.exit_code, 0) << run.output;
    }

    TestBoard board;
};

TEST_F(SystemRecovery, ManagerAndApplicationComeBackTogether) {
    erase("manager");
    erase("app");
    Outcome halted = board.demo();
    EXPECT_TRUE(halted.says("uROT: refused manager: NO_IMAGE")) << halted.output;
    EXPECT_TRUE(halted.says("uROT: halted, recovery waits: sm recover")) << halted.output;
    Outcome done = recover({built("manager"), built("hello")});
    ASSERT_EQ(done.exit_code, 0) << done.output;
    EXPECT_TRUE(done.says("and the board boots")) << done.output;
    expect_boots();
    EXPECT_TRUE(sm({"board", "update", "--dir", board.folder().string()}).says("installed"));
}

TEST_F(SystemRecovery, GoesOnWherePowerFailed) {
    erase("manager");
    // in an erase, in words near a sector's start and end, and in the request
    for (const auto& [operation, policy] :
         {std::pair{1u, 5u}, {2u, 2u}, {513u, 3u}, {514u, 6u}, {2000u, 4u}}) {
        Outcome cut = recover_cut(operation, policy, {built("manager")});
        EXPECT_EQ(cut.exit_code, 1) << cut.output;
        EXPECT_TRUE(cut.says("LINE_CLOSED")) << cut.output;
    }
    Outcome done = recover({built("manager")});
    ASSERT_EQ(done.exit_code, 0) << done.output;
    EXPECT_TRUE(done.says("bytes are there already")) << done.output;
    expect_boots();
}

TEST_F(SystemRecovery, PowerMayFailWhileTheRequestIsWrittenAndWhileItIsInstalled) {
    erase("app");
    // the application of the build takes two sectors: its words, then the log's, then the install's
    for (const unsigned operation : {500u, 510u, 520u, 900u, 1500u}) {
        Outcome cut = recover_cut(operation, 3, {built("hello")});
        EXPECT_TRUE(cut.exit_code == 0 || cut.says("LINE_CLOSED") || cut.says("NOT_IN_RECOVERY"))
            << cut.output;
    }
    Outcome done = recover({built("hello")});
    EXPECT_TRUE(done.exit_code == 0 || done.says("NOT_IN_RECOVERY")) << done.output;
    expect_boots();
}

TEST_F(SystemRecovery, ForgedImageIsRefusedByNameAndNeverInstalled) {
    erase("app");
    TestFile forged("forged.bin");
    std::filesystem::copy_file(built("hello"), forged.path());
    spoil(forged.path(), 0x500);
    Outcome done = recover({"app=" + forged.path().string()});
    EXPECT_EQ(done.exit_code, 1) << done.output;
    EXPECT_TRUE(done.says("HASH_MISMATCH")) << done.output;
    EXPECT_TRUE(done.says("uROT: update refused, application: HASH_MISMATCH")) << done.output;
    EXPECT_TRUE(board.show().says("HASH_MISMATCH"));
    EXPECT_TRUE(board.demo().says("uROT: refused application: NO_IMAGE"));
    // the right one needs nothing but to be sent
    EXPECT_EQ(recover({built("hello")}).exit_code, 0);
    expect_boots();
}

TEST_F(SystemRecovery, ImageOfAnotherComponentIsRefusedByName) {
    erase("app");
    Outcome other = recover({"app=" + built("manager")});
    EXPECT_EQ(other.exit_code, 1) << other.output;
    EXPECT_TRUE(other.says("KEY_UNKNOWN")) << other.output;
    Outcome first = recover({"urot=" + built("urot")});
    EXPECT_TRUE(first.says("WRONG_COMPONENT")) << first.output;
}

TEST(SystemRecoveryOfCounters, OlderImageIsRefusedByName) {
    TestBoard board({"--counters", "app=2"});
    Outcome done =
        sm({"recover", "--dir", board.folder().string(), (images() / "hello.bin").string()});
    EXPECT_EQ(done.exit_code, 1) << done.output;
    EXPECT_TRUE(done.says("COUNTER_ROLLBACK")) << done.output;
    EXPECT_TRUE(board.demo().says("uROT: refused application: COUNTER_ROLLBACK"));
}

// Authentic, so that it is installed; the boot refuses it beside what is there, takes it back, and
// waits again.
TEST_F(SystemRecovery, ImageWhoseNeedsAreUnmetIsTakenBack) {
    erase("app");
    TestFile payload("payload.bin");
    TestFile needing("needing.bin");
    copy_payload(built("hello"), payload.path());
    Outcome made =
        sm({"image", "sign", "--component", "app", "--key", (keys() / "app.pem").string(),
            "--version", "2.0.0", "--counter", "5", "--needs", "manager=9.0.0",
            payload.path().string(), needing.path().string()});
    ASSERT_EQ(made.exit_code, 0) << made.output;
    Outcome done = recover({needing.path().string()});
    EXPECT_EQ(done.exit_code, 1) << done.output;
    EXPECT_TRUE(done.says("DEPENDENCY_UNMET")) << done.output;
    // its counter did not count
    EXPECT_EQ(recover({built("hello")}).exit_code, 0);
    expect_boots();
}

TEST_F(SystemRecovery, MistakesAreNamed) {
    Outcome boots = recover({built("hello")});
    EXPECT_TRUE(boots.says("NOT_IN_RECOVERY")) << boots.output;
    Outcome nobody = sm({"recover", "--dir", "/nowhere", built("hello")});
    EXPECT_TRUE(nobody.says("NOT_A_BOARD")) << nobody.output;
    Outcome port = sm({"recover", "--port", "/dev/nowhere", built("hello")});
    EXPECT_TRUE(port.says("PORT_MISSING")) << port.output;
    Outcome file = sm({"recover", "--port", "/dev/null", built("hello")});
    EXPECT_TRUE(file.says("PORT_BAD")) << file.output;
    board.flip(0x8000 + 0x400 + 0x123);
    Outcome urot = recover({built("hello")});
    EXPECT_TRUE(urot.says("BOARD_HALTED")) << urot.output;
}

// What an application or a person types is no frame: each piece is refused by name, nothing is
// written, and the next frame is answered.
TEST_F(SystemRecovery, GarbageOnTheLineChangesNothing) {
    using namespace boot::recovery;
    erase("app");
    TestFile before("flash.bin");
    TestFile typed("typed");
    TestFile answered("answered");
    std::filesystem::copy_file(board.folder() / "flash.bin", before.path());
    std::string line =
        "hello\r\n" + std::string(3000, 'x') + std::string(1, '\0') + "y" + std::string(100, '\0');
    const RequestHead hello{static_cast<std::uint8_t>(Command::kHello), 77, 0};
    std::array<std::byte, encoded_room(sizeof hello)> frame{};
    const auto size = encode(std::as_bytes(std::span(&hello, 1)), frame);
    line.append(reinterpret_cast<const char*>(frame.data()), size);
    std::ofstream(typed.path(), std::ios::binary) << line;
    const std::string machine = "stm32h573i-dk,board=" + board.folder().string() +
                                ",rom=" + (root() / "build/chip/emulator/rss/rss.bin").string();
    const std::string words = "(cat " + typed.path().string() + "; sleep 6) | timeout -s KILL 6 " +
                              (root() / "build/deps/qemu/qemu-system-arm").string() + " -machine " +
                              machine + " -display none -monitor none -serial stdio >" +
                              answered.path().string() + " 2>/dev/null";
    EXPECT_NE(std::system(words.c_str()), -1);
    const std::string output = content(answered.path());
    std::array<std::byte, kMaxFrame> buffer{};
    Decoder decoder(buffer);
    std::vector<AnswerHead> answers;
    for (const char c : output) {
        if (decoder.take(static_cast<std::byte>(c)) && !decoder.frame().empty()) {
            std::memcpy(&answers.emplace_back(), decoder.frame().data(), sizeof(AnswerHead));
        }
    }
    ASSERT_EQ(answers.size(), 3u) << output;
    for (const int i : {0, 1}) {
        EXPECT_EQ(answers[i].error, static_cast<std::uint32_t>(lib::Error::kRecoveryFrame));
    }
    EXPECT_EQ(answers[2].error, 0u);
    EXPECT_EQ(answers[2].sequence, 77);
    EXPECT_EQ(content(before.path()), content(board.folder() / "flash.bin"));
    EXPECT_EQ(recover({built("hello")}).exit_code, 0);
}

}  // namespace
}  // namespace test
