// SPDX-License-Identifier: Apache-2.0
// Power and ECC errors on request, from outside the chip (emulator/soc/cuts.h), and what RAM holds
// after power-on. The agent on the chip starts what is then cut.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "emulator/flash/board_files.h"
#include "test/chip/socket.h"

namespace test {
namespace {

constexpr std::uint32_t kFlash = 0x5002'2000;
constexpr std::uint32_t kWord = 0x5'0000;  // offset in flash: storage
constexpr std::uint32_t kAddress = 0x0C00'0000 + kWord;

void start_program(const Agent& agent) {
    agent.write(kFlash + 0x08, 0x4567'0123);
    agent.write(kFlash + 0x08, 0xCDEF'89AB);
    agent.write(kFlash + 0x2C, 2);
    for (std::uint32_t i = 0; i < 4; ++i) {
        agent.write(kAddress + 4 * i, 0);
    }
}

flash_result word_after(const Path& folder) {
    char error[BOARD_ERROR] = {};
    const std::unique_ptr<board, void (*)(board*)> board{board_open(folder.c_str(), false, error),
                                                         board_close};
    if (!board) {
        throw std::runtime_error(error);
    }
    return flash_word_status(&board->flash, kWord);
}

// What the word is after a cut by `policy` in the middle of its program.
flash_result cut_in_program(const std::string& policy) {
    AgentBoard board("open", {"--seed", "7"});
    const AccessPort port(board.mailbox());
    const Monitor monitor(board.monitor());
    start_program(Agent(port));
    EXPECT_THROW(monitor.set("/machine", "power-cut", '"' + policy + '"'), std::runtime_error);
    EXPECT_TRUE(board.outcome().says("power cut in flash operation 1")) << board.outcome().output;
    return word_after(board.mailbox().parent_path());
}

// The operation ends by itself after a while, so that a busy host may come too late.
flash_result last_of(const std::string& policy, flash_result wanted) {
    flash_result result = FLASH_OK;
    for (int tries = 0; tries < 10 && result != wanted; ++tries) {
        result = cut_in_program(policy);
    }
    return result;
}

TEST(Power, IsCutOnRequestBeforeInsideOrAfter) {
    EXPECT_EQ(last_of("T0", FLASH_ERASED), FLASH_ERASED);
    EXPECT_EQ(last_of("T1", FLASH_OK), FLASH_OK);
    EXPECT_EQ(last_of("T2", FLASH_ECC_BAD), FLASH_ECC_BAD);
}

TEST(Power, CutOnRequestNeedsAPolicy) {
    AgentBoard board("open");
    const AccessPort port(board.mailbox());
    const Monitor monitor(board.monitor());
    EXPECT_EQ(Agent(port).echo(1), ~1u);
    EXPECT_THROW(monitor.set("/machine", "power-cut", "\"T7\""), std::runtime_error);
    EXPECT_EQ(Agent(port).echo(2), ~2u) << "the board runs on";
    Agent(port).end();
    EXPECT_EQ(board.outcome().exit_code, 0) << board.outcome().output;
}

TEST(Ecc, IsPlantedWhileTheBoardRuns) {
    AgentBoard board("open");
    const AccessPort port(board.mailbox());
    const Monitor monitor(board.monitor());
    const Agent agent(port);
    EXPECT_EQ(agent.read(kAddress), ~0u);
    EXPECT_EQ(agent.read(kFlash + 0x100), 0u) << "ECCCORR";
    monitor.set("/machine", "plant-ecc", "\"0x0c050000:single\"");
    EXPECT_EQ(agent.read(kAddress), ~0u);
    EXPECT_EQ(agent.read(kFlash + 0x100), 1u << 30 | kWord / 16);
    EXPECT_THROW(monitor.set("/machine", "plant-ecc", "\"0x0c050008\""), std::runtime_error);
    agent.end();
    EXPECT_EQ(board.outcome().exit_code, 0) << board.outcome().output;
}

using Words = std::array<std::uint32_t, 16>;

Words ram_after_power_on(const std::string& seed) {
    AgentBoard board("open", {"--seed", seed});
    const AccessPort port(board.mailbox());
    Words words{};
    for (std::uint32_t i = 0; i < words.size(); ++i) {
        words[i] = Agent(port).read(0x3008'0000 + 4 * i);
    }
    Agent(port).end();
    return words;
}

TEST(Power, RamIsPoisonedAtPowerOnBySeed) {
    const Words first = ram_after_power_on("1");
    EXPECT_EQ(std::ranges::count(first, 0u), 0);
    EXPECT_EQ(first, ram_after_power_on("1"));
    EXPECT_NE(first, ram_after_power_on("2"));
}

}  // namespace
}  // namespace test
