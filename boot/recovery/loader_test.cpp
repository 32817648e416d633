// SPDX-License-Identifier: Apache-2.0
#include "boot/recovery/loader.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>

#include "boot/recovery/test_board.h"

namespace boot::recovery {
namespace {

using namespace test;
using lib::Error;

template <typename T>
T as(const Bytes& bytes) {
    T value{};
    EXPECT_GE(bytes.size(), sizeof value);
    std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
    return value;
}

class RecoveryLoader : public ::testing::Test {
  protected:
    using TestLoader = Loader<TestFlash, TestJudge, TestHost>;

    void power_on() {
        loader.emplace(flash, kPlan, judge, host, buffer, Reason{3, Error::kHashMismatch});
    }
    RecoveryLoader() : host(flash) { power_on(); }

    Bytes raw(const Bytes& content) {
        Bytes line(encoded_room(content.size()));
        line.resize(encode(content, line));
        return fed(line);
    }
    Bytes fed(const Bytes& line) {
        host.answers.clear();
        loader->feed(line);
        EXPECT_EQ(host.answers.size(), 1u);
        EXPECT_FALSE(flash.writable || flash.misused);
        return host.answers.empty() ? Bytes() : host.answers.back();
    }
    template <typename Request>
    Bytes call(Command command, Request request, const Bytes& data = {}) {
        const Bytes answer = fed(framed(command, ++sequence, request, data));
        const auto head = as<AnswerHead>(answer);
        EXPECT_EQ(head.command, static_cast<std::uint8_t>(command) | kAnswer);
        EXPECT_EQ(head.sequence, sequence);
        return answer;
    }
    Error error(const Bytes& answer) { return static_cast<Error>(as<AnswerHead>(answer).error); }
    Error begin(std::uint32_t component, std::size_t size, std::uint32_t offset = 0) {
        return error(call(Command::kBegin,
                          BeginRequest{{}, component, static_cast<std::uint32_t>(size), offset}));
    }
    Error data(std::uint32_t offset, const Bytes& bytes) {
        return error(call(Command::kData, DataRequest{{}, offset}, bytes));
    }
    Error plain(Command command) { return error(call(command, Plain{})); }
    Error send(const Bytes& image, std::uint32_t from = 0) {
        for (std::uint32_t at = from; at < image.size(); at += kMaxData) {
            const auto size = std::min<std::size_t>(kMaxData, image.size() - at);
            const Bytes piece(image.begin() + at, image.begin() + at + size);
            if (const Error why = data(at, piece); why != kNone) {
                return why;
            }
        }
        return kNone;
    }
    lib::sha256::Digest status(std::uint32_t offset, std::uint32_t size) {
        return as<StatusAnswer>(call(Command::kStatus, StatusRequest{{}, offset, size})).digest;
    }
    static Bytes image(std::size_t size, unsigned seed) {
        std::mt19937 random(seed);
        Bytes bytes(size);
        std::ranges::generate(bytes, [&] { return static_cast<std::byte>(random()); });
        return bytes;
    }

