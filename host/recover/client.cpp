// SPDX-License-Identifier: Apache-2.0
#include "host/recover/client.h"

#include <algorithm>
#include <cstring>

#include "host/base/failure.h"

namespace host {
namespace recovery = boot::recovery;

namespace {

bool printable(const std::string& text) {
    return std::ranges::all_of(text, [](unsigned char c) {
        return (c >= ' ' && c < 0x7F) || c == '\r' || c == '\n' || c == '\t' || c == 0x1B;
    });
}

}  // namespace

// A line of text, or what is left of one where a frame follows.
void RecoveryClient::text() {
    if (printable(between_)) {
        std::erase_if(between_, [](char c) { return c == '\r' || c == '\n'; });
        if (!between_.empty()) {
            console_(between_);
        }
    }
    between_.clear();
}

void RecoveryClient::take(std::byte byte) {
    if (decoder_.take(byte)) {
        const ByteView frame = decoder_.frame();
        RecoveryAnswer answer;
        if (frame.size() >= sizeof answer.head) {
            std::memcpy(&answer.head, frame.data(), sizeof answer.head);
            answer.bytes.assign(frame.begin(), frame.end());
            between_.clear();
            answers_.push_back(std::move(answer));
            return;
        }
    }
    if (byte != std::byte{0}) {
        between_ += static_cast<char>(byte);
    }
    const bool line = byte == std::byte{'\n'} && printable(between_);
    if (byte == std::byte{0} || line || between_.size() > recovery::kMaxFrame) {
        text();
    }
}

bool RecoveryClient::pump(std::chrono::milliseconds patience) {
    const Bytes bytes = line_.read(patience);
    std::ranges::for_each(bytes, [this](std::byte byte) { take(byte); });
    return !bytes.empty();
}

bool RecoveryClient::listen(std::chrono::milliseconds patience) {
    return pump(patience);
}

RecoveryAnswer RecoveryClient::exchange(const Bytes& request, unsigned attempts,
                                        std::chrono::milliseconds patience) {
    Bytes frame(recovery::encoded_room(request.size()));
    frame.resize(recovery::encode(request, frame));
    const auto answered = std::to_integer<std::uint8_t>(request[0]) | recovery::kAnswer;
    for (unsigned attempt = 0; attempt < attempts; ++attempt) {
        line_.write(frame);
        bool damaged = false;
        for (const auto end = Clock::now() + patience; Clock::now() < end && !damaged;) {
            pump(std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()));
            for (; !answers_.empty(); answers_.pop_front()) {
                RecoveryAnswer& answer = answers_.front();
                if (answer.head.command == answered && answer.head.sequence == sequence_) {
                    const RecoveryAnswer found = std::move(answer);
                    answers_.clear();
                    return found;
                }
                damaged |= answer.head.command == recovery::kAnswer;
            }
        }
    }
    throw Failure("RECOVERY_SILENT", "the board does not answer",
                  "see that it is powered and connected and that its console says 'recovery "
                  "waits', then run the same command again");
}

}  // namespace host
