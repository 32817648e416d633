// SPDX-License-Identifier: Apache-2.0
// The host's end of the recovery protocol (boot/recovery/SPEC.md): one request, one answer, and
// once more where either was lost.
#pragma once

#include <algorithm>
#include <cstring>
#include <deque>
#include <functional>
#include <string>

#include "boot/recovery/frame.h"
#include "host/recover/line.h"

namespace host {

struct RecoveryAnswer {
    boot::recovery::AnswerHead head{};
    Bytes bytes;  // all of it, `head` included
};

class RecoveryClient {
  public:
    using Clock = std::chrono::steady_clock;
    // `console`: each line of text that comes between the frames.
    RecoveryClient(Line line, std::function<void(const std::string&)> console)
        : line_(std::move(line)), console_(std::move(console)) {}

    // The answer to `request`, a struct of boot/recovery/protocol.h, `data` behind it. Sent again
    // when nothing came in `patience`, `attempts` times in all. Throws Failure RECOVERY_SILENT,
    // LINE_CLOSED.
    template <typename Request>
    RecoveryAnswer call(boot::recovery::Command command, Request request, ByteView data = {},
                        unsigned attempts = kAttempts,
                        std::chrono::milliseconds patience = kPatience) {
        request.head = {static_cast<std::uint8_t>(command), ++sequence_, 0};
        Bytes bytes(sizeof request + data.size());
        std::memcpy(bytes.data(), &request, sizeof request);
        std::ranges::copy(data, bytes.begin() + sizeof request);
        return exchange(bytes, attempts, patience);
    }

    // Text until `patience` is over; false: nothing came.
    bool listen(std::chrono::milliseconds patience);

    static constexpr unsigned kAttempts = 4;
    static constexpr std::chrono::milliseconds kPatience{10'000};

  private:
    RecoveryAnswer exchange(const Bytes& request, unsigned attempts,
                            std::chrono::milliseconds patience);
    bool pump(std::chrono::milliseconds patience);
    void take(std::byte byte);
    void text();

    Line line_;
    std::function<void(const std::string&)> console_;
    std::uint8_t sequence_ = 0;
    std::array<std::byte, boot::recovery::kMaxFrame> buffer_{};
    boot::recovery::Decoder decoder_{buffer_};
    std::string between_;  // two zeros
    std::deque<RecoveryAnswer> answers_;
};

}  // namespace host
