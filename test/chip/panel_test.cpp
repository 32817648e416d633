// SPDX-License-Identifier: Apache-2.0
// The chip's pins from outside: what drives them, the board's button and LEDs.
#include <gtest/gtest.h>

#include "test/chip/socket.h"

namespace test {
namespace {

constexpr std::uint32_t kPortC = 0x5202'0800;
constexpr std::uint32_t kPortF = 0x5202'1400;
constexpr std::uint32_t kPortI = 0x5202'2000;
constexpr std::uint32_t kClocks = 0x5402'0C8C;
constexpr std::uint32_t kExti = 0x5402'2000;
constexpr std::uint32_t kButtonPin = 13;
constexpr std::uint32_t kButtonLine = 24;
constexpr const char* kMachine = "/machine";

class Panel : public testing::Test {
  protected:
    void SetUp() override { agent_.write(kClocks, 0xC000'01FF); }
    void TearDown() override {
        agent_.end();
        EXPECT_EQ(board_.outcome().exit_code, 0) << board_.outcome().output;
    }
    void configure(std::uint32_t port, std::uint32_t pin, std::uint32_t mode) {
        const std::uint32_t others = agent_.read(port) & ~(3u << 2 * pin);
        agent_.write(port, others | mode << 2 * pin);
    }
    std::uint32_t input(std::uint32_t port, std::uint32_t pin) {
        return agent_.read(port + 0x10) >> pin & 1;
    }

    AgentBoard board_{"closed"};
    AccessPort port_{board_.mailbox()};
    Monitor monitor_{board_.monitor()};
    Agent agent_{port_};
};

TEST_F(Panel, AButtonPressedIsAHighPinAndAnInterrupt) {
    configure(kPortC, kButtonPin, 0);
    agent_.write(kExti + 0x6C, 2u << 8);
    agent_.write(kExti + 0x14, 1u << kButtonPin);
    agent_.write(kExti + 0x00, 1u << kButtonPin);
    agent_.write(kExti + 0x80, 1u << kButtonPin);
    agent_.enable(kButtonLine);
    EXPECT_EQ(input(kPortC, kButtonPin), 0u);
    monitor_.set(kMachine, "button", "true");
    EXPECT_EQ(input(kPortC, kButtonPin), 1u);
    EXPECT_TRUE(agent_.interrupted(kButtonLine));
    EXPECT_EQ(agent_.read(kExti + 0x0C), 1u << kButtonPin);
    monitor_.set(kMachine, "button", "false");
    EXPECT_EQ(input(kPortC, kButtonPin), 0u);
    EXPECT_EQ(agent_.read(kExti + 0x10), 0u) << "no falling trigger was chosen";
}

TEST_F(Panel, ShowsTheLedsThatOutputsPullLow) {
    struct Led {
        const char* name;
        std::uint32_t port, pin;
    };
    for (const Led& led : {Led{"led-green", kPortI, 9}, Led{"led-orange", kPortI, 8},
                           Led{"led-red", kPortF, 1}, Led{"led-blue", kPortF, 4}}) {
        EXPECT_EQ(monitor_.get(kMachine, led.name), "false") << led.name;
        configure(led.port, led.pin, 1);
        EXPECT_EQ(monitor_.get(kMachine, led.name), "true") << led.name;
        agent_.write(led.port + 0x18, 1u << led.pin);
        EXPECT_EQ(monitor_.get(kMachine, led.name), "false") << led.name;
    }
}

TEST_F(Panel, AnyPinCanBeDrivenFromOutside) {
    const char* port = "/machine/soc/gpiof";
    configure(kPortF, 7, 0);
    EXPECT_EQ(monitor_.get(port, "input-7"), "\"open\"");
    monitor_.set(port, "input-7", "\"high\"");
    EXPECT_EQ(input(kPortF, 7), 1u);
    agent_.write(kPortF + 0x0C, 2u << 14);
    EXPECT_EQ(input(kPortF, 7), 1u) << "a pull-down is weaker";
    monitor_.set(port, "input-7", "\"open\"");
    EXPECT_EQ(input(kPortF, 7), 0u);
    agent_.write(kPortF + 0x0C, 1u << 14);
    EXPECT_EQ(input(kPortF, 7), 1u);
    monitor_.set(port, "input-7", "\"low\"");
    EXPECT_EQ(input(kPortF, 7), 0u) << "a pull-up is weaker";
    configure(kPortF, 7, 1);
    agent_.write(kPortF + 0x18, 1u << 7);
    EXPECT_EQ(input(kPortF, 7), 1u) << "an output wins";
    EXPECT_THROW(monitor_.set(port, "input-7", "\"maybe\""), std::runtime_error);
}

}  // namespace
}  // namespace test
