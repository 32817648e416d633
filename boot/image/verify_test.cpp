// SPDX-License-Identifier: Apache-2.0
#include "boot/image/verify.h"

#include <gtest/gtest.h>

#include "boot/image/test_signer.h"

namespace boot::image::test {
namespace {

using lib::Error;
using lib::hardened::HardenedBool;

constexpr std::uint32_t kManager = 3;
constexpr std::uint32_t kModule = 0x201;
constexpr std::uint32_t kData = 8;
constexpr std::uint32_t kOwner = 0xA001;

class ImageVerify : public testing::Test {
  protected:
    Rule rule(std::uint32_t component = kManager) {
        return {component, kOwner, spec.header_size, 7, key};
    }

    // Error{} where the image is accepted.
    template <typename Hash = lib::sha256::Sha256>
    Error outcome(const Bytes& bytes, const Rule& wanted) {
        return outcome_of<Hash>(bytes, wanted, wanted);
    }

    template <typename Hash = lib::sha256::Sha256>
    Error outcome_of(const Bytes& bytes, const Rule& wanted, const Rule& again) {
        MemorySource source(bytes);
        verdict = Verdict{};
        verify_image<Hash>(source, wanted, again, buffer, verdict);
        if (!lib::hardened::is_true(verdict.authentic)) {
            return verdict.error;
        }
        require_accepted(verdict, wanted.component, source.address());
        return Error{};
    }

    ImageSpec module_spec() {
        ImageSpec module = spec;
        module.protected_tlvs.push_back({0xA1, identity_bytes(kOwner, kModule)});
        return module;
    }

