// SPDX-License-Identifier: Apache-2.0
#include "lib/sha256/hmac.h"

#include <gtest/gtest.h>
#include <mbedtls/md.h>

#include <random>
#include <vector>

namespace lib::sha256 {
namespace {

using Bytes = std::vector<std::byte>;

Bytes random_bytes(std::mt19937& random, std::size_t size) {
    Bytes out(size);
    for (std::byte& byte : out) {
        byte = static_cast<std::byte>(random());
    }
    return out;
}

const unsigned char* raw(const Bytes& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Digest tag(const Bytes& key, const Bytes& data) {
    const std::size_t half = data.size() / 2;
    return hmac(key, {std::span(data).first(half), std::span(data).subspan(half)});
}

Digest reference_tag(const Bytes& key, const Bytes& data) {
    Digest out;
    mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), raw(key), key.size(), raw(data),
                    data.size(), reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

TEST(Hmac, AgreesWithMbedTlsForEveryKeyLength) {
    std::mt19937 random(1);
    for (std::size_t size = 0; size <= 64; ++size) {
        const Bytes key = random_bytes(random, size);
        const Bytes data = random_bytes(random, random() % 300);
        EXPECT_EQ(tag(key, data), reference_tag(key, data)) << size;
    }
}

// RFC 4231, test case 2.
TEST(Hmac, KnowsThePublishedAnswer) {
    const auto bytes = [](std::string_view text) {
        const auto view = std::as_bytes(std::span(text));
        return Bytes(view.begin(), view.end());
    };
    const Digest out = tag(bytes("Jefe"), bytes("what do ya want for nothing?"));
    EXPECT_EQ(out[0], std::byte{0x5B});
    EXPECT_EQ(out[1], std::byte{0xDC});
    EXPECT_EQ(out[31], std::byte{0x43});
}

// RFC 5869, test cases 1 (with a salt) and 3 (without salt and info).
TEST(Hkdf, KnowsThePublishedAnswers) {
    const Bytes secret(22, std::byte{0x0B});
    Bytes salt, info;
    for (int i = 0; i < 13; ++i) {
        salt.push_back(std::byte(i));
    }
    for (int i = 0xF0; i < 0xFA; ++i) {
        info.push_back(std::byte(i));
    }
    std::array<std::byte, 42> out;
    hkdf(out, secret, salt, info);
    EXPECT_EQ(out[0], std::byte{0x3C});
    EXPECT_EQ(out[1], std::byte{0xB2});
    EXPECT_EQ(out[41], std::byte{0x65});
    hkdf(out, secret, {}, {});
    EXPECT_EQ(out[0], std::byte{0x8D});
    EXPECT_EQ(out[1], std::byte{0xA4});
    EXPECT_EQ(out[41], std::byte{0xC8});
}

TEST(Hkdf, FillsEveryLength) {
    const Bytes secret(32, std::byte{7}), info(16, std::byte{9});
    std::array<std::byte, 100> whole;
    hkdf(whole, secret, {}, info);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        Bytes part(size);
        hkdf(part, secret, {}, info);
        EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin())) << size;
    }
}

}  // namespace
}  // namespace lib::sha256
