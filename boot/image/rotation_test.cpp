// SPDX-License-Identifier: Apache-2.0
#include "boot/image/rotation.h"

#include <gtest/gtest.h>

#include <cstring>

#include "boot/image/keys.h"
#include "boot/image/test_signer.h"
#include "lib/p256/der.h"

namespace boot::image {
namespace {

using lib::Error;
using lib::hardened::HardenedBool;

KeyEntry entry(std::uint32_t component, std::uint8_t key, std::uint32_t slot) {
    KeyEntry made{};
    made.component = component;
    made.counter_slot = slot;
    made.algorithm = kEcdsaP256;
    made.key[0] = key;
    return made;
}

KeyEntry owner(std::uint32_t id, std::uint8_t key, std::uint32_t slot, std::uint32_t first,
               std::uint32_t last) {
    KeyEntry made = entry(0x100, key, slot);
    made.owner = id;
    made.first_module = first;
    made.last_module = last;
    return made;
}

KeyManifest unsigned_manifest(std::uint32_t version) {
    KeyManifest made{};
    made.magic = kKeyManifestMagic;
    made.version = kKeyManifestVersion;
    made.entry_count = 3;
    made.manifest_version = version;
    made.entries[0] = entry(3, 1, 0);
    made.entries[1] = entry(4, 2, 1);
    made.entries[2] = owner(0xA001, 3, 2, 0x200, 0x20F);
    return made;
}

class Rotation : public ::testing::Test {
  protected:
    Rotation() : root_(7), other_(8), key_(root_.public_key()) {}
    void sign(KeyManifest& manifest, test::Signer& signer) {
        const auto bytes = std::as_bytes(std::span(&manifest, 1));
        const auto der =
            signer.sign(lib::sha256::sha256(bytes.first(offsetof(KeyManifest, signature))));
        const auto raw = lib::p256::signature_from_der(der).value();
        std::memcpy(manifest.signature.data(), raw.data(), raw.size());
    }
    KeyManifest next(std::uint32_t version) {
        KeyManifest made = unsigned_manifest(version);
        sign(made, root_);
        return made;
    }
    // Error{}: allowed.
    Error why(const KeyManifest& manifest, std::uint32_t stored) const {
        Error error{};
        const HardenedBool allowed = rotation_allowed(manifest, key_, stored, error);
        return lib::hardened::is_true(allowed) ? Error{} : error;
    }

    test::Signer root_;
    test::Signer other_;
    std::array<std::byte, 64> key_;
};

TEST_F(Rotation, TakesANewerManifestOfTheRoot) {
    EXPECT_EQ(why(next(2), 1), Error{});
    EXPECT_EQ(why(next(1), 0), Error{});
    EXPECT_EQ(why(next(0xFFFFFFFF), 0xFFFFFFFE), Error{});
}

TEST_F(Rotation, RefusesTheSameVersionAndOlderOnes) {
    EXPECT_EQ(why(next(1), 1), Error::kKeyManifestRollback);
    EXPECT_EQ(why(next(1), 2), Error::kKeyManifestRollback);
    EXPECT_EQ(why(next(0xFFFFFFFF), 0xFFFFFFFF), Error::kKeyManifestRollback);
    // 0 has no version below, which must not wrap into the highest
    EXPECT_EQ(why(next(0), 0), Error::kKeyManifestBad);
}

TEST_F(Rotation, RefusesAnotherRoot) {
    KeyManifest made = unsigned_manifest(2);
    sign(made, other_);
    EXPECT_EQ(why(made, 1), Error::kKeyManifestSignature);
    made.signature = {};
    EXPECT_EQ(why(made, 1), Error::kKeyManifestSignature);
}

TEST_F(Rotation, RefusesEveryAlteredByte) {
    KeyManifest made = next(2);
    auto bytes = std::as_writable_bytes(std::span(&made, 1));
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        bytes[at] ^= std::byte{0x10};
        EXPECT_NE(why(made, 1), Error{}) << at;
        bytes[at] ^= std::byte{0x10};
    }
    EXPECT_EQ(why(made, 1), Error{});
}

TEST_F(Rotation, RefusesASignedButMalformedManifest) {
    KeyManifest made = unsigned_manifest(2);
    made.entries[1].component = 3;
    sign(made, root_);
    EXPECT_EQ(why(made, 1), Error::kKeyManifestBad);
}

TEST_F(Rotation, KeepsTheCounterOfWhoeverStays) {
    const KeyManifest now = unsigned_manifest(1);
    KeyManifest then = unsigned_manifest(2);
    then.entries[1].key[0] = 9;
    EXPECT_TRUE(rotation_keeps_counters(now, then).ok());
    then.entries[1].counter_slot = 5;
    EXPECT_EQ(rotation_keeps_counters(now, then).error(), Error::kKeyManifestBad);
    then = unsigned_manifest(2);
    then.entries[2] = owner(0xA002, 4, 2, 0x20F, 0x300);  // takes an id over, with its counter
    EXPECT_TRUE(rotation_keeps_counters(now, then).ok());
    then.entries[2].counter_slot = 6;
    EXPECT_EQ(rotation_keeps_counters(now, then).error(), Error::kKeyManifestBad);
    then.entries[2].first_module = 0x210;  // ids that nobody had
    EXPECT_TRUE(rotation_keeps_counters(now, then).ok());
}

}  // namespace
}  // namespace boot::image
