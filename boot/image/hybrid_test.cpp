// SPDX-License-Identifier: Apache-2.0
#include "boot/image/hybrid.h"

#include <gtest/gtest.h>

#include <memory>

#include "boot/image/key_manifest.h"
#include "boot/image/test_signer.h"
#include "lib/lms/sign.h"

namespace boot::image::test {
namespace {

using lib::Error;
namespace lms = lib::lms;

// A tree with one true leaf: it signs as well as a whole one, once.
struct LmsSigner {
    explicit LmsSigner(unsigned char start) {
        key.id.fill(std::byte{start});
        key.seed.fill(std::byte(start + 1u));
        leaves.fill(key.seed);
        leaves[kNumber] = lms::leaf(key, kNumber);
        open = lms::public_key(key, leaves);
    }
    Bytes sign(const Digest& digest) const {
        const auto made = lms::sign(key, leaves, kNumber, key.seed, digest);
        return Bytes(made.begin(), made.end());
    }
    static constexpr std::uint32_t kNumber = 77;
    lms::PrivateKey key;
    std::array<lms::Node, lms::kSignatures> leaves;
    std::array<std::byte, lms::kPublicKeySize> open;
};

class Hybrid : public testing::Test {
  protected:
    Rule rule(std::uint32_t policy = kHybridRequired) const {
        return {3, 0, spec.header_size, 7, key, lms.open, policy};
    }
    Rule plain_rule() const { return {3, 0, spec.header_size, 7, key}; }

    std::vector<Tlv> tlvs(Signer& by, const Bytes& second) {
        const Digest digest = lib::sha256::sha256(spec.hashed());
        std::vector<Tlv> list = {{0x10, Bytes(digest.begin(), digest.end())},
                                 {0x01, by.key_hash()},
                                 {0x22, by.sign(digest)}};
        if (!second.empty()) {
            list.push_back({0xA6, second});
        }
        return list;
    }
    Bytes image(const Bytes& second) {
        spec.tlvs = tlvs(signer, second);
        return spec.build();
    }
    Bytes second() const { return lms.sign(lib::sha256::sha256(spec.hashed())); }

    template <typename Second = LmsSignature>
    Error outcome(const Bytes& bytes, const Rule& wanted, const Rule& again) {
        MemorySource source(bytes);
        verdict = Verdict{};
        verify_image<lib::sha256::Sha256, Second>(source, wanted, again, buffer, verdict);
        if (!lib::hardened::is_true(verdict.authentic)) {
            return verdict.error;
        }
        require_accepted(verdict, wanted.component, source.address());
        return Error{};
    }
    template <typename Second = LmsSignature>
    Error outcome(const Bytes& bytes, const Rule& wanted) {
        return outcome<Second>(bytes, wanted, wanted);
    }