    static constexpr Error kNone{};
    TestFlash flash;
    TestJudge judge;
    TestHost host;
    std::array<std::byte, kMaxFrame> buffer{};
    std::optional<TestLoader> loader;
    std::uint8_t sequence = 0;
};

TEST_F(RecoveryLoader, TellsWhyItIsThere) {
    const auto hello = as<HelloAnswer>(call(Command::kHello, Plain{}));
    EXPECT_EQ(hello.version, kProtocolVersion);
    EXPECT_EQ(hello.max_data, kMaxData);
    EXPECT_EQ(hello.sector_size, kSector);
    EXPECT_EQ(hello.pool_size, 8 * kSector);
    EXPECT_EQ(hello.refused, 3u);
    EXPECT_EQ(hello.reason, static_cast<std::uint32_t>(Error::kHashMismatch));
}

TEST_F(RecoveryLoader, TwoImagesAreStagedJudgedAndAskedFor) {
    const Bytes manager = image(1030, 1);
    const Bytes app = image(2 * kSector, 2);
    ASSERT_EQ(begin(3, manager.size()), kNone);
    ASSERT_EQ(send(manager), kNone);
    ASSERT_EQ(plain(Command::kEnd), kNone);
    ASSERT_EQ(begin(4, app.size()), kNone);
    ASSERT_EQ(send(app), kNone);
    ASSERT_EQ(plain(Command::kEnd), kNone);
    const std::vector<TestJudge::Call> wanted = {{3, kPool + kSector, 1030},
                                                 {4, kPool + 3 * kSector, 2 * kSector}};
    EXPECT_EQ(judge.judged, wanted);
    ASSERT_EQ(plain(Command::kInstall), kNone);
    EXPECT_TRUE(std::equal(manager.begin(), manager.end(), flash.bytes.begin() + kPool + kSector));
    update::Requester requester(flash, 0);
    const auto standing = requester.look();
    EXPECT_EQ(standing.stand, update::Stand::kRequested);
    EXPECT_EQ(standing.request.count, 2u);
    EXPECT_EQ(standing.request.entries[1].component, 4u);
    EXPECT_EQ(standing.request.entries[1].size, 2 * kSector);
    EXPECT_EQ(standing.request.flags, update::kConfirmedInAdvance);
    EXPECT_EQ(host.resets, 0u);
    EXPECT_EQ(plain(Command::kReset), kNone);
    EXPECT_EQ(host.resets, 1u);
}

TEST_F(RecoveryLoader, RefusedImageIsNotAskedForAndMayBeBegunAnew) {
    const Bytes bytes = image(100, 1);
    judge.verdict = Error::kSignatureInvalid;
    ASSERT_EQ(begin(3, bytes.size()), kNone);
    ASSERT_EQ(send(bytes), kNone);
    EXPECT_EQ(plain(Command::kEnd), Error::kSignatureInvalid);
    EXPECT_EQ(plain(Command::kInstall), Error::kRecoveryOrder);
    judge.verdict = lib::kOk;
    ASSERT_EQ(begin(3, bytes.size()), kNone);
    ASSERT_EQ(send(bytes), kNone);
    EXPECT_EQ(plain(Command::kEnd), kNone);
    EXPECT_EQ(judge.judged[0], judge.judged[1]);
}

TEST_F(RecoveryLoader, GoesOnAfterAResetByDigest) {
    const Bytes bytes = image(2500, 7);
    ASSERT_EQ(begin(4, bytes.size()), kNone);
    ASSERT_EQ(data(0, Bytes(bytes.begin(), bytes.begin() + 512)), kNone);
    ASSERT_EQ(data(512, Bytes(bytes.begin() + 512, bytes.begin() + 1024)), kNone);
    ASSERT_EQ(data(1024, Bytes(bytes.begin() + 1024, bytes.begin() + 1536)), kNone);
    power_on();
    EXPECT_EQ(data(1536, Bytes(16)), Error::kRecoveryOrder);
    EXPECT_EQ(status(0, 1024), lib::sha256::sha256(std::span(bytes).first(1024)));
    EXPECT_NE(status(0, 2048), lib::sha256::sha256(std::span(bytes).first(2048)));
    const unsigned erases = flash.erases;
    ASSERT_EQ(begin(4, bytes.size(), 1024), kNone);
    ASSERT_EQ(send(bytes, 1024), kNone);
    EXPECT_EQ(flash.erases, erases + 2);
    ASSERT_EQ(plain(Command::kEnd), kNone);
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), flash.bytes.begin() + kPool + kSector));
}

TEST_F(RecoveryLoader, WholeImageOfBeforeTheResetIsOnlyJudged) {
    const Bytes bytes = image(1500, 8);
    ASSERT_EQ(begin(4, bytes.size()), kNone);
    ASSERT_EQ(send(bytes), kNone);
    power_on();
    const unsigned erases = flash.erases;
    ASSERT_EQ(begin(4, bytes.size(), 1500), kNone);
    EXPECT_EQ(plain(Command::kEnd), kNone);
    EXPECT_EQ(flash.erases, erases);
}

