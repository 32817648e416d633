// SPDX-License-Identifier: Apache-2.0
#include "lib/bytes/bytes.h"

#include <gtest/gtest.h>

#include <array>

namespace lib::bytes {
namespace {

constexpr std::array<std::byte, 8> kCount = {std::byte{1}, std::byte{2},   std::byte{3},
                                             std::byte{4}, std::byte{5},   std::byte{6},
                                             std::byte{7}, std::byte{0x88}};
constexpr uint64_t kMax64 = std::numeric_limits<uint64_t>::max();

static_assert(load_le<uint64_t>(kCount) == 0x8807060504030201u);
static_assert(load_be<uint64_t>(kCount) == 0x0102030405060788u);
static_assert(read_le<uint16_t>(kCount, 6).value() == 0x8807u);
static_assert(read_be<uint32_t>(kCount, 4).value() == 0x05060788u);

TEST(Bytes, StoresWhatItLoads) {
    std::array<std::byte, 4> memory{};
    store_le<uint32_t>(memory, 0xA1B2C3D4u);
    EXPECT_EQ(memory[0], std::byte{0xD4});
    EXPECT_EQ(load_le<uint32_t>(memory), 0xA1B2C3D4u);
    store_be<uint32_t>(memory, 0xA1B2C3D4u);
    EXPECT_EQ(memory[0], std::byte{0xA1});
    EXPECT_EQ(load_be<uint32_t>(memory), 0xA1B2C3D4u);
}

TEST(Bytes, ReadsStayInside) {
    EXPECT_EQ(read_le<uint32_t>(kCount, 5).error(), Error::kOutOfRange);
    EXPECT_EQ(read_le<uint32_t>(kCount, SIZE_MAX).error(), Error::kOutOfRange);
    EXPECT_EQ(read_be<uint64_t>(kCount, 1).error(), Error::kOutOfRange);
    EXPECT_TRUE(read_be<uint64_t>(kCount, 0).ok());
}

TEST(Bytes, SlicesStayInside) {
    EXPECT_EQ(slice(kCount, 8, 0).value().size(), 0u);
    EXPECT_EQ(slice(kCount, 2, 6).value().data(), kCount.data() + 2);
    EXPECT_FALSE(slice(kCount, 9, 0).ok());
    EXPECT_FALSE(slice(kCount, 2, 7).ok());
    EXPECT_FALSE(slice(kCount, SIZE_MAX, 2).ok());
    EXPECT_FALSE(slice(kCount, 2, SIZE_MAX).ok());
}

TEST(Bytes, ArithmeticRefusesToWrap) {
    EXPECT_EQ(checked_add<uint32_t>(0xFFFFFFFEu, 1), 0xFFFFFFFFu);
    EXPECT_FALSE(checked_add<uint32_t>(0xFFFFFFFFu, 1).has_value());
    EXPECT_FALSE(checked_add<uint16_t>(0xFFFFu, 1).has_value());
    EXPECT_EQ(checked_mul<uint32_t>(0x10000u, 0xFFFFu), 0xFFFF0000u);
    EXPECT_FALSE(checked_mul<uint32_t>(0x10000u, 0x10000u).has_value());
    EXPECT_EQ(checked_mul<uint32_t>(0, 0xFFFFFFFFu), 0u);
    EXPECT_EQ(checked_align_up<uint32_t>(17, 16), 32u);
    EXPECT_EQ(checked_align_up<uint32_t>(0xFFFFFFF0u, 16), 0xFFFFFFF0u);
    EXPECT_FALSE(checked_align_up<uint32_t>(0xFFFFFFF1u, 16).has_value());
}

TEST(Bytes, RangesAreHalfOpen) {
    EXPECT_TRUE(range_within(0, 8, 8));
    EXPECT_TRUE(range_within(8, 0, 8));
    EXPECT_FALSE(range_within(1, 8, 8));
    EXPECT_FALSE(range_within(kMax64, 2, 8));
    EXPECT_FALSE(ranges_overlap(0, 8, 8, 8));
    EXPECT_TRUE(ranges_overlap(0, 9, 8, 8));
    EXPECT_TRUE(ranges_overlap(8, 8, 0, 9));
    EXPECT_TRUE(ranges_overlap(4, 1, 0, 8));
    EXPECT_FALSE(ranges_overlap(4, 0, 0, 8));
    EXPECT_TRUE(ranges_overlap(kMax64 - 1, 8, kMax64, 1));
}

TEST(Bytes, EqualityNeedsEveryByteAndTheLength) {
    std::array<std::byte, 8> other = kCount;
    EXPECT_TRUE(equal_constant_time(kCount, other));
    EXPECT_TRUE(equal_constant_time({}, {}));
    EXPECT_FALSE(equal_constant_time(kCount, ByteView(other).first(7)));
    for (size_t i = 0; i < other.size(); ++i) {
        other = kCount;
        other[i] ^= std::byte{0x40};
        EXPECT_FALSE(equal_constant_time(kCount, other)) << i;
    }
}

TEST(Bytes, WipeLeavesZeros) {
    std::array<std::byte, 8> secret = kCount;
    wipe(ByteSpan(secret).subspan(2, 3));
    EXPECT_EQ(load_le<uint64_t>(secret), 0x8807060000000201u);
    uint32_t word = 7;
    wipe_object(word);
    EXPECT_EQ(word, 0u);
}

}  // namespace
}  // namespace lib::bytes
