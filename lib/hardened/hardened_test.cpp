// SPDX-License-Identifier: Apache-2.0
#include "lib/hardened/hardened.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace lib::hardened {
namespace {

constexpr uint32_t kTrueWord = static_cast<uint32_t>(HardenedBool::kTrue);

std::vector<std::byte> bytes(std::initializer_list<unsigned> values) {
    std::vector<std::byte> out;
    for (unsigned value : values) {
        out.push_back(static_cast<std::byte>(value));
    }
    return out;
}

TEST(HardenedBool, KnowsTrueFromFalse) {
    EXPECT_TRUE(is_true(HardenedBool::kTrue));
    EXPECT_FALSE(is_true(HardenedBool::kFalse));
    require_true(HardenedBool::kTrue);
}

TEST(HardenedBoolDeathTest, AnyOtherWordStops) {
    for (uint32_t word : {0u, 1u, ~0u, kTrueWord ^ 1u, ~kTrueWord}) {
        EXPECT_DEATH((void)is_true(static_cast<HardenedBool>(word)), "") << word;
        EXPECT_DEATH(require_true(static_cast<HardenedBool>(word)), "") << word;
    }
    EXPECT_DEATH(require_true(HardenedBool::kFalse), "");
}

TEST(HardenedBool, BothNeedsBoth) {
    constexpr auto kTrue = HardenedBool::kTrue;
    constexpr auto kFalse = HardenedBool::kFalse;
    EXPECT_TRUE(is_true(both(kTrue, kTrue)));
    EXPECT_FALSE(is_true(both(kTrue, kFalse)));
    EXPECT_FALSE(is_true(both(kFalse, kTrue)));
    EXPECT_FALSE(is_true(both(kFalse, kFalse)));
}

TEST(Hardened, ComparesWords) {
    EXPECT_TRUE(is_true(equal_words(7, 7)));
    EXPECT_FALSE(is_true(equal_words(7, 8)));
    EXPECT_TRUE(is_true(at_least(8, 8)));
    EXPECT_TRUE(is_true(at_least(~0u, 0)));
    EXPECT_FALSE(is_true(at_least(7, 8)));
    EXPECT_FALSE(is_true(at_least(0, ~0u)));
}

TEST(Hardened, ComparesEveryByteAndTheLength) {
    const auto some = bytes({1, 2, 3, 4, 5});
    EXPECT_TRUE(is_true(equal_bytes(some, bytes({1, 2, 3, 4, 5}))));
    EXPECT_TRUE(is_true(equal_bytes({}, {})));
    EXPECT_FALSE(is_true(equal_bytes(some, bytes({1, 2, 3, 4}))));
    for (size_t i = 0; i < some.size(); ++i) {
        auto other = some;
        other[i] ^= std::byte{0x80};
        EXPECT_FALSE(is_true(equal_bytes(some, other))) << i;
    }
}

TEST(Hardened, TwiceAsksTwice) {
    int calls = 0;
    auto yes = [&] {
        ++calls;
        return HardenedBool::kTrue;
    };
    EXPECT_TRUE(is_true(twice(yes)));
    EXPECT_EQ(calls, 2);
    auto once = [&] { return calls++ == 2 ? HardenedBool::kTrue : HardenedBool::kFalse; };
    EXPECT_FALSE(is_true(twice(once)));
}

constexpr FlowStep kHashed = flow_step("hashed");
constexpr FlowStep kVerified = flow_step("verified");
constexpr uint32_t kBoth = FlowCounter::after(kHashed, kVerified);

TEST(FlowCounter, AcceptsEveryStepInOrder) {
    FlowCounter flow;
    flow.step(kHashed);
    flow.step(kVerified);
    flow.require(kBoth);
}

TEST(FlowCounterDeathTest, StopsOnSkippedRepeatedOrSwappedSteps) {
    FlowCounter none;
    EXPECT_DEATH(none.require(kBoth), "");
    FlowCounter skipped;
    skipped.step(kVerified);
    EXPECT_DEATH(skipped.require(kBoth), "");
    FlowCounter repeated;
    repeated.step(kHashed);
    repeated.step(kHashed);
    repeated.step(kVerified);
    EXPECT_DEATH(repeated.require(kBoth), "");
    FlowCounter swapped;
    swapped.step(kVerified);
    swapped.step(kHashed);
    EXPECT_DEATH(swapped.require(kBoth), "");
}

TEST(Hardened, DelayAsksItsSourceOnce) {
    int asked = 0;
    random_delay<0xFF>([&] {
        ++asked;
        return uint32_t{0xFFFFFFFF};
    });
    EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace lib::hardened
