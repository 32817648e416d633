// SPDX-License-Identifier: Apache-2.0
// Advisories and bugs of MCUboot and TF-M about taking images in pieces, by their numbers: here it
// is the recovery line that does so. README.md lists them all.
#include <gtest/gtest.h>

#include "boot/recovery/test_board.h"

namespace boot::recovery {
namespace {

using namespace test;
using lib::Error;

constexpr Error kNone{};
constexpr std::byte kGuard{0xA5};
constexpr std::uint32_t kStaged = kPool + kSector;  // the first image lies there

class Board {
  public:
    Board() { room_.fill(kGuard); }

    template <typename Request>
    Error call(Command command, Request request, std::span<const std::byte> data = {}) {
        host_.answers.clear();
        loader_.feed(framed(command, ++sequence_, request, data));
        AnswerHead head{};
        EXPECT_EQ(host_.answers.size(), 1u);
        std::memcpy(&head, host_.answers.at(0).data(), sizeof head);
        return static_cast<Error>(head.error);
    }
    Error plain(Command command) { return call(command, Plain{}); }
    Error begin(std::uint32_t size, std::uint32_t offset = 0) {
        return call(Command::kBegin, BeginRequest{{}, 3, size, offset});
    }
    Error data(std::uint32_t offset, std::span<const std::byte> bytes) {
        return call(Command::kData, DataRequest{{}, offset}, bytes);
    }
    // Nothing but the frame's own room, and no word beyond `end`, was written.
    void expect_bounds(std::uint32_t end) {
        EXPECT_TRUE(std::ranges::all_of(std::span(room_).first(kMargin), guards));
        EXPECT_TRUE(std::ranges::all_of(std::span(room_).last(kMargin), guards));
        EXPECT_TRUE(std::all_of(flash.bytes.begin() + end, flash.bytes.end(),
                                [](std::byte byte) { return byte == std::byte{0xFF}; }));
        EXPECT_FALSE(flash.misused);
    }

    TestFlash flash;
    TestJudge judge;

  private:
    static bool guards(std::byte byte) { return byte == kGuard; }

    static constexpr std::size_t kMargin = 64;
    TestHost host_{flash};
    std::array<std::byte, kMaxFrame + 2 * kMargin> room_;
    Loader<TestFlash, TestJudge, TestHost> loader_{flash,
                                                   kPlan,
                                                   judge,
                                                   host_,
                                                   std::span(room_).subspan(kMargin, kMaxFrame),
                                                   Reason{3, Error::kNoImage}};
    std::uint8_t sequence_ = 0;
};

Bytes counted(std::size_t size) {
    Bytes bytes(size);
    std::ranges::generate(bytes, [n = 0]() mutable { return static_cast<std::byte>(++n % 251); });
    return bytes;
}

// The last piece was padded to the flash's alignment on a stack that had room for 8. Here a word
// has 16: every length of a last piece, behind every number of whole words before it.
TEST(McubootRecovery, Issue2623_LastPieceOfEveryLengthIsPaddedInItsOwnWord) {
    for (std::uint32_t before : {0u, 16u, 496u, 512u}) {
        for (std::uint32_t last = 1; last <= kMaxData; ++last) {
            Board board;
            const Bytes image = counted(before + last);
            ASSERT_EQ(board.begin(static_cast<std::uint32_t>(image.size())), kNone);
            if (before != 0) {
                ASSERT_EQ(board.data(0, std::span(image).first(before)), kNone);
            }
            ASSERT_EQ(board.data(before, std::span(image).subspan(before)), kNone);
            ASSERT_EQ(board.plain(Command::kEnd), kNone);
            EXPECT_TRUE(std::ranges::equal(
                image, std::span(board.flash.bytes).subspan(kStaged, image.size())));
            board.expect_bounds(kStaged + static_cast<std::uint32_t>(image.size()));
        }
    }
}

TEST(TrustedFirmware, CVE_2021_43619_BlockOfEverySizeStaysInItsBuffer) {
    for (std::uint32_t size = 0; size <= 2 * kMaxFrame + 17; ++size) {
        Board board;
        ASSERT_EQ(board.begin(2 * kSector), kNone);
        const Error told = board.data(0, counted(size));
        if (size > kMaxData) {
            EXPECT_EQ(told, Error::kRecoveryFrame) << size;
            board.expect_bounds(kStaged);
        } else {
            EXPECT_EQ(told, size == 0 || size % kWord != 0 ? Error::kRecoveryOrder : kNone) << size;
            board.expect_bounds(kStaged + (told == kNone ? size : 0));
        }
    }
}

// A header that came in pieces was patched after it had been looked at. Here what was judged is
// what lies in flash, and no piece is taken any more once it was.
TEST(TrustedFirmware, CVE_2026_73063_NoFragmentChangesWhatWasWrittenOrJudged) {
    const Bytes image = counted(200);
    const Bytes evil(48, std::byte{0xEE});
    Board board;
    ASSERT_EQ(board.begin(200), kNone);
    ASSERT_EQ(board.data(0, std::span(image).first(64)), kNone);
    for (std::uint32_t at = 0; at <= 200; ++at) {
        for (std::size_t size = 1; size <= evil.size(); ++size) {
            const bool goes_on = at == 64 && size % kWord == 0;
            if (!goes_on) {
                const bool repeated = at + size <= 64;
                EXPECT_EQ(board.data(at, std::span(evil).first(size)),
                          repeated ? kNone : Error::kRecoveryOrder);
            }
        }
    }
    EXPECT_EQ(board.data(0xFFFF'FFF0, evil), Error::kRecoveryOrder);
    ASSERT_EQ(board.data(64, std::span(image).subspan(64)), kNone);
    ASSERT_EQ(board.plain(Command::kEnd), kNone);
    EXPECT_EQ(board.data(0, std::span(evil).first(16)), Error::kRecoveryOrder);
    EXPECT_EQ(board.begin(200), Error::kUpdateRequestBad);
    ASSERT_EQ(board.plain(Command::kInstall), kNone);
    EXPECT_EQ(board.data(0, std::span(evil).first(16)), Error::kRecoveryOrder);
    EXPECT_TRUE(std::ranges::equal(image, std::span(board.flash.bytes).subspan(kStaged, 200)));
    const std::vector<TestJudge::Call> once = {{3, kStaged, 200}};
    EXPECT_EQ(board.judge.judged, once);
    board.expect_bounds(kStaged + 200);
}

}  // namespace
}  // namespace boot::recovery
