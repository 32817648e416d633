// SPDX-License-Identifier: Apache-2.0
// Advisories of TF-M and of compilers about the border between the worlds, by their numbers: tried
// by an application on the virtual chip (test/apps/advisories), or looked for in what was linked.
// test/advisories/README.md lists them all.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>

#include "test/system/tool.h"

namespace test {
namespace {

// A board that runs the application; all its lines with this number are good, and there are some.
testing::AssertionResult answered(const std::string& id) {
    const TestBoard board({"--app", "advisories"});
    const Outcome run = board.demo({"--timeout", "30"});
    if (run.exit_code != 0 || !run.says("  ok    " + id + ":") || run.says("FAIL  " + id)) {
        return testing::AssertionFailure() << "exit_code " << run.exit_code << "\n" << run.output;
    }
    return testing::AssertionSuccess();
}

TEST(TrustedFirmware, CVE_2021_27562_CallsFromHandlersAreRefused) {
    EXPECT_TRUE(answered("CVE-2021-27562"));
}

TEST(TrustedFirmware, CVE_2024_7883_CallLeavesNothingInRegisters) {
    EXPECT_TRUE(answered("CVE-2024-7883"));
}

TEST(TrustedFirmware, CVE_2020_16273_ForgedReturnIsAFaultOfTheApplication) {
    EXPECT_TRUE(answered("CVE-2020-16273"));
}

// The application as its owner would sign it, but for one word of its vectors.
void install_with_vector(const TestBoard& board, unsigned index, std::uint32_t value) {
    const TestFile payload("vectors.payload");
    const TestFile image("vectors.bin");
    copy_payload(images() / "hello.bin", payload.path());
    std::fstream file(payload.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4 * index);
    file.write(reinterpret_cast<const char*>(&value), sizeof value);
    file.close();
    ASSERT_TRUE(file.good());
    const Outcome signed_one = sm({"image", "sign", "--component", "app", "--key",
                                   (keys() / "app.pem").string(), "--version", "1.0.0", "--counter",
                                   "1", payload.path().string(), image.path().string()});
    ASSERT_EQ(signed_one.exit_code, 0) << signed_one.output;
    ASSERT_EQ(board.install("app", image.path()).exit_code, 0);
}

// TFMV-10: addresses given once, at start, were believed. Here they are the application's initial
// stack pointer and its entry.
TEST(TrustedFirmware, CVE_2026_54467_VectorsOutsideTheApplicationStartNothing) {
    constexpr std::pair<unsigned, std::uint32_t> kVectors[] = {
        {0, 0x3004'4000},  // the stack: a module's RAM
        {0, 0x2000'0004},  // no multiple of 8
        {1, 0x0C01'C801},  // the entry: a veneer
        {1, 0x0806'0000},  // not Thumb
    };
    for (const auto& [index, value] : kVectors) {
        const TestBoard board;
        install_with_vector(board, index, value);
        const Outcome run = board.demo({"--timeout", "30"});
        EXPECT_NE(run.exit_code, 0) << run.output;
        EXPECT_FALSE(run.says("hello:")) << run.output;
        EXPECT_TRUE(board.show().says("ADDRESS_BAD")) << std::hex << value;
    }
}

struct Instruction {
    std::uint32_t address;
    std::string text;
};

std::string disassembly(const Path& elf) {
    const std::string command = "arm-none-eabi-objdump -d " + elf.string() + " 2>&1";
    std::string text;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> buffer;
    for (std::size_t n;
         pipe != nullptr && (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
        text.append(buffer.data(), n);
    }
    EXPECT_TRUE(pipe != nullptr && pclose(pipe) == 0) << elf << text;
    return text;
}

// " 801c800:\te97f e97f \tsg": address, halfwords, mnemonic; data has a mnemonic that begins with a
// dot, and what the disassembler does not know "<UNDEFINED>".
std::vector<Instruction> instructions(const Path& elf) {
    static const std::regex kLine(R"(^ *([0-9a-f]+):\t([0-9a-f ]+)\t(.*)$)");
    std::vector<Instruction> found;
    std::istringstream lines(disassembly(elf));
    std::smatch parts;
    for (std::string line; std::getline(lines, line);) {
        if (std::regex_match(line, parts, kLine) && parts[3].str()[0] != '.') {
            found.push_back({static_cast<std::uint32_t>(std::stoul(parts[1], nullptr, 16)),
                             parts[2].str() + "\t" + parts[3].str()});
        }
    }
    EXPECT_GT(found.size(), 100u) << elf;
    return found;
}

// Linked images of the secure side that run on every board. A tree with a bug brought back
// (./sm test advisories) has the manager's only.
std::vector<Path> secure_images() {
    const Path chip = root() / "build/chip";
    std::vector<Path> images = {chip / "manager/armv8m/manager.elf"};
    for (const char* other : {"boot/irot/irot", "boot/urot/urot", "modules/crypto/sm_crypto.elf",
                              "modules/storage/sm_storage.elf"}) {
        if (exists(chip / other)) {
            images.push_back(chip / other);
        }
    }
    return images;
}

// VLLDM and VLSTM by their encodings too: ec3n 0a00, ec2n 0a00.
TEST(TrustedFirmware, CVE_2021_35465_NoSecureImageUsesTheFloatingPointUnit) {
    static const std::regex kFloat(
        R"(^(ec[23][0-9a-f] 0a[08]0\s.*|[^\t]*\tv[a-z]+[.a-z0-9]*(\t.*)?)$)");
    for (const Path& elf : secure_images()) {
        for (const Instruction& i : instructions(elf)) {
            EXPECT_FALSE(std::regex_match(i.text, kFloat))
                << elf << " " << std::hex << i.address << " (vlldm or another) " << i.text;
        }
    }
}

// Only veneers, which answer whoever called them, and the agent's start.
TEST(TrustedFirmware, Ret2ns_SecureCodeLeavesForTheOtherSideByVeneersOnly) {
    for (const Path& elf : secure_images()) {
        const bool manager = elf.filename() == "manager.elf";
        unsigned returns = 0;
        std::uint32_t first_gate = 0;
        for (const Instruction& i : instructions(elf)) {
            if (first_gate == 0 && i.text.ends_with("\tsg")) {
                first_gate = i.address;
            }
            EXPECT_EQ(i.text.find("blxns"), std::string::npos) << elf << " " << i.text;
            if (i.text.find("bxns") != std::string::npos) {
                ++returns;
                EXPECT_TRUE(manager && first_gate != 0 && i.address - first_gate < 0x400)
                    << elf << " " << std::hex << i.address;
            }
        }
        EXPECT_EQ(returns != 0, manager) << elf;
    }
}

}  // namespace
}  // namespace test
