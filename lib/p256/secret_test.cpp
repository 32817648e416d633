// SPDX-License-Identifier: Apache-2.0
#include "lib/p256/secret.h"

#include <gtest/gtest.h>

#include "lib/p256/generator.h"
#include "lib/p256/known_answers.h"
#include "lib/p256/multiply.h"
#include "lib/p256/order.h"
#include "lib/p256/reference_test.h"

namespace lib::p256 {
namespace {

using namespace reference;

constexpr Bytes64 kZeros{};

// RFC 6979, A.2.5: key, nonce for SHA-256 of "sample", signature.
constexpr auto kKey = from_hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
constexpr auto kNonce =
    from_hex("a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60");
constexpr auto kDigest =
    from_hex("af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf");
constexpr auto kSignature = from_hex(
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");

class P256Secret : public testing::Test {
  protected:
    // Scalars at which digits, carries and special points meet.
    std::vector<Number> edges() const {
        std::vector<Number> all;
        for (int i = 1; i <= 20; ++i) {
            all.push_back(Number(i));
            all.push_back(curve.n - Number(i));
        }
        Number power(1);
        for (int bit = 1; bit < 256; ++bit) {
            power = power + power;
            all.push_back(bit % 2 == 0 ? power : power - Number(1));
        }
        return all;
    }

    void expect_public_key(const Number& secret) {
        Bytes64 key;
        ASSERT_TRUE(public_key(key, secret.bytes()));
        EXPECT_EQ(key, curve.multiple(secret));
    }

    Curve curve;
    std::mt19937 random{8};
};

TEST_F(P256Secret, TeethAreWhatTheirNamesSay) {
    Number factor(1);
    for (unsigned tooth = 0; tooth < kCombTeeth; ++tooth) {
        Bytes64 bytes;
        const AffineWords point = projective_affine(kGeneratorComb[1u << tooth]);
        words_to_bytes(std::span(bytes).first<32>(), point.x);
        words_to_bytes(std::span(bytes).last<32>(), point.y);
        EXPECT_EQ(bytes, curve.multiple(factor)) << tooth;
        for (int i = 0; i < 64; ++i) {
            factor = factor + factor;
        }
    }
}

TEST_F(P256Secret, PublicKeysAgreeWithMbedTls) {
    for (const Number& secret : edges()) {
        if (secret < curve.n) {
            expect_public_key(secret);
        }
    }
    for (int round = 0; round < 150; ++round) {
        expect_public_key(random_scalar(random, curve));
    }
}

TEST_F(P256Secret, SharedSecretsAgreeWithMbedTls) {
    const Bytes64 peer = curve.multiple(random_scalar(random, curve));
    std::vector<Number> secrets = edges();
    for (int round = 0; round < 100; ++round) {
        secrets.push_back(random_scalar(random, curve));
    }
    for (const Number& secret : secrets) {
        Bytes32 shared;
        ASSERT_TRUE(shared_secret(shared, secret.bytes(), peer));
        const Bytes64 sum = curve.sum(secret, peer, Number(0), peer);
        ASSERT_EQ(high(sum), Number(shared));
        Bytes32 compact;
        ASSERT_TRUE(shared_secret_compact(compact, secret.bytes(), peer));
        ASSERT_EQ(compact, shared);
    }
}

TEST_F(P256Secret, SignsAsRfc6979) {
    Bytes64 signature;
    ASSERT_TRUE(sign(signature, kKey, kDigest, kNonce));
    EXPECT_EQ(signature, kSignature);
}

TEST_F(P256Secret, SignaturesAreTheFormulas) {
    for (int round = 0; round < 150; ++round) {
        const Number d = random_scalar(random, curve), k = random_scalar(random, curve);
        const Bytes32 digest = random_bytes(random);
        Bytes64 signature;
        ASSERT_TRUE(sign(signature, d.bytes(), digest, k.bytes()));
        ASSERT_EQ(signature, curve.sign(d, k, Number(digest)));
        ASSERT_TRUE(hardened::is_true(verify(curve.multiple(d), digest, signature)));
    }
}

TEST_F(P256Secret, RefusesNumbersOutOfRange) {
    const Bytes64 peer = curve.multiple(Number(5));
    for (const Number& bad :
         {Number(0), curve.n, curve.n + Number(1), curve.p, curve.p + Number(1)}) {
        Bytes64 key, signature;
        Bytes32 shared;
        EXPECT_FALSE(secret_valid(bad.bytes()));
        EXPECT_FALSE(public_key(key, bad.bytes()));
        EXPECT_FALSE(shared_secret(shared, bad.bytes(), peer));
        EXPECT_FALSE(shared_secret_compact(shared, bad.bytes(), peer));
        EXPECT_FALSE(sign(signature, bad.bytes(), kDigest, kNonce));
        EXPECT_EQ(signature, kZeros);
        EXPECT_FALSE(sign(signature, kKey, kDigest, bad.bytes()));
        EXPECT_EQ(signature, kZeros);
        EXPECT_EQ(key, kZeros);
        EXPECT_EQ(shared, Bytes32{});
    }
}

TEST_F(P256Secret, RefusesPeersOffTheCurve) {
    Bytes64 peer = curve.multiple(Number(5));
    Bytes32 shared;
    for (const std::size_t at : {0u, 31u, 32u, 63u}) {
        Bytes64 bad = peer;
        bad[at] ^= std::byte{1};
        EXPECT_FALSE(shared_secret(shared, kKey, bad)) << at;
    }
    EXPECT_FALSE(shared_secret(shared, kKey, kZeros));
    // The point with x = 0 is good, with x = p it is the same point to sloppy eyes.
    const Bytes32 y = from_hex("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4");
    EXPECT_TRUE(shared_secret(shared, kKey, Curve::join(Number(0), Number(y))));
    EXPECT_FALSE(shared_secret(shared, kKey, Curve::join(curve.p, Number(y))));
}

TEST_F(P256Secret, OrderArithmeticAgreesWithMbedTls) {
    for (int round = 0; round < 500; ++round) {
        const Number a = random_scalar(random, curve), b = random_scalar(random, curve);
        Words out;
        order_multiply(out, a.words(), b.words());
        ASSERT_EQ(out, (a * b % curve.n).words());
        order_add(out, a.words(), b.words());
        ASSERT_EQ(out, ((a + b) % curve.n).words());
        order_inverse(out, a.words());
        ASSERT_EQ(out, a.inverse(curve.n).words());
    }
}

TEST_F(P256Secret, InverseOfZeroIsZero) {
    Words out;
    order_inverse(out, Words{});
    EXPECT_EQ(out, Words{});
}

// The formulas have no special case: equal, opposite, infinite addends in every combination.
TEST_F(P256Secret, SumsAreCompleteForSmallMultiples) {
    std::vector<ProjectivePoint> multiples(7);
    multiples[0] = kProjectiveInfinity;
    for (std::size_t i = 1; i < multiples.size(); ++i) {
        multiply_generator(multiples[i], Number(static_cast<int>(i)).words());
    }
    for (int i = -6; i <= 6; ++i) {
        for (int j = -6; j <= 6; ++j) {
            const auto signed_multiple = [&](int factor) {
                ProjectivePoint point = multiples[static_cast<std::size_t>(std::abs(factor))];
                if (factor < 0) {
                    subtract(point.y, FieldElement{}, point.y);
                }
                return point;
            };
            ProjectivePoint sum = signed_multiple(i);
            projective_add(sum, signed_multiple(j));
            if (i + j == 0) {
                EXPECT_TRUE(is_zero(sum.z)) << i << ' ' << j;
                continue;
            }
            const Number factor = i + j > 0 ? Number(i + j) : curve.n - Number(-i - j);
            const AffineWords point = projective_affine(sum);
            EXPECT_EQ(point.x, high(curve.multiple(factor)).words()) << i << ' ' << j;
            EXPECT_EQ(point.y, low(curve.multiple(factor)).words()) << i << ' ' << j;
        }
    }
}

}  // namespace
}  // namespace lib::p256
