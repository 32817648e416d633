// SPDX-License-Identifier: Apache-2.0
#include "lib/error/error.h"

#include <gtest/gtest.h>

#include <bit>
#include <cctype>
#include <set>

#include "lib/error/error_names.h"

namespace lib {
namespace {

uint32_t raw(const ErrorInfo& row) {
    return static_cast<uint32_t>(row.error);
}

TEST(Error, AnyTwoValuesDifferInFiveBits) {
    const auto table = error_table();
    for (size_t i = 0; i < table.size(); ++i) {
        for (size_t j = i + 1; j < table.size(); ++j) {
            EXPECT_GE(std::popcount(raw(table[i]) ^ raw(table[j])), 5)
                << table[i].name << " " << table[j].name;
        }
    }
}

TEST(Error, NoValueIsNearSuccessOrErasedFlash) {
    for (const ErrorInfo& row : error_table()) {
        EXPECT_GE(std::popcount(raw(row)), 5) << row.name;
        EXPECT_LE(std::popcount(raw(row)), 27) << row.name;
    }
}

TEST(Error, CodeOfEveryNumberKeepsTheDistance) {
    // The check byte of single-bit numbers spans the code: verify all 255 non-zero codewords.
    static_assert((error_code("IM", 1) & 0xFFFFu) == 0x0139u);
    constexpr uint32_t kBasis[] = {error_code("IM", 1),  error_code("IM", 2),  error_code("IM", 4),
                                   error_code("IM", 8),  error_code("IM", 16), error_code("IM", 32),
                                   error_code("IM", 64), error_code("IM", 128)};
    for (unsigned number = 1; number < 256; ++number) {
        uint32_t word = 0;
        for (unsigned bit = 0; bit < 8; ++bit) {
            word ^= ((number >> bit) & 1u) != 0 ? (kBasis[bit] & 0xFFFFu) : 0u;
        }
        EXPECT_EQ(word >> 8, number);
        EXPECT_GE(std::popcount(word), 5) << number;
    }
}

TEST(Error, NamesAreUniqueAndShouted) {
    std::set<std::string_view> names;
    for (const ErrorInfo& row : error_table()) {
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        for (char c : row.name) {
            EXPECT_TRUE((std::isupper(c) != 0) || c == '_') << row.name;
        }
        EXPECT_FALSE(row.explanation.empty()) << row.name;
        EXPECT_EQ(row.explanation.find('\n'), std::string_view::npos) << row.name;
    }
}

TEST(Error, ValueCarriesModuleLettersAndNumber) {
    EXPECT_EQ(static_cast<uint32_t>(Error::kBadMagic) >> 8, 0x494D01u);
    EXPECT_EQ(static_cast<uint32_t>(Error::kFaultStack) >> 8, 0x4D4184u);
}

TEST(Error, RawValueFindsItsRow) {
    for (const ErrorInfo& row : error_table()) {
        EXPECT_EQ(error_find(raw(row)), &row);
        EXPECT_EQ(error_name(row.error), row.name);
        EXPECT_EQ(error_find(raw(row) ^ 1u), nullptr);
    }
    EXPECT_EQ(error_find(0), nullptr);
    EXPECT_EQ(error_name(static_cast<Error>(0xFFFFFFFFu)), "UNKNOWN_ERROR");
}

}  // namespace
}  // namespace lib
