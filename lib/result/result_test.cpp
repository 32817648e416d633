// SPDX-License-Identifier: Apache-2.0
#include "lib/result/result.h"

#include <gtest/gtest.h>

#include <string>

namespace lib {
namespace {

static_assert(std::is_trivially_copyable_v<Result<uint32_t>>);
static_assert(sizeof(Result<uint32_t>) == 8);
static_assert(std::is_trivially_copyable_v<Result<void>>);
static_assert(sizeof(Result<void>) == 4);
static_assert(!std::is_default_constructible_v<Result<int>>);
static_assert(!std::is_convertible_v<Result<int>, bool>);

constexpr Result<int> half(int value) {
    if (value % 2 != 0) {
        return Error::kBadArgument;
    }
    return value / 2;
}
static_assert(half(8).value() == 4);
static_assert(half(7).error() == Error::kBadArgument);

Result<void> check_even(int value) {
    LIB_TRY(half(value));
    return kOk;
}

TEST(Result, HoldsTheValue) {
    auto result = half(6);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value(), 3);
    EXPECT_EQ(half(5).value_or(9), 9);
}

TEST(Result, TryReturnsTheErrorEarly) {
    EXPECT_TRUE(check_even(2).ok());
    EXPECT_EQ(check_even(3).error(), Error::kBadArgument);
}

TEST(Result, CarriesTypesThatOwn) {
    Result<std::string> text(std::string(100, 'x'));
    Result<std::string> copy = text;
    EXPECT_EQ(copy.value(), text.value());
    Result<std::string> moved = std::move(copy);
    EXPECT_EQ(std::move(moved).value().size(), 100u);
    EXPECT_FALSE(Result<std::string>(Error::kNoImage).ok());
}

TEST(ResultDeathTest, AskingTheWrongKindStops) {
    EXPECT_DEATH((void)half(3).value(), "");
    EXPECT_DEATH((void)half(2).error(), "");
    EXPECT_DEATH((void)Result<void>().error(), "");
}

}  // namespace
}  // namespace lib