TEST_F(RecoveryLoader, RepeatedRequestsComeToTheSame) {
    const Bytes bytes = image(600, 9);
    const Bytes first(bytes.begin(), bytes.begin() + 512);
    ASSERT_EQ(begin(3, bytes.size()), kNone);
    ASSERT_EQ(begin(3, bytes.size()), kNone);
    ASSERT_EQ(data(0, first), kNone);
    ASSERT_EQ(data(0, first), kNone);
    ASSERT_EQ(data(512, Bytes(bytes.begin() + 512, bytes.end())), kNone);
    ASSERT_EQ(data(0, first), kNone);
    ASSERT_EQ(plain(Command::kEnd), kNone);
    const auto again = as<AnswerHead>(call(Command::kEnd, Plain{}));
    EXPECT_EQ(again.error, static_cast<std::uint32_t>(Error::kRecoveryOrder));
    EXPECT_EQ(again.images, 1u);
    ASSERT_EQ(plain(Command::kInstall), kNone);
    EXPECT_EQ(plain(Command::kInstall), kNone);
    EXPECT_EQ(update::Requester(flash, 0).look().request.sequence, 1u);
}

TEST_F(RecoveryLoader, OutOfOrderIsRefusedByName) {
    EXPECT_EQ(plain(Command::kEnd), Error::kRecoveryOrder);
    EXPECT_EQ(plain(Command::kInstall), Error::kRecoveryOrder);
    EXPECT_EQ(data(0, Bytes(16)), Error::kRecoveryOrder);
    ASSERT_EQ(begin(3, 100), kNone);
    EXPECT_EQ(data(16, Bytes(16)), Error::kRecoveryOrder);  // a gap
    EXPECT_EQ(data(0, Bytes(15)), Error::kRecoveryOrder);   // no whole words
    EXPECT_EQ(data(0, Bytes(112)), Error::kRecoveryOrder);  // beyond the end
    EXPECT_EQ(data(0xFFFFFFF0, Bytes(32)), Error::kRecoveryOrder);
    EXPECT_EQ(data(0, {}), Error::kRecoveryOrder);
    EXPECT_EQ(plain(Command::kEnd), Error::kRecoveryOrder);
    EXPECT_EQ(plain(Command::kInstall), Error::kRecoveryOrder);
    EXPECT_EQ(judge.judged.size(), 0u);
    EXPECT_EQ(flash.erases, 0u);
}

TEST_F(RecoveryLoader, WhatNoSlotTakesIsRefusedByName) {
    EXPECT_EQ(begin(2, 100), Error::kWrongComponent);  // the uROT itself
    EXPECT_EQ(begin(0, 100), Error::kWrongComponent);
    EXPECT_EQ(begin(3, 0), Error::kBadSize);
    EXPECT_EQ(begin(3, 2 * kSector + 1), Error::kBadSize);
    EXPECT_EQ(begin(3, 0xFFFFFFFF), Error::kBadSize);
    EXPECT_EQ(begin(3, 2000, 16), Error::kRecoveryOrder);
    EXPECT_EQ(begin(3, 2000, 2001), Error::kRecoveryOrder);
    EXPECT_EQ(begin(3, 2000, 2048), Error::kRecoveryOrder);
    EXPECT_EQ(begin(3, 2000, 0xFFFFFC00), Error::kRecoveryOrder);
    ASSERT_EQ(begin(3, 2000, 2000), kNone);
    ASSERT_EQ(plain(Command::kEnd), kNone);
    EXPECT_EQ(begin(3, 100), Error::kUpdateRequestBad);
}

TEST_F(RecoveryLoader, ImagesTogetherFitThePool) {
    constexpr update::Slot kLarge[] = {{3, 0, 4 * kSector}, {4, 0, 4 * kSector}};
    const update::Plan plan = {0, kPool, 8 * kSector, kLarge};
    loader.emplace(flash, plan, judge, host, buffer, Reason{3, Error::kNoImage});
    ASSERT_EQ(begin(3, 4 * kSector, 4 * kSector), kNone);
    ASSERT_EQ(plain(Command::kEnd), kNone);
    EXPECT_EQ(begin(4, 3 * kSector + 1), Error::kBadSize);
    EXPECT_EQ(begin(4, 3 * kSector), kNone);
}

TEST_F(RecoveryLoader, UpdateUnderWayKeepsThePool) {
    flash.writable = true;
    update::Request request;
    request.count = 1;
    request.entries[0] = {3, 100};
    ASSERT_TRUE(update::Requester(flash, 0).ask(request).ok());
    flash.writable = false;
    const Bytes before = flash.bytes;
    EXPECT_EQ(begin(3, 100), Error::kUpdateBusy);
    EXPECT_EQ(data(0, Bytes(16)), Error::kRecoveryOrder);
    EXPECT_EQ(flash.bytes, before);
}

