// SPDX-License-Identifier: Apache-2.0
#include "lib/lms/lms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "lib/lms/sign.h"

namespace lib::lms {
namespace {

using Bytes = std::vector<std::byte>;

Node random_node(std::mt19937& random) {
    Node node;
    for (std::byte& byte : node) {
        byte = std::byte(random() & 0xFF);
    }
    return node;
}

// A whole key takes nine million hashes. One true leaf among random ones makes a tree that signs as
// well, once.
struct Small {
    explicit Small(std::uint32_t number) : q(number) {
        for (Node& node : leaves) {
            node = random_node(random);
        }
        key.seed = random_node(random);
        const Node id = random_node(random);
        std::copy_n(id.begin(), key.id.size(), key.id.begin());
        leaves[q] = leaf(key, q);
        open = public_key(key, leaves);
        signature = sign(key, leaves, q, random_node(random), message);
    }
    bool good() const { return hardened::is_true(verify(open, message, signature)); }

    std::mt19937 random{17};
    std::uint32_t q;
    std::array<Node, kSignatures> leaves;
    PrivateKey key;
    Bytes message = Bytes(32, std::byte{0x42});
    std::array<std::byte, kPublicKeySize> open;
    std::array<std::byte, kSignatureSize> signature;
};

TEST(Lms, WhatIsSignedVerifies) {
    for (const std::uint32_t q : {0u, 1u, 512u, 1023u}) {
        EXPECT_TRUE(Small(q).good()) << q;
    }
}

TEST(Lms, NoAlteredByteOfTheSignaturePasses) {
    Small one(700);
    for (std::size_t at = 0; at < kSignatureSize; at += at < 64 || at > 1100 ? 1 : 7) {
        one.signature[at] ^= std::byte(1u << at % 8);
        EXPECT_FALSE(one.good()) << at;
        one.signature[at] ^= std::byte(1u << at % 8);
    }
    EXPECT_TRUE(one.good());
}

TEST(Lms, NoAlteredByteOfTheKeyPasses) {
    Small one(3);
    for (std::size_t at = 0; at < kPublicKeySize; ++at) {
        one.open[at] ^= std::byte(1u << at % 8);
        EXPECT_FALSE(one.good()) << at;
        one.open[at] ^= std::byte(1u << at % 8);
    }
}

TEST(Lms, AnotherMessageDoesNotPass) {
    Small one(3);
    one.message[31] ^= std::byte{1};
    EXPECT_FALSE(one.good());
    one.message.clear();
    EXPECT_FALSE(one.good());
}

// One number more than the tree has leaves, and the largest there is.
TEST(Lms, NumbersBehindTheLastLeafDoNotPass) {
    Small one(0);
    for (const unsigned byte : {4u, 0xFFu}) {
        one.signature[2] = std::byte(byte);
        EXPECT_FALSE(one.good());
        one.signature[0] = std::byte(byte);
        EXPECT_FALSE(one.good());
        one.signature[0] = one.signature[2] = std::byte{0};
    }
}

Bytes from_hex(const std::string& text) {
    Bytes bytes;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        bytes.push_back(std::byte(std::stoul(text.substr(at, 2), nullptr, 16)));
    }
    return bytes;
}

// lms_verify_test:"message":"signature":"key":result of Mbed TLS's own tests, made by another
// implementation (pyhsslms).
TEST(Lms, AgreesWithTheVectorsOfMbedTls) {
    std::ifstream file(SM_LMS_VECTORS);
    int good = 0;
    int bad = 0;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("lms_verify_test:")) {
            continue;
        }
        std::vector<std::string> parts;
        for (std::size_t at = line.find('"'); at != std::string::npos;) {
            const std::size_t end = line.find('"', at + 1);
            parts.push_back(line.substr(at + 1, end - at - 1));
            at = line.find('"', end + 1);
        }
        ASSERT_EQ(parts.size(), 3u);
        const Bytes signature = from_hex(parts[1]);
        const Bytes key = from_hex(parts[2]);
        if (signature.size() != kSignatureSize || key.size() != kPublicKeySize) {
            continue;  // our caller knows the lengths
        }
        const bool expected = line.ends_with(":0");
        const auto verdict = verify(std::span(key).first<kPublicKeySize>(), from_hex(parts[0]),
                                    std::span(signature).first<kSignatureSize>());
        EXPECT_EQ(hardened::is_true(verdict), expected) << line.substr(0, 60);
        ++(expected ? good : bad);
    }
    EXPECT_GT(good, 0);
    EXPECT_GT(bad, 0);
}

}  // namespace
}  // namespace lib::lms
