// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "boot/update/format.h"

namespace boot::update {
namespace {

std::string spec() {
    std::ifstream file(SM_ROOT "/boot/update/SPEC.md");
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string hex(std::uint32_t value) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%08X", value);
    return text;
}

TEST(UpdateRecord, IsBoundToItsKindRequestAndPlace) {
    const Word word = record_word(kMarkMagic, 7, 3, 7, 20);
    Record record{};
    EXPECT_TRUE(record_parse(word, kMarkMagic, 7, 20, record));
    EXPECT_EQ(record.first, 7u);
    EXPECT_EQ(record.second, 3u);
    EXPECT_FALSE(record_parse(word, kCommitMagic, 7, 20, record));
    EXPECT_FALSE(record_parse(word, kMarkMagic, 8, 20, record));
    EXPECT_FALSE(record_parse(word, kMarkMagic, 7, 21, record));
}

TEST(UpdateRecord, EveryFlippedBitIsSeen) {
    const Word word = record_word(kEntryMagic, 4, 832 * 1024, 9, 2);
    for (std::size_t bit = 0; bit < 8 * word.size(); ++bit) {
        Word flipped = word;
        flipped[bit / 8] ^= std::byte{1} << (bit % 8);
        Record record{};
        EXPECT_FALSE(record_parse(flipped, kEntryMagic, 9, 2, record)) << bit;
    }
}

TEST(UpdateRecord, HeadNamesItsOwnSequence) {
    const Word word =
        record_word(kHeadMagic, 12, head_value({.gap = 3, .count = 2, .flags = 1}), 12, kHeadPlace);
    Record record{};
    EXPECT_TRUE(record_parse(word, kHeadMagic, 0, kHeadPlace, record));
    EXPECT_EQ(record.second, 3u | 2u << 16 | 1u << 24);
}

// The iROT is never updated: these bytes are for ever.
TEST(UpdateRecord, BytesArePinned) {
    constexpr std::array<unsigned, 12> kWanted = {0x55, 0x50, 0x4D, 0x31, 5, 0, 0, 0, 0, 0, 0, 0};
    const Word word = record_word(kMarkMagic, 5, 0, 5, mark_place(kTrial));
    for (std::size_t i = 0; i < kWanted.size(); ++i) {
        EXPECT_EQ(std::to_integer<unsigned>(word[i]), kWanted[i]);
    }
    Record record{};
    ASSERT_TRUE(record_parse(word, kMarkMagic, 5, mark_place(kTrial), record));
    EXPECT_EQ(record.check, 0xD2FE7C1Fu);
}

TEST(UpdateLog, LargestExchangeFitsOneSector) {
    EXPECT_TRUE(log_holds(107, 512));
    EXPECT_FALSE(log_holds(108, 512));
    EXPECT_FALSE(log_holds(0, 512));
    EXPECT_FALSE(log_holds(0x80000000, 512));
    EXPECT_FALSE(log_holds(0xFFFFFFFF, 512));
}

TEST(UpdateSpec, NamesMagicsAndPlacesAsTheyAre) {
    const std::string text = spec();
    const auto row = [&](const std::string& wanted) {
        EXPECT_NE(text.find(wanted), std::string::npos) << wanted;
    };
    row("| head | 0, 1 | `UPH1` " + hex(kHeadMagic));
    row("| entry i | 2 + 2i, 3 + 2i | `UPE1` " + hex(kEntryMagic));
    row("| commit | 18, 19 | `UPC1` " + hex(kCommitMagic));
    row("| mark m | 20 + 2m, 21 + 2m | `UPM1` " + hex(kMarkMagic));
    row("| 0 | trial");
    row("| 1 | confirmed");
    row("| 2 | reverting");
    row("| 3 | end");
    row("| 4 + 2k | ");
    row("| 5 + 2k | ");
    row("| 4 + 2n + g | ");
    row("i = 0.." + std::to_string(kMaxEntries - 1));
    static_assert(kTrial == 0 && kConfirmed == 1 && kReverting == 2 && kEnd == 3);
    static_assert(kFirstStep == 4 && kRevertGroup == 4 && kConfirmedInAdvance == 1);
}

}  // namespace
}  // namespace boot::update
