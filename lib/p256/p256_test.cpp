// SPDX-License-Identifier: Apache-2.0
#include "lib/p256/p256.h"

#include <gtest/gtest.h>

#include "lib/p256/known_answers.h"
#include "lib/p256/reference_test.h"

namespace lib::p256 {
namespace {

using namespace reference;

bool accepts(const Bytes64& key, const Bytes32& digest, const Bytes64& signature) {
    return hardened::is_true(verify(key, digest, signature));
}

class P256 : public testing::Test {
  protected:
    // A signature of this key and nonce over digest e verifies, one over its neighbour does not.
    void expect_signature(const Number& d, const Number& k, const Number& e) {
        const Bytes64 key = curve.multiple(d);
        const Bytes64 signature = curve.sign(d, k, e);
        Bytes32 digest = e.bytes();
        EXPECT_TRUE(accepts(key, digest, signature));
        digest[31] ^= std::byte{1};
        EXPECT_FALSE(accepts(key, digest, signature));
    }

    Curve curve;
    std::mt19937 random{6};
};

TEST_F(P256, AcceptsPublishedSignatures) {
    for (const KnownAnswer& known : kKnownAnswers) {
        EXPECT_TRUE(accepts(known.key, known.digest, known.signature)) << known.source;
    }
}

TEST_F(P256, TwiceSaysWhatOnceSays) {
    KnownAnswer known = kKnownAnswers[0];
    EXPECT_TRUE(hardened::is_true(verify_twice(known.key, known.digest, known.signature)));
    known.digest[0] ^= std::byte{1};
    EXPECT_FALSE(hardened::is_true(verify_twice(known.key, known.digest, known.signature)));
}

TEST_F(P256, AcceptsRandomSignatures) {
    for (int round = 0; round < 1000; ++round) {
        const Number d = random_scalar(random, curve), k = random_scalar(random, curve);
        const Bytes32 digest = random_bytes(random);
        const Number e{std::span<const std::byte, 32>(digest)};
        ASSERT_TRUE(accepts(curve.multiple(d), digest, curve.sign(d, k, e))) << round;
    }
}

TEST_F(P256, AcceptsDigestsAtTheEnds) {
    const Number d = random_scalar(random, curve), k = random_scalar(random, curve);
    for (const Number& e :
         {Number(0), Number(1), curve.n - Number(1), curve.n, curve.n + Number(1)}) {
        expect_signature(d, k, e);
    }
    Bytes32 ones;
    ones.fill(std::byte{0xFF});
    expect_signature(d, k, Number{std::span<const std::byte, 32>(ones)});
}

TEST_F(P256, AnyFlippedBitIsRefused) {
    const KnownAnswer& known = kKnownAnswers[0];
    for (size_t bit = 0; bit < 512; ++bit) {
        const auto flip = static_cast<std::byte>(1u << (bit % 8));
        KnownAnswer bad = known;
        bad.key[bit / 8] ^= flip;
        EXPECT_FALSE(accepts(bad.key, bad.digest, bad.signature)) << "key " << bit;
        bad = known;
        bad.signature[bit / 8] ^= flip;
        EXPECT_FALSE(accepts(bad.key, bad.digest, bad.signature)) << "signature " << bit;
        bad = known;
        bad.digest[bit / 16] ^= flip;
        EXPECT_FALSE(accepts(bad.key, bad.digest, bad.signature)) << "digest " << bit;
    }
}

TEST_F(P256, RefusesScalarsOutOfRange) {
    const KnownAnswer& known = kKnownAnswers[0];
    const Number r(high(known.signature)), s(low(known.signature));
    Bytes32 ones;
    ones.fill(std::byte{0xFF});
    const Number bad[] = {Number(0), curve.n, curve.n + Number(1), curve.p,
                          Number{std::span<const std::byte, 32>(ones)}};
    for (const Number& value : bad) {
        EXPECT_FALSE(accepts(known.key, known.digest, Curve::join(value, s)));
        EXPECT_FALSE(accepts(known.key, known.digest, Curve::join(r, value)));
        for (const Number& other : bad) {
            EXPECT_FALSE(accepts(known.key, known.digest, Curve::join(value, other)));
        }
    }
    for (const Number& value : {Number(1), curve.n - Number(1)}) {
        EXPECT_FALSE(accepts(known.key, known.digest, Curve::join(value, s)));
        EXPECT_FALSE(accepts(known.key, known.digest, Curve::join(r, value)));
    }
}

TEST_F(P256, TakesTheMirroredSButNoShiftedOne) {
    const KnownAnswer& known = kKnownAnswers[1];  // its s is small enough to add n
    const Number r(high(known.signature)), s(low(known.signature));
    EXPECT_TRUE(accepts(known.key, known.digest, Curve::join(r, curve.n - s)));
    const Number small_s(5);
    const Number d = random_scalar(random, curve), k = random_scalar(random, curve);
    const Number rk = high(curve.multiple(k)) % curve.n;
    const Number e = (small_s * k + curve.n * curve.n - rk * d) % curve.n;
    EXPECT_TRUE(accepts(curve.multiple(d), e.bytes(), Curve::join(rk, small_s)));
    EXPECT_FALSE(accepts(curve.multiple(d), e.bytes(), Curve::join(rk, small_s + curve.n)));
}

// The tables of G and of the key then share points: equal and opposite ones meet in additions.
TEST_F(P256, KeysNearTheGeneratorMeetEveryCaseOfAddition) {
    for (int i = 1; i <= 20; ++i) {
        for (const Number& d : {Number(i), curve.n - Number(i)}) {
            for (int nonce = 1; nonce <= 3; ++nonce) {
                const Number e{std::span<const std::byte, 32>(random_bytes(random))};
                expect_signature(d, Number(nonce), e);
                expect_signature(d, random_scalar(random, curve), Number(nonce));
                expect_signature(d, random_scalar(random, curve), e);
            }
        }
    }
}

TEST_F(P256, EqualProductsAreDoubled) {
    for (int round = 0; round < 20; ++round) {
        const Number d = round < 10 ? Number(round + 1) : random_scalar(random, curve);
        const Number k = random_scalar(random, curve);
        const Number r = high(curve.multiple(k)) % curve.n;
        expect_signature(d, k, r * d % curve.n);  // u1 G = u2 Q
    }
}

TEST_F(P256, PointAtInfinityIsRefused) {
    for (int round = 0; round < 40; ++round) {
        const Number d = round < 20 ? Number(round + 1) : random_scalar(random, curve);
        const Number r = random_scalar(random, curve), s = random_scalar(random, curve);
        const Number e = (curve.n * curve.n - r * d) % curve.n;  // u1 G = -u2 Q
        EXPECT_FALSE(accepts(curve.multiple(d), e.bytes(), Curve::join(r, s)));
    }
}

// Points with n <= x < p are too rare to meet (2^-128): take one and make the key for it.
TEST_F(P256, ComparesXModuloTheOrder) {
    int found = 0;
    for (int i = 0; found < 8; ++i) {
        const Number x = curve.n + Number(i);
        const Number right = (x * x * x + curve.p * Number(3) - Number(3) * x + curve.b) % curve.p;
        Number quarter = curve.p + Number(1);
        mbedtls_mpi_shift_r(quarter.get(), 2);
        const Number y = right.power(quarter, curve.p);
        const Number r = x % curve.n;
        if (r.zero() || !(y * y % curve.p == right)) {
            continue;
        }
        ++found;
        const Number s = random_scalar(random, curve), e = random_scalar(random, curve);
        const Number inverse = r.inverse(curve.n);
        const Bytes64 key = curve.sum(s * inverse % curve.n, Curve::join(x, y),
                                      (curve.n - e) * inverse % curve.n, curve.generator());
        EXPECT_TRUE(accepts(key, e.bytes(), Curve::join(r, s))) << i;
        EXPECT_FALSE(accepts(key, e.bytes(), Curve::join(x, s))) << i;
        EXPECT_FALSE(accepts(key, e.bytes(), Curve::join(r + Number(1), s))) << i;
    }
}

TEST_F(P256, OnlyCandidatesBelowTheFieldAreCompared) {
    // r + n is tried only where it is < p: below p - n, not from there to 2^256 - n.
    const KnownAnswer& known = kKnownAnswers[0];
    const Number s(low(known.signature));
    const Number gap = curve.p - curve.n;
    for (int i = 1; i < 20; ++i) {
        for (const Number& r : {Number(i), gap - Number(i), gap, gap + Number(i)}) {
            EXPECT_FALSE(accepts(known.key, known.digest, Curve::join(r, s)));
        }
    }
}

TEST_F(P256, RefusesKeysThatAreNoPoint) {
    const KnownAnswer& known = kKnownAnswers[0];
    const Number x(high(known.key)), y(low(known.key));
    EXPECT_TRUE(hardened::is_true(public_key_valid(known.key)));
    EXPECT_TRUE(hardened::is_true(public_key_valid(Curve::join(x, curve.p - y))));
    const Bytes64 bad[] = {Curve::join(Number(0), Number(0)), Curve::join(y, x),
                           Curve::join(x, y + Number(1)),     Curve::join(curve.p, y),
                           Curve::join(x, curve.p),           Curve::join(curve.p, curve.p)};
    for (const Bytes64& key : bad) {
        EXPECT_FALSE(hardened::is_true(public_key_valid(key)));
        EXPECT_FALSE(accepts(key, known.digest, known.signature));
    }
}

TEST_F(P256, RefusesCoordinatesThatWrap) {
    // x = 5 lies on the curve and x + p still fits 256 bits: the same point, written twice.
    const Number x(5);
    const Number right = (x * x * x - Number(3) * x + curve.b) % curve.p;
    Number quarter = curve.p + Number(1);
    mbedtls_mpi_shift_r(quarter.get(), 2);
    const Number y = right.power(quarter, curve.p);
    ASSERT_TRUE(y * y % curve.p == right);
    EXPECT_TRUE(hardened::is_true(public_key_valid(Curve::join(x, y))));
    EXPECT_FALSE(hardened::is_true(public_key_valid(Curve::join(x + curve.p, y))));
}

}  // namespace
}  // namespace lib::p256
