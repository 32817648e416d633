// SPDX-License-Identifier: Apache-2.0
// No suite of its own: does on the chip what a host asks for through DBGMCU's mailbox, so that
// tests can look at the chip from both sides (agent.h has the words).
#include "test/chip/agent.h"

#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "agent";

namespace {

constexpr std::uint32_t kHost = 0x4402'4100;
constexpr std::uint32_t kDevice = 0x4402'4104;
constexpr std::uint32_t kAck = 0x4402'4108;
constexpr std::uint32_t kForDevice = 1u << 0;
constexpr std::uint32_t kForHost = 1u << 1;
constexpr std::uint32_t kPolls = 4'000'000'000;  // the host gives up long before

void wait_for(std::uint32_t flag, std::uint32_t state) {
    for (std::uint32_t i = 0; i < kPolls && (load(kAck, View::kNonSecure) & flag) != state; ++i) {
    }
}

std::uint32_t receive() {
    wait_for(kForDevice, kForDevice);
    return load(kHost, View::kNonSecure);
}

void answer(std::uint32_t word) {
    wait_for(kForHost, 0);
    store(kDevice, word, View::kNonSecure);
}

std::uint32_t serve(Request request) {
    const std::uint32_t first = receive();
    switch (request) {
        case Request::kRead:
            return peek(first);
        case Request::kWrite:
            poke(first, receive());
            return 0;
        case Request::kEnable:
            enable_interrupt(first);
            return 0;
        case Request::kInterrupted:
            return interrupted(first) ? 1 : 0;
        default:
            return ~first;
    }
}

}  // namespace

void run() {
    for (;;) {
        const auto request = static_cast<Request>(receive());
        if (request == Request::kEnd) {
            break;
        }
        answer(serve(request));
    }
    check("the host ended the talk", true);
}

}  // namespace chip_test
