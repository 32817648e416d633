// SPDX-License-Identifier: Apache-2.0
// What a loader works on, for tests: a flash that takes a word once between two erases, and only
// while it was opened; a judge; the line's other end.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "boot/recovery/loader.h"

namespace boot::recovery::test {

using Bytes = std::vector<std::byte>;

constexpr std::uint32_t kSector = 1024;
constexpr std::uint32_t kPool = 4 * kSector;
constexpr std::uint32_t kPoolSize = 8 * kSector;
constexpr std::uint32_t kSize = kPool + kPoolSize;
constexpr std::uint32_t kNowhere = ~0u;
constexpr update::Slot kSlots[] = {{3, 2 * kSector, 2 * kSector}, {4, 0, 3 * kSector}};
constexpr update::Plan kPlan = {0, kPool, kPoolSize, kSlots};

class TestFlash {
  public:
    static std::uint32_t sector_count() { return kSize / kSector; }
    static std::uint32_t sector_size() { return kSector; }

    update::ReadStatus read(std::uint32_t offset, std::span<std::byte> out) {
        if (offset > kSize || out.size() > kSize - offset) {
            misused = true;
            return update::ReadStatus::kEccBad;
        }
        std::copy_n(bytes.begin() + offset, out.size(), out.begin());
        if (bad >= offset && bad - offset < out.size()) {
            return update::ReadStatus::kEccBad;
        }
        const bool erased =
            std::ranges::all_of(out, [](std::byte byte) { return byte == std::byte{0xFF}; });
        return erased ? update::ReadStatus::kErased : update::ReadStatus::kOk;
    }
    bool program16(std::uint32_t offset, std::span<const std::byte, kWord> word) {
        if (!writable || offset % kWord != 0 || offset >= kSize || written[offset / kWord]) {
            misused = true;
            return false;
        }
        written[offset / kWord] = true;
        if (fail_at == offset) {
            fail_at = kNowhere;
            return false;
        }
        std::ranges::copy(word, bytes.begin() + offset);
        return true;
    }
    bool erase(std::uint32_t offset) {
        if (!writable || offset % kSector != 0 || offset >= kSize) {
            misused = true;
            return false;
        }
        ++erases;
        std::fill_n(bytes.begin() + offset, kSector, std::byte{0xFF});
        std::fill_n(written.begin() + offset / kWord, kSector / kWord, false);
        return true;
    }

    Bytes bytes = Bytes(kSize, std::byte{0xFF});
    std::vector<bool> written = std::vector<bool>(kSize / kWord);  // since it was erased
    bool writable = false;
    bool misused = false;              // out of bounds, closed, a word twice
    std::uint32_t fail_at = kNowhere;  // a word that is not taken, once
    std::uint32_t bad = kNowhere;      // reads as an ECC error
    unsigned erases = 0;
};

struct TestJudge {
    struct Call {
        std::uint32_t component, at, size;
        bool operator==(const Call&) const = default;
    };
    lib::Result<void> fits(const update::Slot& slot, std::uint32_t at, std::uint32_t size) {
        judged.push_back({slot.component, at, size});
        return verdict;
    }
    std::vector<Call> judged;
    lib::Result<void> verdict;
};

struct TestHost {
    explicit TestHost(TestFlash& flash) : flash(flash) {}
    void send(std::span<const std::byte> bytes) {
        for (const std::byte byte : bytes) {
            if (decoder.take(byte)) {
                const auto frame = decoder.frame();
                answers.emplace_back(frame.begin(), frame.end());
            }
        }
    }
    void writable(bool on) { flash.writable = on; }
    void reset() { ++resets; }

    TestFlash& flash;
    std::array<std::byte, kMaxFrame> buffer{};
    Decoder decoder{buffer};
    std::vector<Bytes> answers;
    unsigned resets = 0;
};

// `request` and what follows it, as the line carries it.
template <typename Request>
Bytes framed(Command command, std::uint8_t sequence, Request request,
             std::span<const std::byte> data = {}) {
    request.head = {static_cast<std::uint8_t>(command), sequence, 0};
    Bytes content(sizeof request);
    std::memcpy(content.data(), &request, sizeof request);
    content.insert(content.end(), data.begin(), data.end());
    Bytes line(encoded_room(content.size()));
    line.resize(encode(content, line));
    return line;
}

struct Plain {
    RequestHead head;
};

}  // namespace boot::recovery::test
