// SPDX-License-Identifier: Apache-2.0
// The arithmetic below the curve against Mbed TLS's, with the values at which carries go wrong.
#include "lib/p256/field.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "lib/p256/generator.h"
#include "lib/p256/products.h"
#include "lib/p256/reference_test.h"
#include "lib/p256/scalar.h"

namespace lib::p256 {
namespace {

using namespace reference;

// A number below the modulus: random, near its top, or made of words of extreme values.
Number number_below(std::mt19937& random, const Number& modulus) {
    constexpr uint32_t kExtreme[] = {0, 1, 0xFFFFFFFFu, 0xFFFFFFFEu, 0x80000000u, 0x7FFFFFFFu};
    const unsigned mode = random() % 4;
    if (mode == 0) {
        return modulus - Number(static_cast<int>(random() % 4) + 1);
    }
    Bytes32 bytes = random_bytes(random);
    for (size_t i = 0; mode != 3 && i < 8; ++i) {
        if (mode == 1 || random() % 2 == 0) {
            lib::bytes::store_be<uint32_t>(std::span(bytes).subspan(4 * i).first<4>(),
                                           kExtreme[random() % std::size(kExtreme)]);
        }
    }
    return Number{std::span<const std::byte, 32>(bytes)} % modulus;
}

Number power_of_two(unsigned bits) {
    Number out(1);
    mbedtls_mpi_shift_l(out.get(), bits);
    return out;
}

class Field : public testing::Test {
  protected:
    Curve curve;
    std::mt19937 random{7};
};

TEST_F(Field, PrimitivesAgreeWithMbedTls) {
    const Number inverse = power_of_two(256).inverse(curve.p);
    for (int round = 0; round < 5000; ++round) {
        const Number a = number_below(random, curve.p), b = number_below(random, curve.p);
        const FieldElement x{a.words()}, y{b.words()};
        FieldElement out;
        multiply(out, x, y);
        ASSERT_EQ(out.words, (a * b * inverse % curve.p).words());
        add(out, x, y);
        ASSERT_EQ(out.words, ((a + b) % curve.p).words());
        subtract(out, x, y);
        ASSERT_EQ(out.words, ((a + curve.p - b) % curve.p).words());
        out = x;
        square(out, out);
        ASSERT_EQ(out.words, (a * a * inverse % curve.p).words());
    }
}

TEST_F(Field, OrderArithmeticAgreesWithMbedTls) {
    const Number inverse = power_of_two(256).inverse(curve.n);
    for (int round = 0; round < 2000; ++round) {
        const Number a = number_below(random, curve.n), b = number_below(random, curve.n);
        ASSERT_EQ(multiply_montgomery(a.words(), b.words(), kOrder),
                  (a * b * inverse % curve.n).words());
        ASSERT_EQ(add_mod(a.words(), b.words(), kOrder), ((a + b) % curve.n).words());
        ASSERT_EQ(subtract_mod(a.words(), b.words(), kOrder),
                  ((a + curve.n - b) % curve.n).words());
    }
}

TEST_F(Field, DivisionAgreesWithMbedTls) {
    for (int round = 0; round < 500; ++round) {
        const Number a = number_below(random, curve.n);
        const Number b = number_below(random, curve.n - Number(1)) + Number(1);
        ASSERT_EQ(divide_mod(a.words(), b.words(), kOrder),
                  (a * b.inverse(curve.n) % curve.n).words());
    }
    EXPECT_EQ(divide_mod(Words{1}, Words{}, kOrder), Words{});
}

TEST_F(Field, FactorsAreDigestAndROverS) {
    for (int round = 0; round < 200; ++round) {
        const Number e = number_below(random, power_of_two(256));
        const Number r = random_scalar(random, curve), s = random_scalar(random, curve);
        const Factors factors = scalar_factors(e.words(), r.words(), s.words());
        EXPECT_EQ(factors.u1, (e * s.inverse(curve.n) % curve.n).words());
        EXPECT_EQ(factors.u2, (r * s.inverse(curve.n) % curve.n).words());
    }
}

TEST_F(Field, DigitsAddUpToTheirNumber) {
    for (int round = 0; round < 2000; ++round) {
        const unsigned width = 2 + static_cast<unsigned>(round) % 6;
        const Number number = number_below(random, power_of_two(256));
        Digits digits;
        digits.fill(kNoDigit);
        scalar_recode(digits, number.words(), width);
        Number sum(0);
        for (size_t i = digits.size(); i-- > 0;) {
            sum = sum + sum + Number(digits[i]);
            EXPECT_LT(std::abs(digits[i]), 1 << (width - 1));
            EXPECT_TRUE(digits[i] == 0 || digits[i] % 2 != 0);
        }
        EXPECT_TRUE(sum == number);
    }
}

TEST_F(Field, RecodingLeavesNoDigitUnwritten) {
    for (const Number& number : {Number(0), Number(1), power_of_two(256) - Number(1)}) {
        Digits digits;
        digits.fill(kNoDigit);
        scalar_recode(digits, number.words(), kGeneratorWidth);
        EXPECT_EQ(std::ranges::count(digits, kNoDigit), 0);
    }
}

// A recoding that was skipped: all of it, or from some digit on.
TEST_F(Field, SumStopsAtADigitThatNoRecodingWrote) {
    const AffinePoint& key = kGeneratorOdd[1];
    Digits u1{}, u2{};
    u1[200] = 3;
    u2[100] = -15;
    EXPECT_FALSE(is_zero(sum_of_products(u1, u2, key).z));
    for (const int8_t bad : {kNoDigit, int8_t{33}, int8_t{-33}}) {
        Digits broken = u1;
        broken[7] = bad;
        EXPECT_DEATH(sum_of_products(broken, u2, key), "");
        broken = u2;
        broken[256] = bad;
        EXPECT_DEATH(sum_of_products(u1, broken, key), "");
    }
}

TEST_F(Field, GeneratorTableHoldsOddMultiples) {
    const Number inverse = power_of_two(256).inverse(curve.p);
    for (size_t i = 0; i < kGeneratorOdd.size(); ++i) {
        const Bytes64 expected = curve.multiple(Number(static_cast<int>(2 * i + 1)));
        const Number x(high(expected)), y(low(expected));
        EXPECT_EQ(kGeneratorOdd[i].x.words, (x * power_of_two(256) % curve.p).words());
        EXPECT_EQ(kGeneratorOdd[i].y.words, (y * power_of_two(256) % curve.p).words());
    }
}

}  // namespace
}  // namespace lib::p256