    ImageSpec spec;
    Signer signer{1};
    std::array<std::byte, 64> key = signer.public_key();
    ImageBuffer buffer;
    Verdict verdict;
};

TEST_F(ImageVerify, AcceptsAndMeasuresWhatTheOwnerSigned) {
    EXPECT_EQ(outcome(signed_image(spec, signer), rule()), Error{});
    EXPECT_EQ(verdict.measured.measurement, lib::sha256::sha256(spec.hashed()));
    EXPECT_EQ(verdict.measured.signer, lib::sha256::sha256(public_key_info(key)));
    EXPECT_EQ(verdict.measured.security_counter, 7u);
    EXPECT_EQ(verdict.measured.payload_size, spec.payload.size());
    EXPECT_EQ(verdict.measured.owner, kOwner);
    EXPECT_EQ(verdict.measured.header_size, spec.header_size);
    EXPECT_EQ(verdict.measured.version.major, 1);
}

TEST_F(ImageVerify, RefusesEveryFlippedByte) {
    const Bytes whole = signed_image(spec, signer);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        Bytes bytes = whole;
        bytes[at] ^= std::byte(1u << (at % 8));
        EXPECT_NE(outcome(bytes, rule()), Error{}) << at;
    }
}

TEST_F(ImageVerify, NamesAChangedPayload) {
    Bytes bytes = signed_image(spec, signer);
    bytes[spec.header_size] ^= std::byte{1};
    EXPECT_EQ(outcome(bytes, rule()), Error::kHashMismatch);
}

TEST_F(ImageVerify, NamesChangedHeaderPadding) {
    Bytes bytes = signed_image(spec, signer);
    bytes[spec.header_size - 1] ^= std::byte{1};
    EXPECT_EQ(outcome(bytes, rule()), Error::kHashMismatch);
}

TEST_F(ImageVerify, NamesAnotherOwnersKey) {
    Signer stranger(2);
    EXPECT_EQ(outcome(signed_image(spec, stranger), rule()), Error::kKeyUnknown);
}

TEST_F(ImageVerify, NamesASignatureThatIsAnothers) {
    Signer stranger(2);
    const Digest digest = lib::sha256::sha256(spec.hashed());
    spec.tlvs = {{0x10, Bytes(digest.begin(), digest.end())},
                 {0x01, signer.key_hash()},
                 {0x22, stranger.sign(digest)}};
    EXPECT_EQ(outcome(spec.build(), rule()), Error::kSignatureInvalid);
}

TEST_F(ImageVerify, NamesALowerCounter) {
    const Bytes bytes = signed_image(spec, signer);
    Rule wanted = rule();
    for (const std::uint32_t minimum : {0u, 6u, 7u}) {
        wanted.min_counter = minimum;
        EXPECT_EQ(outcome(bytes, wanted), Error{});
    }
    for (const std::uint32_t minimum : {8u, 0x80000000u, ~0u}) {
        wanted.min_counter = minimum;
        EXPECT_EQ(outcome(bytes, wanted), Error::kCounterRollback);
    }
}

TEST_F(ImageVerify, NamesAnotherHeaderSize) {
    Rule wanted = rule();
    wanted.header_size += 4;
    EXPECT_EQ(outcome(signed_image(spec, signer), wanted), Error::kBadHeader);
}

TEST_F(ImageVerify, AModuleMustNameItselfAndItsOwner) {
    EXPECT_EQ(outcome(signed_image(module_spec(), signer), rule(kModule)), Error{});
    EXPECT_EQ(outcome(signed_image(spec, signer), rule(kModule)), Error::kWrongComponent);
    EXPECT_EQ(outcome(signed_image(module_spec(), signer), rule(kModule + 1)),
              Error::kWrongComponent);
    Rule other_owner = rule(kModule);
    other_owner.owner += 1;
    EXPECT_EQ(outcome(signed_image(module_spec(), signer), other_owner), Error::kWrongComponent);
}

TEST_F(ImageVerify, NoOtherComponentMayNameAModule) {
    EXPECT_EQ(outcome(signed_image(module_spec(), signer), rule()), Error::kWrongComponent);
}

TEST_F(ImageVerify, NamesAKeyThatIsNoPoint) {
    key[63] ^= std::byte{1};
    spec.tlvs.clear();
    const Digest digest = lib::sha256::sha256(spec.hashed());
    const Digest hash = lib::sha256::sha256(public_key_info(key));
    spec.tlvs = {{0x10, Bytes(digest.begin(), digest.end())},
                 {0x01, Bytes(hash.begin(), hash.end())},
                 {0x22, signer.sign(digest)}};
    EXPECT_EQ(outcome(spec.build(), rule()), Error::kPublicKeyBad);
}

TEST_F(ImageVerify, WantsStrictDer) {
    const Digest digest = lib::sha256::sha256(spec.hashed());
    Bytes loose = signer.sign(digest);
    loose.push_back(std::byte{0});
    spec.tlvs = {
        {0x10, Bytes(digest.begin(), digest.end())}, {0x01, signer.key_hash()}, {0x22, loose}};
    EXPECT_EQ(outcome(spec.build(), rule()), Error::kSignatureEncoding);
}

// A hash that a fault makes lie: in its n-th use it gives the digest of the genuine image.
struct Liar {
    static inline int lies_in = 0;
    static inline Digest lie{};

