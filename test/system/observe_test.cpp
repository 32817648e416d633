// SPDX-License-Identifier: Apache-2.0
// What can be seen of a running board: domains, accesses, lines that ran, a debugger's view; and
// that a seed makes all of it repeat.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "test/system/tool.h"

namespace test {
namespace {

// Whether the parts are in the text one after the other; names the first that is not.
testing::AssertionResult in_order(const std::string& text, const std::vector<std::string>& parts) {
    std::size_t at = 0;
    for (const std::string& part : parts) {
        at = text.find(part, at);
        if (at == std::string::npos) {
            return testing::AssertionFailure() << "no '" << part << "' there in\n" << text;
        }
        at += part.size();
    }
    return testing::AssertionSuccess();
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

std::string line_with(const std::string& text, const std::string& part) {
    const std::size_t at = text.find(part);
    if (at == std::string::npos) {
        return "";
    }
    const std::size_t start = text.rfind('\n', at) + 1;
    return text.substr(start, text.find('\n', at) - start);
}

TEST(Trace, ShowsTheWayFromResetToTheApplication) {
    const TestBoard board;
    const Outcome run = sm(
        {"board", "trace", "--dir", board.folder().string(), "--until", "^hello: PSA framework"});
    ASSERT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(in_order(run.output, {"power-on", "secure privileged",
                                      "rom",      "rss_reset",
                                      "HDPL 1",   "irot",
                                      "HDPL 2",   "leave_code",
                                      "urot",     "HDPL 3",
                                      "manager",  "secure unprivileged",
                                      "crypto",   "__module_start",
                                      "SVCall",   "secure handler",
                                      "manager",  "svc_entry",
                                      "return",   "secure unprivileged",
                                      "storage",  "non-secure privileged",
                                      "app",      "domains:"}));
    EXPECT_EQ(count(run.output, "power-on"), 1u);
    EXPECT_EQ(count(run.output, "  HDPL "), 3u) << "no reset on the way";
}

TEST(Trace, WatchSeesEveryStoreThatRaisesHdpl) {
    const TestBoard board;
    const Outcome run = sm({"board", "trace", "--dir", board.folder().string(), "--watch",
                            "0x44000410", "--until", "^hello: PSA framework"});
    ASSERT_EQ(run.exit_code, 0) << run.output;
    EXPECT_EQ(count(run.output, "  write  "), 3u) << run.output;
    EXPECT_TRUE(in_order(run.output, {"rom", "0x54000410", "0x0000006A", "irot (ram)", "leave_code",
                                      "urot (ram)", "leave_code"}));
}

TEST(Trace, LimitBoundsTheOutputAndEndsTheRun) {
    const TestBoard board;
    const Outcome run =
        sm({"board", "trace", "--dir", board.folder().string(), "--limit", "5", "--calls"}, 60);
    ASSERT_EQ(run.exit_code, 0) << run.output;
    EXPECT_EQ(count(run.output, "  call  "), 5u) << run.output;
    EXPECT_TRUE(run.says("limit"));
}

// The line with the hash of a run.
std::string replay(const Path& folder, const std::string& seed) {
    const Outcome run = sm({"board", "trace", "--dir", folder.string(), "--seed", seed,
                            "--instructions", "20000000", "--hash", "--limit", "1000000"});
    EXPECT_EQ(run.exit_code, 0) << run.output;
    // Past the demonstration the host decides when the run ends: no two would be alike.
    EXPECT_TRUE(run.says("ended by      stop")) << "the demonstration is shorter by now";
    return line_with(run.output, "\nhash ");
}

std::string contents(const Path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Seed, EqualBoardsRunAlikeInstructionForInstruction) {
    const TestBoard first;
    const TestBoard second;
    const TestBoard other;
    for (const TestBoard* board : {&second, &other}) {
        std::filesystem::remove_all(board->folder());
        std::filesystem::copy(first.folder(), board->folder(),
                              std::filesystem::copy_options::recursive);
    }
    const std::string one = replay(first.folder(), "7");
    EXPECT_FALSE(one.empty());
    EXPECT_EQ(one, replay(second.folder(), "7"));
    EXPECT_NE(one, replay(other.folder(), "8")) << "another seed is another run";
    for (const char* file :
         {"flash.bin", "flash.state", "obkeys.bin", "options.bin", "otp.bin", "sram.bin"}) {
        EXPECT_TRUE(contents(first.folder() / file) == contents(second.folder() / file)) << file;
    }
}

TEST(Coverage, TellsLinesThatRanFromLinesThatDidNot) {
    const TestBoard board;
    const TestFile info("coverage.info");
    const Outcome run = sm({"board", "coverage", "--dir", board.folder().string(), "--program",
                            "irot", "--info", info.path().string(), "--until", "uROT: HDPL2"});
    ASSERT_EQ(run.exit_code, 0) << run.output;
    const std::string halt = line_with(run.output, "boot/stage/halt.cpp");
    EXPECT_NE(halt.find(" 0.0 %"), std::string::npos) << run.output;
    EXPECT_TRUE(run.says("lib/p256/products.cpp"));
    EXPECT_NE(line_with(run.output, "lib/p256/products.cpp").find("100.0 %"), std::string::npos)
        << run.output;
    EXPECT_FALSE(run.says("boot/urot/main.cpp")) << "only iROT was asked for";
    EXPECT_NE(contents(info.path()).find("SF:" + (root() / "boot/irot/main.cpp").string()),
              std::string::npos);
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// A port of the loopback that is held as long as the object lives.
class HeldPort {
  public:
    HeldPort() {
        sockaddr_in address = loopback(0);
        bind(file_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        listen(file_, 1);
        socklen_t size = sizeof address;
        getsockname(file_, reinterpret_cast<sockaddr*>(&address), &size);
        number_ = ntohs(address.sin_port);
    }
    ~HeldPort() { close(file_); }
    HeldPort(const HeldPort&) = delete;
    HeldPort& operator=(const HeldPort&) = delete;
    [[nodiscard]] std::uint16_t number() const { return number_; }

  private:
    int file_ = socket(AF_INET, SOCK_STREAM, 0);
    std::uint16_t number_ = 0;
};

TEST(Gdb, PortInUseIsNamed) {
    const TestBoard board;
    const HeldPort port;
    const Outcome run = sm(
        {"board", "run", "--dir", board.folder().string(), "--gdb", std::to_string(port.number())});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_TRUE(run.says("PORT_IN_USE")) << run.output;
}

// Asks for the registers this machine adds, then ends the emulator as gdb's "kill" does.
std::string ask_as_gdb(std::uint16_t port) {
    const sockaddr_in address = loopback(port);
    const int file = socket(AF_INET, SOCK_STREAM, 0);
    for (int i = 0; i < 600; ++i) {
        if (connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    const std::string asked = "+$qXfer:features:read:stm32h573-view.xml:0,ffb#";
    unsigned sum = 0;
    for (const char c : asked.substr(2, asked.size() - 3)) {
        sum += static_cast<unsigned char>(c);
    }
    char digits[3];
    snprintf(digits, sizeof digits, "%02x", sum & 0xFF);
    const std::string packet = asked + digits;
    std::string answer;
    char buffer[4096];
    if (send(file, packet.data(), packet.size(), MSG_NOSIGNAL) > 0) {
        for (ssize_t n; answer.find("</feature>") == std::string::npos &&
                        (n = recv(file, buffer, sizeof buffer, 0)) > 0;) {
            answer.append(buffer, static_cast<std::size_t>(n));
        }
    }
    send(file, "+$k#6b", 6, MSG_NOSIGNAL);
    close(file);
    return answer;
}

TEST(Gdb, BoardWaitsAndShowsWorldAndLevel) {
    const TestBoard board;
    const std::uint16_t port = HeldPort().number();
    std::string answer;
    std::thread gdb([&] { answer = ask_as_gdb(port); });
    const Outcome run =
        sm({"board", "run", "--dir", board.folder().string(), "--gdb", std::to_string(port)});
    gdb.join();
    EXPECT_TRUE(in_order(answer, {"\"secure\"", "\"privileged\"", "\"hdpl\""}));
    EXPECT_TRUE(run.says("gdb-multiarch -x ")) << run.output;
    EXPECT_FALSE(run.says("iROT: HDPL1")) << "it ran before it was told to";
    const std::string commands = contents(board.folder() / "sm.gdb");
    for (const char* elf : {"rss.elf", "boot/irot/irot", "boot/urot/urot", "manager.elf",
                            "sm_crypto.elf", "sm_storage.elf", "echo.elf", "hello.elf"}) {
        EXPECT_NE(commands.find(elf), std::string::npos) << elf << "\n" << commands;
    }
}

}  // namespace
}  // namespace test
