// SPDX-License-Identifier: Apache-2.0
#include "host/image/seal.h"

#include <gtest/gtest.h>

#include "host/image/writer.h"
#include "host/test/temporary.h"

namespace host {
namespace {

using test::failure_of;

class Seal : public testing::TestWithParam<std::size_t> {
  protected:
    Bytes seal() const { return seal_image(plain, owner, product, GetParam()); }

    static ParsedImage parsed(const Bytes& bytes) {
        lib::Error error{};
        auto image = parse_image(bytes, error);
        EXPECT_TRUE(image) << static_cast<std::uint32_t>(error);
        return std::move(*image);
    }
    lib::Error sealed_verdict(const Bytes& bytes) const {
        lib::Error error{};
        const auto image = parse_image(bytes, error);
        return !image ? error : judge_sealed_image(bytes, *image, owner).value_or(lib::Error{});
    }
    lib::Error opened_verdict(const Bytes& bytes) const {
        return judge_image(parsed(bytes), owner).value_or(lib::Error{});
    }

    Key owner = Key::generate();
    Key product = Key::generate();
    Bytes payload = Bytes(1003, std::byte{0x5A});
    Bytes plain =
        make_image({"app", {1, 2, 3, 4}, 5, 0x400, 0x10000, std::nullopt}, payload, owner);
};

TEST_P(Seal, HidesThePayloadAndIsSignedTwice) {
    const Bytes sealed = seal();
    const ParsedImage image = parsed(sealed);
    EXPECT_TRUE(is_encrypted(image));
    EXPECT_EQ(image.view.header.content_key_size, GetParam());
    EXPECT_FALSE(is_open(image));
    EXPECT_FALSE(image.view.tlvs.cipher_signature.empty());
    EXPECT_EQ(image.view.tlvs.security_counter, 5u);
    EXPECT_EQ(sealed_verdict(sealed), lib::Error{});
    const auto hidden = std::span(sealed).subspan(0x400, payload.size());
    EXPECT_FALSE(std::ranges::equal(hidden, payload));
}

TEST_P(Seal, OpensToWhatWasSigned) {
    const Bytes open = open_image(seal(), product);
    EXPECT_TRUE(is_open(parsed(open)));
    EXPECT_EQ(opened_verdict(open), lib::Error{});
    EXPECT_TRUE(std::ranges::equal(std::span(open).subspan(0x400, payload.size()), payload));
}

// The counter starts at zero, so that one key must never be used for two images.
TEST_P(Seal, TakesANewKeyEachTime) {
    const Bytes first = seal();
    const Bytes second = seal();
    EXPECT_FALSE(std::ranges::equal(std::span(first).subspan(0x400, payload.size()),
                                    std::span(second).subspan(0x400, payload.size())));
}

TEST_P(Seal, EveryChangedByteIsNoticedWithoutTheKey) {
    const Bytes good = seal();
    for (std::size_t at = 0; at < good.size(); at += at % 41 + 1) {
        Bytes bad = good;
        bad[at] ^= std::byte{0x10};
        EXPECT_NE(sealed_verdict(bad), lib::Error{}) << at;
    }
}

TEST_P(Seal, NamesWhatWasAltered) {
    Bytes bytes = seal();
    bytes[0x400] ^= std::byte{1};
    EXPECT_EQ(sealed_verdict(bytes), lib::Error::kCipherSignature);
    EXPECT_EQ(opened_verdict(open_image(bytes, product)), lib::Error::kHashMismatch);
    bytes = seal();
    EXPECT_EQ(failure_of([&] { open_image(bytes, owner); }), "DECRYPTION_KEY");
    bytes[bytes.size() - 150] ^= std::byte{1};  // of the envelope
    EXPECT_EQ(sealed_verdict(bytes), lib::Error::kCipherSignature);
    EXPECT_EQ(failure_of([&] { open_image(bytes, product); }), "DECRYPTION_KEY");
}

// Else whoever has the flash could run cipher text as code.
TEST_P(Seal, TheSecondSignatureStandsForNoPlainImage) {
    const Bytes sealed = seal();
    const ParsedImage image = parsed(sealed);
    const Digest as_plain = sha256(std::span(sealed).first(image.view.header.hashed_size()));
    EXPECT_FALSE(owner.verify_der(as_plain, image.view.tlvs.cipher_signature));
}

TEST_P(Seal, RefusesKeyReuseAndDoubleWork) {
    EXPECT_EQ(failure_of([&] { seal_image(plain, owner, owner, GetParam()); }), "KEY_REUSED");
    EXPECT_EQ(failure_of([&] { seal_image(seal(), owner, product, GetParam()); }),
              "ALREADY_SEALED");
    EXPECT_EQ(failure_of([&] { seal_image(plain, owner, product, 24); }), "WRONG_KEY_SIZE");
    EXPECT_EQ(failure_of([&] { seal_image(plain, Key::generate(), product, GetParam()); }),
              "KEY_UNKNOWN");
    EXPECT_EQ(failure_of([&] { open_image(plain, product); }), "NOT_ENCRYPTED");
    Bytes damaged = plain;
    damaged[0x500] ^= std::byte{1};
    EXPECT_EQ(failure_of([&] { seal_image(damaged, owner, product, GetParam()); }),
              "HASH_MISMATCH");
}

INSTANTIATE_TEST_SUITE_P(Aes, Seal, testing::Values(16, 32),
                         [](const auto& size) { return std::to_string(8 * size.param); });

}  // namespace
}  // namespace host
