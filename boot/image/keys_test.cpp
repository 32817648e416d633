// SPDX-License-Identifier: Apache-2.0
#include "boot/image/keys.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

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
    made.algorithm = kEcdsaP256;
    made.key[0] = key;
    return made;
}

KeyManifest manifest() {
    KeyManifest made{};
    made.magic = kKeyManifestMagic;
    made.version = kKeyManifestVersion;
    made.entry_count = 3;
    made.manifest_version = 1;
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
    for (const std::uint32_t nobodys : {0u, 1u, 2u, 5u, 0xFFu}) {
        EXPECT_EQ(key_find(made, nobodys).error(), Error::kKeyUnknown);
    }
    for (const std::uint32_t nobodys : {0x100u, 0x1FFu, 0x210u, ~0u}) {
        EXPECT_EQ(key_find(made, nobodys).error(), Error::kOwnerNotAllowed);
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
    made.version = kKeyManifestVersion + 1;
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
         {entry(0, 3), entry(1, 3), entry(2, 3), entry(kKeyManifestComponent, 3), entry(0x101, 3),
          entry(6, 3, 1, 1), entry(0x100, 3, 0x210, 0x200), entry(0x100, 3, 0x50, 0x200),
          entry(6, 16)}) {
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

TEST(KeyManifest, RefusesACounterOfTwoOwners) {
    KeyManifest made = manifest();
    made.entries[1].counter_slot = made.entries[0].counter_slot;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
}

TEST(KeyManifest, RefusesBytesThatHaveNoMeaningYet) {
    const auto bad = [](auto change) {
        KeyManifest made = manifest();
        change(made);
        return check_error(made) == Error::kKeyManifestBad;
    };
    EXPECT_TRUE(bad([](KeyManifest& made) { made.reserved[15] = 1; }));
    EXPECT_TRUE(bad([](KeyManifest& made) { made.flags = 2; }));
    EXPECT_TRUE(bad([](KeyManifest& made) { made.entries[0].reserved[7] = 1; }));
    EXPECT_TRUE(bad([](KeyManifest& made) { made.entries[0].rights = 1; }));
    EXPECT_TRUE(bad([](KeyManifest& made) { made.entries[0].policy = 2; }));
    EXPECT_TRUE(bad([](KeyManifest& made) { made.entries[0].key[64] = 1; }));
    EXPECT_TRUE(bad([](KeyManifest& made) { made.entries[0].lms_key[0] = 1; }));
    EXPECT_TRUE(bad([](KeyManifest& made) { made.entries[15].reserved[7] = 1; }));
}

TEST(KeyManifest, NamesAnAlgorithmThatIsNotBuiltIn) {
    KeyManifest made = manifest();
    made.entries[1].algorithm = kEcdsaP384;
    EXPECT_EQ(check_error(made), Error::kAlgorithmUnsupported);
    made.entries[1].algorithm = 0;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
}

TEST(KeyManifest, TakesAnLmsKeyOfEitherSizeAndWantsItForHybrid) {
    KeyManifest made = manifest();
    made.entries[0].lms_size = kLms192Bytes;
    made.entries[0].lms_key[kLms192Bytes - 1] = 1;
    made.entries[0].policy = kHybridRequired;
    EXPECT_EQ(check_error(made), Error{});
    made.entries[1].lms_size = kLms256Bytes;
    made.entries[1].lms_key[kLms256Bytes - 1] = 1;
    EXPECT_EQ(check_error(made), Error{});
    made.entries[0].lms_key[kLms192Bytes] = 1;  // longer than it says
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
    made = manifest();
    made.entries[0].policy = kHybridRequired;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
    made.entries[0].lms_size = 52;
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
    made = manifest();
    for (KeyEntry* owner : {&made.entries[0], &made.entries[1]}) {
        owner->lms_size = kLms192Bytes;
        owner->lms_key[0] = 7;  // one key of two owners
    }
    EXPECT_EQ(check_error(made), Error::kKeyManifestBad);
}

TEST(KeyManifest, ParsesExactlyOneRecord) {
    const KeyManifest made = manifest();
    const auto bytes = std::as_bytes(std::span(&made, 1));
    KeyManifest parsed;
    ASSERT_TRUE(key_manifest_parse(bytes, parsed).ok());
    EXPECT_EQ(std::memcmp(&parsed, &made, sizeof made), 0);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        ASSERT_EQ(key_manifest_parse(bytes.first(size), parsed).error(), Error::kKeyManifestBad);
    }
    std::vector<std::byte> longer(bytes.begin(), bytes.end());
    longer.push_back({});
    EXPECT_EQ(key_manifest_parse(longer, parsed).error(), Error::kKeyManifestBad);
}

// The tables of SPEC.md: "| 24 | 2 | algorithm | ...".
TEST(KeyManifest, HasTheOffsetsOfTheSpecification) {
    std::ifstream file(SM_ROOT "/boot/image/SPEC.md");
    const std::string spec{std::istreambuf_iterator<char>(file), {}};
    using M = KeyManifest;
    using E = KeyEntry;
    const struct {
        std::size_t at;
        std::size_t size;
        const char* name;
    } rows[] = {{offsetof(M, magic), sizeof(M::magic), "magic"},
                {offsetof(M, version), sizeof(M::version), "version"},
                {offsetof(M, entry_count), sizeof(M::entry_count), "entry_count"},
                {offsetof(M, manifest_version), sizeof(M::manifest_version), "manifest_version"},
                {offsetof(M, flags), sizeof(M::flags), "flags"},
                {offsetof(M, reserved), sizeof(M::reserved), "reserved"},
                {offsetof(M, entries), sizeof(M::entries), "entries"},
                {offsetof(M, signature), sizeof(M::signature), "signature"},
                {offsetof(E, component), sizeof(E::component), "component"},
                {offsetof(E, owner), sizeof(E::owner), "owner"},
                {offsetof(E, first_module), sizeof(E::first_module), "first_module"},
                {offsetof(E, last_module), sizeof(E::last_module), "last_module"},
                {offsetof(E, rights), sizeof(E::rights), "rights"},
                {offsetof(E, counter_slot), sizeof(E::counter_slot), "counter_slot"},
                {offsetof(E, algorithm), sizeof(E::algorithm), "algorithm"},
                {offsetof(E, lms_size), sizeof(E::lms_size), "lms_size"},
                {offsetof(E, policy), sizeof(E::policy), "policy"},
                {offsetof(E, key), sizeof(E::key), "key"},
                {offsetof(E, lms_key), sizeof(E::lms_key), "lms_key"},
                {offsetof(E, reserved), sizeof(E::reserved), "reserved"}};
    for (const auto& row : rows) {
        const std::string wanted = "| " + std::to_string(row.at) + " | " +
                                   std::to_string(row.size) + " | " + row.name + " |";
        EXPECT_NE(spec.find(wanted), std::string::npos) << wanted;
    }
    EXPECT_NE(spec.find(std::to_string(sizeof(KeyManifest)) + " bytes"), std::string::npos);
}

}  // namespace
}  // namespace boot::image
