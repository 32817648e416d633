// SPDX-License-Identifier: Apache-2.0
#include "boot/image/keys.h"

#include <gtest/gtest.h>

namespace boot::image {
namespace {

using lib::Error;

KeyEntry entry(std::uint32_t component, std::uint8_t key, std::uint32_t first = 0,
               std::uint32_t last = 0, std::uint32_t owner = 0) {
    KeyEntry made{};
    made.component = component;
    made.owner = owner;
    made.first_module = first;
    made.last_module = last;
    made.counter_slot = key;
    made.key[0] = key;
    return made;
}

KeyManifest manifest() {
    KeyManifest made{};
    made.magic = kKeyManifestMagic;
    made.version = 1;
    made.entry_count = 3;
    made.entries[0] = entry(3, 1);
    made.entries[1] = entry(4, 2);
    made.entries[2] = entry(0x100, 3, 0x200, 0x20F, 0xA001);
    return made;
}

Error check_error(const KeyManifest& manifest) {
    const auto result = key_manifest_check(manifest);
    return result.ok() ? Error{} : result.error();
}

TEST(KeyManifest, FindsTheKeyOfAComponentAndOfAModulesOwner) {
    const KeyManifest made = manifest();
    ASSERT_EQ(check_error(made), Error{});
    EXPECT_EQ(key_find(made, 3).value()->key[0], 1);
    EXPECT_EQ(key_find(made, 4).value()->key[0], 2);
    EXPECT_EQ(key_find(made, 0x200).value()->key[0], 3);
    EXPECT_EQ(key_find(made, 0x20F).value()->key[0], 3);
    for (const std::uint32_t nobodys : {0u, 1u, 2u, 5u, 0x100u, 0x1FFu, 0x210u, ~0u}) {
        EXPECT_EQ(key_find(made, nobodys).error(), Error::kKeyUnknown);
    }
}

TEST(KeyManifest, MakesTheRuleOfASlot) {
    const KeyManifest made = manifest();
    std::array<std::uint32_t, 16> counters{};
    counters[3] = 9;
    const Rule rule = rule_for(*key_find(made, 0x201).value(), 0x201, 0x20, counters);
    EXPECT_EQ(rule.component, 0x201u);
    EXPECT_EQ(rule.owner, 0xA001u);
    EXPECT_EQ(rule.min_counter, 9u);
    EXPECT_EQ(rule.key[0], std::byte{3});
}

TEST(KeyManifest, RefusesAForeignRecord) {
    KeyManifest made = manifest();
    made.magic ^= 1;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
    made = manifest();
    made.version = 2;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
    made = manifest();
    made.entry_count = kMaxKeyEntries + 1;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
    made = manifest();
    made.entry_count = 2;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
}

TEST(KeyManifest, RefusesEntriesOutOfRange) {
    for (const KeyEntry& bad :
         {entry(0, 3), entry(0x101, 3), entry(5, 3, 1, 1), entry(0x100, 3, 0x210, 0x200),
          entry(0x100, 3, 0x50, 0x200), entry(5, 16)}) {
        KeyManifest made = manifest();
        made.entries[2] = bad;
        EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
    }
}

TEST(KeyManifest, RefusesTwoAnswersForOneImage) {
    KeyManifest made = manifest();
    made.entries[1] = entry(3, 2);
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
    made = manifest();
    made.entries[3] = entry(0x100, 4, 0x20F, 0x300, 0xA002);
    made.entry_count = 4;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
}

TEST(KeyManifest, RefusesOneKeyOfTwoComponents) {
    KeyManifest made = manifest();
    made.entries[1].key = made.entries[0].key;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
    made = manifest();
    made.entries[3] = entry(0x100, 4, 0x300, 0x300, 0xA001);
    made.entries[3].key = made.entries[2].key;
    made.entry_count = 4;
    EXPECT_EQ(check_error(made), Error{});
    made.entries[3].owner = 0xA002;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
}

}  // namespace
}  // namespace boot::image
