// SPDX-License-Identifier: Apache-2.0
#include "lib/p256/der.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace lib::p256 {
namespace {

using Bytes = std::vector<std::byte>;

Bytes bytes(std::initializer_list<unsigned> values) {
    Bytes out;
    for (unsigned value : values) {
        out.push_back(static_cast<std::byte>(value));
    }
    return out;
}

Bytes element(unsigned tag, const Bytes& content) {
    Bytes out = bytes({tag, static_cast<unsigned>(content.size())});
    out.insert(out.end(), content.begin(), content.end());
    return out;
}

Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Bytes signature(const Bytes& r, const Bytes& s) {
    return element(0x30, element(2, r) + element(2, s));
}

// The shortest content of a non-negative integer, the encoder's side of the rule.
Bytes shortest(std::span<const std::byte> number) {
    while (number.size() > 1 && number[0] == std::byte{0}) {
        number = number.subspan(1);
    }
    Bytes out;
    if ((number[0] & std::byte{0x80}) != std::byte{0}) {
        out.push_back(std::byte{0});
    }
    out.insert(out.end(), number.begin(), number.end());
    return out;
}

void expect_refused(const Bytes& der) {
    const auto result = signature_from_der(der);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), Error::kSignatureEncoding);
}

TEST(Der, ReadsShortAndLongIntegers) {
    Bytes longest(33, std::byte{0xFF});
    longest[0] = std::byte{0};
    const auto result = signature_from_der(signature(bytes({0x01}), longest));
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value()[30], std::byte{0});
    EXPECT_EQ(result.value()[31], std::byte{1});
    EXPECT_EQ(result.value()[32], std::byte{0xFF});
    EXPECT_EQ(signature(longest, longest).size(), kMaxDerSize);
    EXPECT_TRUE(signature_from_der(signature(bytes({0}), bytes({0, 0x80}))).ok());
}

TEST(Der, GivesBackWhatWasEncoded) {
    std::mt19937 random(3);
    for (int round = 0; round < 2000; ++round) {
        Signature plain{};
        for (size_t i = random() % 33; i < 32; ++i) {
            plain[i] = static_cast<std::byte>(random());
        }
        for (size_t i = 32 + random() % 33; i < 64; ++i) {
            plain[i] = static_cast<std::byte>(random());
        }
        const auto view = std::span<const std::byte>(plain);
        const auto result =
            signature_from_der(signature(shortest(view.first(32)), shortest(view.last(32))));
        ASSERT_TRUE(result.ok());
        EXPECT_EQ(result.value(), plain);
    }
}

TEST(Der, RefusesOtherEncodingsOfTheSameNumber) {
    const Bytes one = bytes({1});
    expect_refused(signature(bytes({0, 1}), one));                // padded
    expect_refused(signature(one, bytes({0, 0, 0x80})));          // padded
    expect_refused(bytes({0x30, 0x81, 6, 2, 1, 1, 2, 1, 1}));     // long form of a length
    expect_refused(bytes({0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0}));  // indefinite length
    expect_refused(bytes({0x30, 7, 2, 0x81, 1, 1, 2, 1, 1}));     // long form inside
    expect_refused(signature(one, one) + bytes({0}));             // something behind
    expect_refused(element(0x30, element(2, one) + element(2, one) + element(2, one)));
}

TEST(Der, RefusesWhatIsNoSignature) {
    const Bytes one = bytes({1});
    expect_refused({});
    expect_refused(bytes({0x30}));
    expect_refused(bytes({0x30, 0}));
    expect_refused(element(0x30, element(2, one)));
    expect_refused(element(0x31, element(2, one) + element(2, one)));
    expect_refused(element(0x30, element(3, one) + element(2, one)));
    expect_refused(signature({}, one));
    expect_refused(signature(bytes({0x80}), one));
    expect_refused(signature(one, Bytes(33, std::byte{0x7F})));
    expect_refused(signature(one, bytes({0}) + Bytes(33, std::byte{0xFF})));
}

TEST(Der, EveryTruncationIsRefused) {
    const Bytes whole = signature(Bytes(32, std::byte{0x55}), Bytes(32, std::byte{0x66}));
    ASSERT_TRUE(signature_from_der(whole).ok());
    for (size_t size = 0; size < whole.size(); ++size) {
        expect_refused(Bytes(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size)));
    }
}

TEST(Der, RandomBytesStayInBounds) {
    std::mt19937 random(4);
    for (int round = 0; round < 20000; ++round) {
        Bytes noise = signature(Bytes(random() % 40, std::byte{0x41}), Bytes(random() % 40));
        for (int flips = 0; flips < 3; ++flips) {
            noise[random() % std::min<size_t>(noise.size(), 8)] = static_cast<std::byte>(random());
        }
        noise.resize(noise.size() - random() % 5);
        noise.shrink_to_fit();
        (void)signature_from_der(noise);
    }
}

}  // namespace
}  // namespace lib::p256