TEST_F(RecoveryLoader, WordThatIsNotTakenIsToldAndTheSectorDoneAgain) {
    const Bytes bytes = image(600, 10);
    flash.fail_at = kPool + kSector + 528;
    ASSERT_EQ(begin(3, bytes.size()), kNone);
    EXPECT_EQ(send(bytes), Error::kFlashEcc);
    EXPECT_EQ(data(528, Bytes(bytes.begin() + 528, bytes.end())), Error::kRecoveryOrder);
    ASSERT_EQ(begin(3, bytes.size()), kNone);
    EXPECT_EQ(send(bytes), kNone);
    EXPECT_EQ(plain(Command::kEnd), kNone);
}

TEST_F(RecoveryLoader, StatusIsBoundedAndTellsOfBadWords) {
    EXPECT_EQ(error(call(Command::kStatus, StatusRequest{{}, 0, 7 * kSector + 1})),
              Error::kOutOfRange);
    EXPECT_EQ(error(call(Command::kStatus, StatusRequest{{}, 0xFFFFFFFF, 2})), Error::kOutOfRange);
    EXPECT_EQ(status(7 * kSector, 0), lib::sha256::sha256({}));
    flash.bad = kPool + kSector + 700;
    const auto answer = as<StatusAnswer>(call(Command::kStatus, StatusRequest{{}, 0, 1024}));
    EXPECT_EQ(static_cast<Error>(answer.head.error), Error::kFlashEcc);
    EXPECT_EQ(answer.digest, lib::sha256::Digest{});
}

TEST_F(RecoveryLoader, MalformedFramesAreAnsweredAndLoseNothing) {
    const Bytes bytes = image(600, 11);
    ASSERT_EQ(begin(3, bytes.size()), kNone);
    ASSERT_EQ(data(0, Bytes(bytes.begin(), bytes.begin() + 512)), kNone);
    const auto refused = [&](const Bytes& content) {
        const auto head = as<AnswerHead>(raw(content));
        EXPECT_EQ(static_cast<Error>(head.error), Error::kRecoveryFrame);
        EXPECT_EQ(head.received, 512u);
    };
    refused({});
    refused(Bytes(3, std::byte{1}));
    refused(Bytes(kMaxRequest + 1, std::byte{1}));
    for (unsigned command = 0; command < 256; ++command) {
        Bytes content(5 + command % 7);  // a size that is no command's but data's
        content[0] = static_cast<std::byte>(command);
        if (command != static_cast<unsigned>(Command::kData)) {
            refused(content);
        }
    }
    refused({std::byte{1}, std::byte{0}, std::byte{1}, std::byte{0}});  // reserved bits
    const Bytes flipped = [&] {
        Bytes line(encoded_room(bytes.size()));
        line.resize(encode(std::span(bytes).first(500), line));
        line[40] ^= std::byte{2};
        return line;
    }();
    host.answers.clear();
    loader->feed(flipped);
    ASSERT_GE(host.answers.size(), 1u);
    EXPECT_EQ(error(host.answers[0]), Error::kRecoveryFrame);
    ASSERT_EQ(data(512, Bytes(bytes.begin() + 512, bytes.end())), kNone);
    EXPECT_EQ(plain(Command::kEnd), kNone);
}

// Whatever comes in whatever pieces: nothing outside pool and log is written, no image counts that
// was not judged, each frame has one answer.
TEST_F(RecoveryLoader, StandsAnyBytes) {
    std::mt19937 random(20261123);
    const Bytes before = flash.bytes;
    for (int i = 0; i < 20'000; ++i) {
        Bytes content(random() % 40);
        std::ranges::generate(content, [&] { return static_cast<std::byte>(random() % 9); });
        Bytes line(encoded_room(content.size()));
        line.resize(encode(content, line));
        if (i % 3 == 0) {
            line[random() % line.size()] = static_cast<std::byte>(random());
        }
        loader->feed(line);
    }
    EXPECT_TRUE(std::equal(before.begin() + 2 * kSector, before.begin() + kPool,
                           flash.bytes.begin() + 2 * kSector));
}

}  // namespace
}  // namespace boot::recovery
