// SPDX-License-Identifier: Apache-2.0
#include "lib/aead/aead.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace lib::aead {
namespace {

std::vector<std::byte> bytes(std::string_view hex) {
    std::vector<std::byte> out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        out.push_back(
            static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    }
    return out;
}

template <std::size_t kSize>
std::array<std::byte, kSize> array(std::string_view hex) {
    std::array<std::byte, kSize> out{};
    const auto value = bytes(hex);
    std::copy(value.begin(), value.end(), out.begin());
    return out;
}

// RFC 8439, 2.8.2
const Key kKey = array<32>("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
const Nonce kNonce = array<12>("070000004041424344454647");
const auto kData = bytes("50515253c0c1c2c3c4c5c6c7");
const auto kTag = array<16>("1ae10b594f09e26a7e902ecbd0600691");
constexpr std::string_view kText =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    "sunscreen would be it.";
constexpr std::string_view kCipherStart = "d31a8d34648e60db7b86afbc53ef7ec2";

std::vector<std::byte> text() {
    const auto* begin = reinterpret_cast<const std::byte*>(kText.data());
    return {begin, begin + kText.size()};
}

TEST(Aead, SealsAsRfc8439) {
    auto message = text();
    Message seal(Direction::kSeal, kKey, kNonce, kData);
    seal.update(message);
    EXPECT_EQ(seal.finish(), kTag);
    const auto start = bytes(kCipherStart);
    EXPECT_TRUE(std::equal(start.begin(), start.end(), message.begin()));
}

TEST(Aead, PiecesOfAnyLengthMakeTheSameMessage) {
    for (std::size_t piece = 1; piece < 70; ++piece) {
        auto message = text();
        Message seal(Direction::kSeal, kKey, kNonce, kData);
        for (std::size_t at = 0; at < message.size(); at += piece) {
            seal.update(std::span(message).subspan(at, std::min(piece, message.size() - at)));
        }
        EXPECT_EQ(seal.finish(), kTag);
        Message open(Direction::kOpen, kKey, kNonce, kData);
        open.update(message);
        EXPECT_TRUE(open.check(kTag).ok());
        EXPECT_EQ(message, text());
    }
}

TEST(Aead, AnyAlteredByteIsAnError) {
    auto sealed = text();
    Message seal(Direction::kSeal, kKey, kNonce, kData);
    seal.update(sealed);
    const Tag tag = seal.finish();
    auto opens = [](std::vector<std::byte> message, const Key& key, const Nonce& nonce,
                    std::span<const std::byte> data, const Tag& tag) {
        Message open(Direction::kOpen, key, nonce, data);
        open.update(message);
        return open.check(tag).ok();
    };
    EXPECT_TRUE(opens(sealed, kKey, kNonce, kData, tag));
    for (int bit = 0; bit < 8; ++bit) {
        const auto flip = static_cast<std::byte>(1 << bit);
        for (std::size_t i = 0; i < kTagSize; ++i) {
            Tag other = tag;
            other[i] ^= flip;
            EXPECT_FALSE(opens(sealed, kKey, kNonce, kData, other));
        }
        for (std::size_t i = 0; i < sealed.size(); ++i) {
            auto other = sealed;
            other[i] ^= flip;
            EXPECT_FALSE(opens(other, kKey, kNonce, kData, tag));
        }
        for (std::size_t i = 0; i < kData.size(); ++i) {
            auto other = kData;
            other[i] ^= flip;
            EXPECT_FALSE(opens(sealed, kKey, kNonce, other, tag));
        }
        Key key = kKey;
        key[static_cast<std::size_t>(bit)] ^= flip;
        EXPECT_FALSE(opens(sealed, key, kNonce, kData, tag));
        Nonce nonce = kNonce;
        nonce[static_cast<std::size_t>(bit)] ^= flip;
        EXPECT_FALSE(opens(sealed, kKey, nonce, kData, tag));
    }
}

TEST(Aead, DerivedKeysDifferByRootAndLabel) {
    const auto a = array<12>("00");
    const auto b = array<12>("01");
    EXPECT_EQ(derive(kKey, a), derive(kKey, a));
    EXPECT_NE(derive(kKey, a), derive(kKey, b));
    // RFC 8439, A.1, test vector 1: the zero key's first block
    EXPECT_EQ(derive(Key{}, a),
              array<32>("76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"));
}

}  // namespace
}  // namespace lib::aead
