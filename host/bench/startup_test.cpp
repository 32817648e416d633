// SPDX-License-Identifier: Apache-2.0
#include "host/bench/startup.h"

#include <gtest/gtest.h>

#include <cstring>

namespace host::bench {
namespace {

constexpr Span kOnce{0x0C01'0100, 0x0C01'0200};

std::vector<std::uint32_t> pointers(const std::vector<std::uint16_t>& halves) {
    return pointers_into(std::as_bytes(std::span(halves)), 0x0C02'0000, kOnce);
}

TEST(Startup, FindsWhoCallsOrJumpsIntoIt) {
    const Functions functions = {{0x0C01'0100, {"setup", {0, {0x0C01'0180}, {}, false}}},
                                 {0x0C01'0180, {"more", {}}},
                                 {0x0C01'0200, {"good", {0, {0x0C01'0204}, {}, false}}},
                                 {0x0C01'0204, {"caller", {0, {0x0C01'0100}, {}, false}}},
                                 {0x0C01'0208, {"jumper", {0, {}, {0x0C01'01FE}, false}}}};
    EXPECT_EQ(callers_into(functions, kOnce), (std::vector<std::string>{"caller", "jumper"}));
}

TEST(Startup, FindsWordsThatNameAPlaceInIt) {
    EXPECT_EQ(pointers({0x0101, 0x0C01, 0x0200, 0x0C01, 0x00FF, 0x0C01, 0x01FF, 0x0C01}),
              (std::vector<std::uint32_t>{0x0C02'0000, 0x0C02'000C}));
    EXPECT_TRUE(pointers({0, 0x0101, 0x0C01, 0}).empty());  // no word
}

// movw r3, #0x101; movt r3, #0xc01
TEST(Startup, FindsMovesThatNameAPlaceInIt) {
    EXPECT_EQ(pointers({0xBF00, 0xF240, 0x1301, 0xF6C0, 0x4301}),
              std::vector<std::uint32_t>{0x0C02'0002});
    EXPECT_TRUE(pointers({0xBF00, 0xF240, 0x1301, 0xF6C0, 0x4401}).empty());  // another register
    EXPECT_TRUE(pointers({0xBF00, 0xF240, 0x2301, 0xF6C0, 0x4301}).empty());  // 0x0c010201
}

}  // namespace
}  // namespace host::bench
