// SPDX-License-Identifier: Apache-2.0
#include "boot/recovery/frame.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "lib/error/error_names.h"

namespace boot::recovery {
namespace {

using Bytes = std::vector<std::byte>;

Bytes bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

Bytes encoded(const Bytes& content) {
    Bytes line(encoded_room(content.size()));
    line.resize(encode(content, line));
    return line;
}

// Frames that a decoder finds in a line; damaged ones are empty.
std::vector<Bytes> decoded(const Bytes& line) {
    std::array<std::byte, kMaxFrame> buffer;
    Decoder decoder(buffer);
    std::vector<Bytes> frames;
    for (const std::byte byte : line) {
        if (decoder.take(byte)) {
            const auto frame = decoder.frame();
            frames.emplace_back(frame.begin(), frame.end());
        }
    }
    return frames;
}

Bytes counting(std::size_t size, unsigned from) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::byte>(from + i);
    }
    return bytes;
}

TEST(RecoveryFrame, CrcIsTheOneOfZlib) {
    EXPECT_EQ(crc32(bytes_of("123456789")), 0xCBF43926u);
    EXPECT_EQ(crc32({}), 0u);
}

TEST(RecoveryFrame, EveryLengthAndZerosComeThrough) {
    for (std::size_t size = 1; size <= kMaxRequest; ++size) {
        for (const Bytes& content : {Bytes(size, std::byte{0}), Bytes(size, std::byte{0xFF}),
                                     counting(size, 0), counting(size, 1)}) {
            const Bytes line = encoded(content);
            EXPECT_EQ(line.front(), std::byte{0});
            EXPECT_EQ(line.back(), std::byte{0});
            EXPECT_EQ(std::ranges::count(line, std::byte{0}), 2) << size;
            const auto frames = decoded(line);
            ASSERT_EQ(frames.size(), 1u) << size;
            EXPECT_EQ(frames[0], content) << size;
        }
    }
}

TEST(RecoveryFrame, EveryFlippedBitIsSeen) {
    const Bytes line = encoded(counting(40, 0xF0));
    for (std::size_t bit = 8; bit < 8 * (line.size() - 1); ++bit) {
        Bytes flipped = line;
        flipped[bit / 8] ^= std::byte{1} << (bit % 8);
        for (const Bytes& frame : decoded(flipped)) {
            EXPECT_TRUE(frame.empty()) << bit;
        }
    }
}

TEST(RecoveryFrame, CutAnywhereTheNextOneIsWhole) {
    const Bytes content = counting(300, 0);
    const Bytes line = encoded(content);
    for (std::size_t cut = 0; cut < line.size(); ++cut) {
        Bytes both(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(cut));
        both.insert(both.end(), line.begin(), line.end());
        const auto frames = decoded(both);
        ASSERT_FALSE(frames.empty());
        EXPECT_EQ(frames.back(), content) << cut;
    }
}

TEST(RecoveryFrame, ConsoleTextBetweenTwoFramesHurtsNeither) {
    const Bytes content = counting(20, 3);
    Bytes line = encoded(content);
    const Bytes text = bytes_of("uROT: update refused, manager: HASH_MISMATCH\r\n");
    line.insert(line.end(), text.begin(), text.end());
    const Bytes again = encoded(content);
    line.insert(line.end(), again.begin(), again.end());
    const auto frames = decoded(line);
    ASSERT_EQ(frames.size(), 3u);
    EXPECT_EQ(frames[0], content);
    EXPECT_TRUE(frames[1].empty());
    EXPECT_EQ(frames[2], content);
}

TEST(RecoveryFrame, TooLongIsSeenAndNothingIsWrittenBehindTheBuffer) {
    const auto frames = decoded(encoded(Bytes(kMaxRequest + 1, std::byte{7})));
    ASSERT_EQ(frames.size(), 1u);
    EXPECT_TRUE(frames[0].empty());
    const auto endless = decoded(Bytes(100'000, std::byte{0x55}));
    EXPECT_TRUE(endless.empty());
}

TEST(RecoveryFrame, AnyGarbageIsNoFrame) {
    std::mt19937 random(20261123);
    Bytes noise(1 << 20);
    std::ranges::generate(noise, [&] { return static_cast<std::byte>(random()); });
    for (const Bytes& frame : decoded(noise)) {
        EXPECT_TRUE(frame.empty());
    }
}

std::string spec() {
    std::ifstream file(SM_ROOT "/boot/recovery/SPEC.md");
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(RecoverySpec, SaysWhatTheStructsAre) {
    const std::string text = spec();
    const auto row = [&](const std::string& wanted) {
        EXPECT_NE(text.find("| " + wanted), std::string::npos) << wanted;
    };
    const auto command = [&](Command command, const char* name, std::size_t request,
                             std::size_t answer) {
        row(std::to_string(static_cast<int>(command)) + " | " + name + " | " +
            std::to_string(request) + " | " + std::to_string(answer) + " |");
    };
    command(Command::kHello, "hello", sizeof(RequestHead), sizeof(HelloAnswer));
    command(Command::kStatus, "status", sizeof(StatusRequest), sizeof(StatusAnswer));
    command(Command::kBegin, "begin", sizeof(BeginRequest), sizeof(AnswerHead));
    command(Command::kEnd, "end", sizeof(RequestHead), sizeof(AnswerHead));
    command(Command::kInstall, "install", sizeof(RequestHead), sizeof(AnswerHead));
    command(Command::kReset, "reset", sizeof(RequestHead), sizeof(AnswerHead));
    row("4 | data | 8 + 1.." + std::to_string(kMaxData) + " | 12 |");
    row(std::to_string(offsetof(AnswerHead, error)) + " | 4 | error");
    row(std::to_string(offsetof(AnswerHead, received)) + " | 4 | received");
    row(std::to_string(offsetof(HelloAnswer, sector_size)) + " | 4 | sector size");
    row(std::to_string(offsetof(HelloAnswer, reason)) + " | 4 | reason");
    row(std::to_string(offsetof(StatusAnswer, digest)) + " | 32 | digest");
    row(std::to_string(offsetof(BeginRequest, offset)) + " | 4 | offset");
    EXPECT_NE(text.find("version " + std::to_string(kProtocolVersion)), std::string::npos);
}

// Each error it names is one of the error space.
TEST(RecoverySpec, NamesErrorsThatThereAre) {
    const std::string text = spec();
    std::size_t found = 0;
    for (const char* name : {"RECOVERY_FRAME", "RECOVERY_ORDER", "UPDATE_BUSY", "WRONG_COMPONENT",
                             "BAD_SIZE", "UPDATE_REQUEST_BAD", "FLASH_ECC", "OUT_OF_RANGE"}) {
        EXPECT_NE(text.find(name), std::string::npos) << name;
        found += std::ranges::count(lib::error_table(), name, &lib::ErrorInfo::name) == 1 ? 1 : 0;
    }
    EXPECT_EQ(found, 8u);
}

}  // namespace
}  // namespace boot::recovery
