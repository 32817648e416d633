// SPDX-License-Identifier: Apache-2.0
#include "lib/sha256/sha256.h"

#include <gtest/gtest.h>
#include <mbedtls/sha256.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace lib::sha256 {
namespace {

std::span<const std::byte> view(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string hex(const Digest& digest) {
    std::string out;
    for (std::byte byte : digest) {
        constexpr char kDigits[] = "0123456789abcdef";
        out += kDigits[static_cast<unsigned>(byte) >> 4];
        out += kDigits[static_cast<unsigned>(byte) & 15];
    }
    return out;
}

std::vector<std::byte> random_bytes(std::mt19937& random, size_t size) {
    std::vector<std::byte> out(size);
    for (std::byte& byte : out) {
        byte = static_cast<std::byte>(random());
    }
    return out;
}

Digest reference(std::span<const std::byte> data) {
    Digest digest;
    EXPECT_EQ(mbedtls_sha256(reinterpret_cast<const unsigned char*>(data.data()), data.size(),
                             reinterpret_cast<unsigned char*>(digest.data()), 0),
              0);
    return digest;
}

// FIPS 180-4 examples as published by NIST.
TEST(Sha256, GivesNistDigests) {
    EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256(view("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256(view("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hex(sha256(view("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                              "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"))),
              "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    EXPECT_EQ(hex(sha256(view(std::string(1000000, 'a')))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, AgreesWithMbedTlsAtEveryLength) {
    std::mt19937 random(1);
    for (size_t size = 0; size < 300; ++size) {
        const auto data = random_bytes(random, size);
        EXPECT_EQ(sha256(data), reference(data)) << size;
    }
}

TEST(Sha256, PiecesAndAlignmentDoNotMatter) {
    std::mt19937 random(2);
    const auto data = random_bytes(random, 5000);
    for (int round = 0; round < 200; ++round) {
        const size_t start = random() % 8;
        const auto whole = std::span(data).subspan(start, random() % 4000);
        Sha256 hash;
        for (auto rest = whole; !rest.empty();) {
            const size_t piece = std::min<size_t>(rest.size(), random() % 150);
            hash.update(rest.first(piece));
            rest = rest.subspan(piece);
        }
        EXPECT_EQ(hash.finish(), reference(whole));
    }
}

TEST(Sha256, IsAsNewAfterFinishAndWipe) {
    Sha256 hash;
    hash.update(view("something else"));
    (void)hash.finish();
    hash.update(view("abc"));
    EXPECT_EQ(hash.finish(), sha256(view("abc")));
    hash.update(view("something else"));
    hash.wipe();
    EXPECT_EQ(hash.finish(), sha256({}));
}

}  // namespace
}  // namespace lib::sha256
