// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "host/keys/keyring.h"
#include "host/test/temporary.h"

namespace host {
namespace {

using test::failure_of;
using test::TemporaryFolder;

// A public key, made with OpenSSL; its SubjectPublicKeyInfo has the hash dc1f82df..9343.
constexpr const char* kOpenssl =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6/qsJvkjxyzrfXL9JJvH4xe5QRG8\n"
    "WywCspOYwPbfQtDcaCPuMuI5+F9A9pT4Mb5SzmDV3K383oVhOqhQgamHdA==\n"
    "-----END PUBLIC KEY-----\n";

TEST(Key, SignsWhatItVerifies) {
    const Key key = Key::generate();
    const Digest digest = sha256(view("message"));
    EXPECT_TRUE(key.verify_der(digest, key.sign_der(digest)));
    EXPECT_TRUE(key.verify_raw(digest, key.sign_raw(digest)));
    const Digest other = sha256(view("massage"));
    EXPECT_FALSE(key.verify_der(other, key.sign_der(digest)));
    EXPECT_FALSE(key.verify_raw(other, key.sign_raw(digest)));
    EXPECT_FALSE(Key::generate().verify_der(digest, key.sign_der(digest)));
}

TEST(Key, SigningTwiceGivesTheSame) {
    const Key key = Key::generate();
    const Digest digest = sha256(view("message"));
    EXPECT_EQ(key.sign_der(digest), key.sign_der(digest));
    EXPECT_EQ(key.sign_raw(digest), key.sign_raw(digest));
}

TEST(Key, SurvivesItsFile) {
    const TemporaryFolder folder;
    const Key key = Key::generate();
    write_text(folder / "private.pem", key.private_pem());
    write_text(folder / "public.pem", key.public_pem());
    EXPECT_EQ(Key::load(folder / "private.pem").private_scalar(), key.private_scalar());
    const Key shared = Key::load(folder / "public.pem");
    EXPECT_EQ(shared.hash(), key.hash());
    EXPECT_FALSE(shared.has_private());
    EXPECT_EQ(failure_of([&] { shared.sign_der(Digest{}); }), "KEY_NOT_PRIVATE");
    EXPECT_EQ(Key::from_public(key.public_point()).hash(), key.hash());
}

TEST(Key, HashesLikeOpenssl) {
    const TemporaryFolder folder;
    write_text(folder / "key.pem", kOpenssl);
    const Digest hash = Key::load(folder / "key.pem").hash();
    EXPECT_EQ(hash[0], 0xdc);
    EXPECT_EQ(hash[31], 0x43);
}

TEST(Key, RefusesOtherFiles) {
    const TemporaryFolder folder;
    write_text(folder / "no.pem", "not a key");
    EXPECT_EQ(failure_of([&] { Key::load(folder / "no.pem"); }), "KEY_BAD");
    EXPECT_EQ(failure_of([&] { Key::load(folder / "missing.pem"); }), "FILE_UNREADABLE");
    EXPECT_EQ(failure_of([] { Key::from_public(PublicPoint{}); }), "PUBLIC_KEY_BAD");
}

TEST(Keyring, MakesEachKeyOnceForItsOwnerOnly) {
    const TemporaryFolder folder;
    const Keyring keys(folder / "keys");
    keys.create();
    EXPECT_TRUE(keys.complete());
    EXPECT_EQ(keys.all().size(), kKeyNames.size());
    for (const NamedKey& key : keys.all()) {
        EXPECT_TRUE(key.development) << key.name;
        const auto mode = std::filesystem::status(key.file).permissions();
        EXPECT_EQ(static_cast<unsigned>(mode) & 0777, 0600u) << key.name;
    }
    EXPECT_EQ(failure_of([&] { keys.create(); }), "KEYS_EXIST");
    EXPECT_EQ(keys.name_of(keys.key("app").hash()), "app");
    EXPECT_EQ(failure_of([&] { keys.key("nobody"); }), "KEY_MISSING");
}

TEST(Keyring, MissingKeysAreMadeAndTheOthersStay) {
    const TemporaryFolder folder;
    const Keyring keys(folder / "keys");
    keys.create();
    const Digest app = keys.key("app").hash();
    std::filesystem::remove(folder / "keys" / "data.pem");
    EXPECT_FALSE(keys.complete());
    keys.complete_it();
    EXPECT_TRUE(keys.complete());
    EXPECT_EQ(keys.key("app").hash(), app);
    EXPECT_TRUE(keys.is_development(app));
    EXPECT_TRUE(keys.is_development(keys.key("data").hash()));
}

TEST(Keyring, ProductionRefusesDevelopmentKeys) {
    const TemporaryFolder folder;
    const Keyring keys(folder / "keys");
    keys.create();
    const Path file = folder / "keys" / "app.pem";
    EXPECT_EQ(failure_of([&] { refuse_development_key(Key::load(file), file); }),
              "DEVELOPMENT_KEY");
    EXPECT_EQ(failure_of([&] { refuse_development_key(Key::generate(), file); }), "");
}

}  // namespace
}  // namespace host