    lib::sha256::Sha256 hash;
    void update(std::span<const std::byte> data) { hash.update(data); }
    Digest finish() { return --lies_in == 0 ? lie : hash.finish(); }
};

TEST_F(ImageVerify, OneHashThatLiesIsNotEnough) {
    const Bytes genuine = signed_image(spec, signer);
    Bytes bytes = genuine;
    bytes[spec.header_size] ^= std::byte{1};
    Liar::lie = lib::sha256::sha256(spec.hashed());
    for (int use = 1; use <= 4; ++use) {
        Liar::lies_in = use;
        EXPECT_NE(outcome<Liar>(bytes, rule()), Error{}) << use;
    }
    Liar::lies_in = 0;
    EXPECT_EQ(outcome<Liar>(genuine, rule()), Error{});
}

TEST_F(ImageVerify, EvaluationsThatDifferAreRefused) {
    const Bytes bytes = signed_image(spec, signer);
    Rule other = rule();
    other.min_counter = 8;
    EXPECT_EQ(outcome_of(bytes, rule(), other), Error::kHardenedMismatch);
    EXPECT_EQ(outcome_of(bytes, other, rule()), Error::kHardenedMismatch);
}

TEST_F(ImageVerify, AVerdictNobodyReachedIsARefusal) {
    const Verdict untouched;
    EXPECT_FALSE(lib::hardened::is_true(untouched.authentic));
    EXPECT_EQ(untouched.error, Error::kFlowBroken);
}

TEST_F(ImageVerify, OneEvaluationIsNoVerdict) {
    const Bytes bytes = signed_image(spec, signer);
    MemorySource source(bytes);
    Verdict once, nobody;
    evaluate<lib::sha256::Sha256>(source, rule(), buffer, once);
    ASSERT_TRUE(lib::hardened::is_true(once.authentic));
    EXPECT_DEATH(require_accepted(once, kManager, source.address()), "");
    agree(once, nobody, verdict);
    EXPECT_FALSE(lib::hardened::is_true(verdict.authentic));
    agree(nobody, once, verdict);
    EXPECT_FALSE(lib::hardened::is_true(verdict.authentic));
}

// What a skipped verification would find if the verdict before it were still there.
TEST_F(ImageVerify, AVerdictIsOfItsComponentAndPlaceOnly) {
    ASSERT_EQ(outcome(signed_image(spec, signer), rule()), Error{});
    require_accepted(verdict, kManager, 0);
    EXPECT_DEATH(require_accepted(verdict, kManager + 1, 0), "");
    EXPECT_DEATH(require_accepted(verdict, kManager, 0x08060000), "");
}

TEST_F(ImageVerify, ARefusalClearsWhatTheVerdictWas) {
    Bytes bytes = signed_image(spec, signer);
    ASSERT_EQ(outcome(bytes, rule()), Error{});
    bytes[spec.header_size] ^= std::byte{1};
    MemorySource source(bytes);
    verify_image<lib::sha256::Sha256>(source, rule(), rule(), buffer, verdict);
    EXPECT_FALSE(lib::hardened::is_true(verdict.authentic));
    EXPECT_EQ(verdict.error, Error::kHashMismatch);
}

TEST(ImageEntry, StaysInPayloadAndRam) {
    const Span payload{0x0C008400, 0x1000};
    const Span ram{0x30044000, 0x4000};
    EXPECT_TRUE(check_entry(0x30048000, 0x0C008401, payload, ram).ok());
    EXPECT_TRUE(check_entry(0x30045000, 0x0C0093FF, payload, ram).ok());
    EXPECT_FALSE(check_entry(0x30048008, 0x0C008401, payload, ram).ok());
    EXPECT_FALSE(check_entry(0x30045004, 0x0C008401, payload, ram).ok());
    EXPECT_FALSE(check_entry(0x20045000, 0x0C008401, payload, ram).ok());
    EXPECT_FALSE(check_entry(0x30045000, 0x0C008400, payload, ram).ok());
    EXPECT_FALSE(check_entry(0x30045000, 0x0C009401, payload, ram).ok());
    EXPECT_FALSE(check_entry(0x30045000, 0x0C0083FF, payload, ram).ok());
    EXPECT_FALSE(check_entry(0xFFFFFFFF, 0xFFFFFFFF, payload, ram).ok());
}

TEST_F(ImageVerify, DataNamesItselfAndNothingElseTakesItsPlace) {
    ImageSpec data = spec;
    data.protected_tlvs.push_back({0xA1, identity_bytes(kOwner, kData)});
    const Bytes image = signed_image(data, signer);
    EXPECT_EQ(outcome(image, rule(kData)), Error{});
    EXPECT_EQ(outcome(image, rule(kManager)), Error::kWrongComponent);
    EXPECT_EQ(outcome(image, rule(4)), Error::kWrongComponent);
    EXPECT_EQ(outcome(image, rule(kData + 1)), Error::kWrongComponent);
    EXPECT_EQ(outcome(signed_image(spec, signer), rule(kData)), Error::kWrongComponent);
}

}  // namespace
}  // namespace boot::image::test
