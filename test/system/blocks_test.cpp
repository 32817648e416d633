// SPDX-License-Identifier: Apache-2.0
// Stages that HASH and PKA compute for ([boot] of system.toml; test/blocks): the same boot, the
// same refusals, and a named one where a block does not answer.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <fstream>

#include "test/system/tool.h"

namespace test {
namespace {

constexpr std::uint32_t kApp = 0x5E000, kHeader = 0x400;

struct BlocksBoard : TestBoard {
    BlocksBoard() { install_parts(*this, {{"irot", "irot_blocks"}, {"urot", "urot_blocks"}}); }
};

TEST(Blocks, HashAndPkaBootTheChain) {
    const BlocksBoard board;
    const Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    for (const char* line : {"iROT: uROT 1.0.0 ok", "uROT: manager 1.0.0 ok",
                             "uROT: application 1.0.0 ok", "hello: PSA framework"}) {
        EXPECT_TRUE(run.says(line)) << line << "\n" << run.output;
    }
}

TEST(Blocks, HashSeesAChangedByte) {
    const BlocksBoard board;
    board.flip(kApp + kHeader + 0x400);
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: refused application: HASH_MISMATCH")) << run.output;
    EXPECT_FALSE(run.says("hello: PSA framework")) << run.output;
}

TEST(Blocks, PkaSeesAnotherSignature) {
    const BlocksBoard board;
    const auto size = std::filesystem::file_size(images() / "hello.bin");
    board.flip(kApp + static_cast<std::uint32_t>(size) - 3);  // s of the last TLV
    const Outcome run = board.demo();
    EXPECT_TRUE(run.says("uROT: refused application: SIGNATURE_INVALID")) << run.output;
    EXPECT_FALSE(run.says("hello: PSA framework")) << run.output;
}

// The first to ask a block is the iROT.
testing::AssertionResult refused_while_stuck(const std::string& block, const std::string& error) {
    const BlocksBoard board;
    const Outcome run =
        board.demo({"--qemu-arg=-global", "--qemu-arg=stm32h573-" + block + ".stuck=on"});
    return run.says("iROT: refused uROT: " + error) && run.says("iROT: halted") &&
                   !run.says("uROT 1.0.0 ok")
               ? testing::AssertionSuccess()
               : testing::AssertionFailure() << run.output;
}

TEST(Blocks, HashThatDoesNotAnswerEndsInItsName) {
    EXPECT_TRUE(refused_while_stuck("hash", "HASH_TIMEOUT"));
}

TEST(Blocks, PkaThatDoesNotAnswerEndsInItsName) {
    EXPECT_TRUE(refused_while_stuck("pka", "PKA_FAULT"));
}

TEST(Blocks, NothingOfTheStagesIsLeftBehind) {
    const TestBoard board({"--app", "isolation"});
    install_parts(board, {{"irot", "irot_blocks"}, {"urot", "spy_after_irot"}});
    const Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("hidden   iROT's RAM")) << run.output;
}

// Of a signed image: the payload, the code that the uROT's slot must hold.
std::uint32_t payload_size(const Path& image) {
    std::array<char, 16> head{};
    std::ifstream(image, std::ios::binary).read(head.data(), head.size());
    std::uint32_t size = 0;
    std::memcpy(&size, head.data() + 12, sizeof size);
    return size;
}

// Issue 4, "Sizes": of the software's build and of the blocks'.
TEST(Sizes, BothBuildsOfTheStagesKeepToTheirRoom) {
    for (const char* build : {"", "_blocks"}) {
        const std::string irot = std::string("irot") + build + ".bin";
        const std::string urot = std::string("urot") + build + ".bin";
        EXPECT_GT(std::filesystem::file_size(images() / irot), 0u) << irot;
        EXPECT_LE(std::filesystem::file_size(images() / irot), 24u * 1024) << irot;
        EXPECT_GT(payload_size(images() / urot), 0u) << urot;
        EXPECT_LE(payload_size(images() / urot), 40u * 1024) << urot;
    }
}

}  // namespace
}  // namespace test