    ImageSpec spec;
    Signer signer{1};
    LmsSigner lms{5};
    std::array<std::byte, 64> key = signer.public_key();
    ImageBuffer buffer;
    Verdict verdict;
};

TEST_F(Hybrid, BothSignaturesAreAccepted) {
    EXPECT_EQ(outcome(image(second()), rule()), Error{});
    EXPECT_EQ(outcome(image(second()), rule(0)), Error{});
}

TEST_F(Hybrid, P256AloneIsRefusedWhereBothAreRequired) {
    EXPECT_EQ(outcome(image({}), rule()), Error::kHybridMissing);
    EXPECT_EQ(outcome(image({}), rule(0)), Error{});
}

TEST_F(Hybrid, LmsAloneIsRefused) {
    Signer stranger(2);
    spec.tlvs = tlvs(stranger, second());
    EXPECT_EQ(outcome(spec.build(), rule()), Error::kKeyUnknown);
    spec.tlvs = tlvs(signer, second());
    spec.tlvs[2].value = signer.sign(Digest{});
    EXPECT_EQ(outcome(spec.build(), rule()), Error::kSignatureInvalid);
    spec.tlvs.erase(spec.tlvs.begin() + 2);
    EXPECT_EQ(outcome(spec.build(), rule()), Error::kTlvMissing);
}

TEST_F(Hybrid, AlteredSecondSignatureIsRefusedRequiredOrNot) {
    for (const std::size_t at : {0u, 3u, 7u, 8u, 40u, 600u, 1127u, 1131u, 1132u, 1451u}) {
        Bytes altered = second();
        altered[at] ^= std::byte{1};
        EXPECT_EQ(outcome(image(altered), rule()), Error::kHybridInvalid) << at;
        EXPECT_EQ(outcome(image(altered), rule(0)), Error::kHybridInvalid) << at;
    }
}

TEST_F(Hybrid, AnotherOwnersLmsKeyIsRefused) {
    const LmsSigner stranger(9);
    const Bytes bytes = image(stranger.sign(lib::sha256::sha256(spec.hashed())));
    EXPECT_EQ(outcome(bytes, rule()), Error::kHybridInvalid);
}

TEST_F(Hybrid, SecondSignatureOfAnotherImageIsRefused) {
    const Bytes of_this = second();
    spec.payload[0] ^= std::byte{1};
    EXPECT_EQ(outcome(image(of_this), rule()), Error::kHybridInvalid);
}

TEST_F(Hybrid, OwnerWithoutAnLmsKeyMayShipBoth) {
    EXPECT_EQ(outcome(image(second()), plain_rule()), Error{});
    Rule asks = plain_rule();
    asks.policy = kHybridRequired;
    EXPECT_EQ(outcome(image(second()), asks), Error::kHybridMissing);
}

TEST_F(Hybrid, KeyOfAnotherParameterSetVerifiesNothing) {
    Rule small = rule();
    small.second_key = small.second_key.first(kLms192Bytes);
    EXPECT_EQ(outcome(image(second()), small), Error::kHybridInvalid);
}

TEST_F(Hybrid, StageWithoutLmsRefusesTheLargerArea) {
    EXPECT_EQ(outcome<OneSignature>(image(second()), plain_rule()), Error::kBadSize);
    EXPECT_EQ(outcome<OneSignature>(image({}), plain_rule()), Error{});
}

TEST_F(Hybrid, SecondSignatureStandsLastAndOnce) {
    spec.tlvs = tlvs(signer, second());
    std::swap(spec.tlvs[2], spec.tlvs[3]);
    EXPECT_NE(outcome(spec.build(), rule()), Error{});
    spec.tlvs = tlvs(signer, second());
    spec.tlvs.push_back(spec.tlvs.back());
    EXPECT_NE(outcome(spec.build(), rule()), Error{});
    spec.tlvs = tlvs(signer, {});
    spec.protected_tlvs.push_back({0xA6, Bytes(16)});
    EXPECT_NE(outcome(spec.build(), rule()), Error{});
}

TEST_F(Hybrid, TruncationsAndOddLengthsAreRefused) {
    const Bytes whole = image(second());
    for (std::size_t cut = 1; cut < kLmsTlvBytes + 8; cut += 97) {
        EXPECT_NE(outcome(Bytes(whole.begin(), whole.end() - static_cast<long>(cut)), rule()),
                  Error{});
    }
    for (const std::size_t size : {1451u, 1453u, 1u}) {
        Bytes odd = second();
        odd.resize(size);
        EXPECT_NE(outcome(image(odd), rule()), Error{}) << size;
    }
}

// A fault that spoils one of the two rules: the other says no.
TEST_F(Hybrid, OneSpoiledRuleDoesNotDropTheSecondSignature) {
    EXPECT_EQ(outcome(image({}), rule(0), rule()), Error::kHardenedMismatch);
    EXPECT_EQ(outcome(image({}), rule(), plain_rule()), Error::kHardenedMismatch);
}

}  // namespace
}  // namespace boot::image::test
