// SPDX-License-Identifier: Apache-2.0
// The debugger's side of DBGMCU: the socket of emulator/dev/mailbox, real Cortex-M code answering.
#include <gtest/gtest.h>

#include <array>

#include "test/chip/agent.h"
#include "test/chip/socket.h"

namespace test {
namespace {

constexpr std::uint32_t kRequest[] = {0, 1, 2, 3};  // version, read, write, reset pin
constexpr std::uint32_t kHost = 0x100;
constexpr std::uint32_t kAck = 0x108;
constexpr std::uint32_t kSbsDbgcr = 0x5400'0420;
constexpr std::uint32_t kSbsHdplcr = 0x5400'0410;
constexpr const char* kSbs = "/machine/soc/sbs";

void expect_served(const AccessPort& port) {
    const Agent agent(port);
    for (std::uint32_t i = 0; i < 200; ++i) {
        ASSERT_EQ(agent.echo(i * 0x9E37'79B9), ~(i * 0x9E37'79B9));
    }
}

TEST(Mailbox, CarriesWordsBothWaysWithoutLosingOne) {
    AgentBoard board("closed");
    const AccessPort port(board.mailbox());
    EXPECT_EQ(port.ask(kRequest[0]).value, 1u);
    EXPECT_EQ(port.read(0), 0x1007'0484u);
    expect_served(port);
    Agent(port).end();
    EXPECT_EQ(board.outcome().exit_code, 0) << board.outcome().output;
}

TEST(Mailbox, KeepsAWordTheHostPutUnderReset) {
    AgentBoard board("closed");
    const AccessPort port(board.mailbox());
    EXPECT_EQ(Agent(port).echo(1), ~1u);
    port.hold_reset(true);
    port.write(kHost, static_cast<std::uint32_t>(chip_test::Request::kEcho));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(port.read(kAck), 1u) << "nobody runs while the pin is low";
    port.hold_reset(false);
    port.put(7);
    EXPECT_EQ(port.take(), ~7u);
    EXPECT_EQ(Agent(port).read(0x5402'0CF4) & 0xFC00'0000, 0x0C00'0000u) << "RSR: pin";
    Agent(port).end();
    EXPECT_EQ(board.outcome().exit_code, 0) << board.outcome().output;
}

TEST(Mailbox, RefusesWhatTheAccessPortDoesNotReach) {
    AgentBoard board("closed");
    const AccessPort port(board.mailbox());
    for (const std::uint32_t address :
         {0u, 0x0C00'0000u, 0x4402'4000u, 0xE004'3FFCu, 0xE004'5000u, 0xE004'4002u, 0xFFFF'FFFCu}) {
        EXPECT_EQ(port.ask(1, address).status, 1u) << std::hex << address;
        EXPECT_EQ(port.ask(2, address, ~0u).status, 1u) << std::hex << address;
    }
    EXPECT_EQ(port.ask(4).status, 2u);
    EXPECT_EQ(port.ask(~0u).status, 2u);
    port.write(0, ~0u);
    port.write(0x104, ~0u);
    EXPECT_EQ(port.read(0), 0x1007'0484u);
    EXPECT_EQ(port.read(kAck), 0u) << "the device's word is not the host's to write";
    Agent(port).end();
    EXPECT_EQ(board.outcome().exit_code, 0) << board.outcome().output;
}

TEST(Mailbox, OutlivesClientsThatLeaveInTheMiddleOrNeverRead) {
    AgentBoard board("closed");
    {
        const AccessPort port(board.mailbox());
        port.socket().send(std::array<std::uint8_t, 5>{1, 2, 3, 4, 5});
    }
    {
        const AccessPort port(board.mailbox());
        const std::array<std::uint8_t, 12> version{};
        EXPECT_LT(port.socket().flood(version, 64 << 20), 64u << 20) << "it must stop taking";
    }
    {
        const AccessPort port(board.mailbox());
        port.hold_reset(true);
    }
    const AccessPort port(board.mailbox());
    expect_served(port);
    Agent(port).end();
    EXPECT_EQ(board.outcome().exit_code, 0) << board.outcome().output;
}

TEST(Mailbox, HasTheFlagsAsTheSvdNamesThemOnRequest) {
    AgentBoard board("closed", {"--qemu-arg=-machine", "--qemu-arg=mailbox-ack=svd"});
    const AccessPort port(board.mailbox());
    port.hold_reset(true);
    port.write(kHost, 0);
    EXPECT_EQ(port.read(kAck), 2u);
    Monitor(board.monitor()).quit();
}

TEST(DebugAccess, FollowsTheProductState) {
    const std::pair<const char*, const char*> states[] = {
        {"open", "\"all\""},    {"irot-provisioned", "\"non-secure\""},
        {"closed", "\"none\""}, {"tz-closed", "\"non-secure\""},
        {"locked", "\"none\""}, {"provisioning", "\"non-secure\""},
    };
    for (const auto& [state, access] : states) {
        AgentBoard board(state, {"--qemu-arg=-S"});
        const Monitor monitor(board.monitor());
        EXPECT_EQ(monitor.get(kSbs, "debug-access"), access) << state;
        monitor.quit();
    }
}

TEST(DebugAccess, KeepsADebuggerOutOnRequest) {
    const std::vector<std::string> more{"--qemu-arg=-gdb", "--qemu-arg=null", "--qemu-arg=-machine",
                                        "--qemu-arg=gdb-as-chip=on"};
    AgentBoard closed("closed", more);
    EXPECT_EQ(closed.outcome().exit_code, 1);
    EXPECT_TRUE(closed.outcome().says("the debug port is shut in this product state"))
        << closed.outcome().output;
    AgentBoard tz_closed("tz-closed", more);
    EXPECT_TRUE(tz_closed.outcome().says("shut to secure code")) << tz_closed.outcome().output;
    AgentBoard open("open", more);
    const AccessPort port(open.mailbox());
    Agent(port).end();
    EXPECT_EQ(open.outcome().exit_code, 0) << open.outcome().output;
}

struct Unlock {
    const char* state;
    std::uint32_t dbgcr;
    const char* access;
};

TEST(DebugAccess, OpensByAuthenticationAtItsLevelOnly) {
    const Unlock tries[] = {
        {"closed", 0xB451'B4B4, "\"all\""},           {"closed", 0x3C51'B4B4, "\"non-secure\""},
        {"closed", 0xB451'B400, "\"none\""},          {"closed", 0xB451'00B4, "\"none\""},
        {"closed", 0xB48A'B4B4, "\"none\""},          {"closed", 0xB4B4'B4B4, "\"none\""},
        {"tz-closed", 0xB451'B4B4, "\"all\""},        {"locked", 0xB451'B4B4, "\"none\""},
        {"tz-closed", 0xB46F'B4B4, "\"non-secure\""},
    };
    for (const std::string state : {"closed", "tz-closed", "locked"}) {
        AgentBoard board(state);
        const AccessPort port(board.mailbox());
        const Monitor monitor(board.monitor());
        const Agent agent(port);
        for (const Unlock& one : tries) {
            if (one.state == state) {
                agent.write(kSbsDbgcr, one.dbgcr);
                EXPECT_EQ(monitor.get(kSbs, "debug-access"), one.access)
                    << state << std::hex << " " << one.dbgcr;
            }
        }
        agent.write(kSbsDbgcr, 0xB48A'B4B4);
        agent.write(kSbsHdplcr, 0x6A);
        EXPECT_EQ(monitor.get(kSbs, "debug-access"), state == "locked" ? "\"none\"" : "\"all\"");
        agent.write(kSbsHdplcr, 0x6A);
        EXPECT_EQ(monitor.get(kSbs, "debug-access"),
                  state == "tz-closed" ? "\"non-secure\"" : "\"none\"")
            << "above the level it shuts again";
        EXPECT_EQ(port.read(0xFC), state == "tz-closed" ? 0x0003'0003u : 0x0001'0003u);
        agent.end();
        EXPECT_EQ(board.outcome().exit_code, 0) << board.outcome().output;
    }
}

}  // namespace
}  // namespace test
