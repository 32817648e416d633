// SPDX-License-Identifier: Apache-2.0
#include "boot/image/sealed.h"

#include <gtest/gtest.h>

#include "boot/image/software_cipher.h"
#include "boot/image/test_signer.h"
#include "lib/p256/known_answers.h"
#include "lib/p256/secret.h"
#include "lib/sha256/hmac.h"

namespace boot::image::test {
namespace {

using lib::Error;
using lib::p256::from_hex;
using lib::sha256::Sha256;

// The product's decryption key, and an ephemeral one.
constexpr auto kKey = from_hex("851d08b18bf3c96ceb64425075f4539165e160e3b4dbe2cded4b6d6f82c81dba");
constexpr auto kEphemeral =
    from_hex("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
constexpr std::uint32_t kComponent = 4;

Bytes bytes_of(std::span<const std::byte> view) {
    return {view.begin(), view.end()};
}

Bytes envelope_for(std::span<const std::byte> content) {
    std::array<std::byte, 64> own;
    std::array<std::byte, 64> product;
    std::array<std::byte, 32> shared;
    EXPECT_TRUE(lib::p256::public_key(own, kEphemeral) && lib::p256::public_key(product, kKey) &&
                lib::p256::shared_secret(shared, kEphemeral, product));
    Bytes keys(content.size() + 32);
    lib::sha256::hkdf(keys, shared, {},
                      std::as_bytes(std::span(std::string_view("MCUBoot_ECIES_v1"))));
    Bytes hidden = bytes_of(content);
    EXPECT_TRUE(SoftwareCounter(std::span(keys).first(content.size())).apply(0, hidden).ok());
    Bytes out{std::byte{4}};
    put(out, bytes_of(own));
    put(out, bytes_of(lib::sha256::hmac(std::span(keys).last(32), {hidden})));
    put(out, hidden);
    return out;
}

// The image as it travels, made step by step so that each can go wrong.
struct Sealed {
    std::size_t key_size = 16;
    std::byte key_byte{0x77};
    bool twice_signed = true;
    ImageSpec spec{.payload = Bytes(1003, std::byte{0x11})};

    std::uint32_t flags() const { return key_size == 16 ? 4 : 8; }

    Bytes build(Signer& signer) {
        const Bytes content(key_size, key_byte);
        spec.flags = flags();
        const Digest digest = lib::sha256::sha256(spec.hashed());
        spec.tlvs = {{0x10, bytes_of(digest)},
                     {0x01, signer.key_hash()},
                     {0x22, signer.sign(digest)},
                     {0x32, envelope_for(content)}};
        ImageSpec travelling = spec;
        EXPECT_TRUE(SoftwareCounter(content).apply(0, travelling.payload).ok());
        if (twice_signed) {
            travelling.tlvs.push_back({0xA5, signer.sign(cipher_digest_of(travelling.build()))});
        }
        return travelling.build();
    }

    static Digest cipher_digest_of(const Bytes& image) {
        MemorySource source(image);
        ImageBuffer buffer;
        auto view = load_image(source, buffer);
        EXPECT_TRUE(view.ok());
        return cipher_digest<Sha256>(source, view.value()).value();
    }
};

class SealedImage : public testing::TestWithParam<std::size_t> {
  protected:
    SealedImage() : key(owner.public_key()) { made.key_size = GetParam(); }

    Error judge(const Bytes& bytes, lib::p256::SecretView decryption_key = kKey) {
        MemorySource source(bytes);
        ImageBuffer buffer;
        auto view = load_image(source, buffer);
        if (!view.ok()) {
            return view.error();
        }
        const Rule rule{kComponent, 0, 0x40, 7, key};
        auto verdict =
            judge_sealed<Sha256, SoftwareCounter>(source, view.value(), rule, decryption_key);
        return verdict.ok() ? Error{} : verdict.error();
    }
    // Of the TLV's value in a finished image.
    std::size_t find(const Bytes& image, std::uint16_t type) const {
        Bytes head;
        put16(head, type);
        const auto area = image.begin() + static_cast<std::ptrdiff_t>(made.spec.hashed().size());
        return static_cast<std::size_t>(std::search(area, image.end(), head.begin(), head.end()) -
                                        image.begin()) +
               4;
    }
    Error with_flip(std::size_t at) {
        Bytes image = made.build(owner);
        image[at] ^= std::byte{1};
        return judge(image);
    }

    Signer owner{1};
    std::array<std::byte, 64> key;
    Sealed made;
};

TEST_P(SealedImage, IsAccepted) {
    EXPECT_EQ(judge(made.build(owner)), Error{});
    made.twice_signed = false;  // imgtool's
    EXPECT_EQ(judge(made.build(owner)), Error{});
}

TEST_P(SealedImage, WrongDecryptionKeyIsNamed) {
    EXPECT_EQ(judge(made.build(owner), kEphemeral), Error::kDecryptionKey);
}

TEST_P(SealedImage, AlteredEnvelopeIsNamed) {
    const Bytes image = made.build(owner);
    const std::size_t envelope = find(image, 0x32);
    EXPECT_EQ(with_flip(envelope + 5), Error::kDecryptionKey);    // point
    EXPECT_EQ(with_flip(envelope + 65), Error::kDecryptionKey);   // tag
    EXPECT_EQ(with_flip(envelope + 100), Error::kDecryptionKey);  // hidden key
}

TEST_P(SealedImage, AlteredCipherTextIsNamed) {
    EXPECT_EQ(with_flip(0x40), Error::kCipherSignature);
    EXPECT_EQ(with_flip(0x40 + 1002), Error::kCipherSignature);
    made.twice_signed = false;
    EXPECT_EQ(with_flip(0x40), Error::kHashMismatch);
    EXPECT_EQ(with_flip(0x40 + 1002), Error::kHashMismatch);
}

TEST_P(SealedImage, NoChangedByteIsAccepted) {
    const Bytes good = made.build(owner);
    for (std::size_t at = 0; at < good.size(); at += at % 9 + 1) {
        Bytes bad = good;
        bad[at] ^= std::byte{0x20};
        EXPECT_NE(judge(bad), Error{}) << at;
    }
}

// An envelope for the same product, with another content key: the plain signature does not cover
// it.
TEST_P(SealedImage, EnvelopeOfAnotherImageIsNamed) {
    Bytes image = made.build(owner);
    const Bytes other = envelope_for(Bytes(made.key_size, std::byte{0x78}));
    const auto at = static_cast<std::ptrdiff_t>(find(image, 0x32));
    std::ranges::copy(other, image.begin() + at);
    EXPECT_EQ(judge(image), Error::kCipherSignature);
    made.twice_signed = false;
    image = made.build(owner);
    std::ranges::copy(other, image.begin() + at);
    EXPECT_EQ(judge(image), Error::kHashMismatch);
}

TEST_P(SealedImage, SecondSignatureOfAnotherImageIsNamed) {
    Bytes image = made.build(owner);
    made.spec.tlvs.push_back({0xA5, owner.sign(Digest{})});
    made.spec.flags = made.flags();
    ImageSpec travelling = made.spec;
    ASSERT_TRUE(
        SoftwareCounter(Bytes(made.key_size, made.key_byte)).apply(0, travelling.payload).ok());
    EXPECT_EQ(judge(travelling.build()), Error::kCipherSignature);
}

TEST_P(SealedImage, AnotherOwnersIsNamed) {
    Signer other(2);
    made.twice_signed = false;
    EXPECT_EQ(judge(made.build(other)), Error::kKeyUnknown);
    made.twice_signed = true;
    EXPECT_EQ(judge(made.build(other)), Error::kCipherSignature);
}

TEST_P(SealedImage, DowngradeIsNamed) {
    made.spec.protected_tlvs = {{0x50, counter_bytes(6)}};
    EXPECT_EQ(judge(made.build(owner)), Error::kCounterRollback);
}

// A module's slot wants another header and an identity.
TEST_P(SealedImage, AnotherComponentsIsNamed) {
    made.spec.header_size = 0x20;
    EXPECT_EQ(judge(made.build(owner)), Error::kBadHeader);
    made.spec.header_size = 0x44;  // no whole block
    EXPECT_EQ(judge(made.build(owner)), Error::kBadHeader);
    made.spec.header_size = 0x40;
    made.spec.protected_tlvs.push_back({0xA1, identity_bytes(1, 0x201)});
    EXPECT_EQ(judge(made.build(owner)), Error::kWrongComponent);
}

TEST_P(SealedImage, FlagAndTlvsGoTogether) {
    made.build(owner);
    ImageSpec spec = made.spec;
    spec.tlvs.pop_back();
    EXPECT_EQ(judge(spec.build()), Error::kTlvMissing);  // flag without envelope
    spec = made.spec;
    spec.flags = 0;
    EXPECT_EQ(judge(spec.build()), Error::kTlvBad);  // envelope without flag
    spec.tlvs.pop_back();
    spec.tlvs.push_back({0xA5, owner.sign(Digest{})});
    EXPECT_EQ(judge(spec.build()), Error::kTlvBad);  // second signature without flag
    spec = made.spec;
    spec.flags ^= 0xC;
    EXPECT_EQ(judge(spec.build()), Error::kTlvBad);  // envelope of the other size
}

// As the uROT does when it goes on: key from header and TLVs alone, words in any order.
TEST_P(SealedImage, OpensWordByWord) {
    const Bytes image = made.build(owner);
    MemorySource source(image);
    ImageBuffer buffer;
    Header header;
    ContentKey content;
    ASSERT_TRUE(open_sealed<SoftwareCounter>(source, buffer, kKey, header, content).ok());
    SoftwareCounter cipher(content.view());
    Bytes open = image;
    for (std::size_t at = open.size() / 16 * 16;; at -= 16) {
        const auto word =
            std::span(open).subspan(at).first(std::min<std::size_t>(16, open.size() - at));
        ASSERT_TRUE(reveal(cipher, header, static_cast<std::uint32_t>(at), word).ok());
        if (at == 0) {
            break;
        }
    }
    Bytes expected = image;
    std::ranges::copy(made.spec.payload, expected.begin() + 0x40);
    EXPECT_EQ(open, expected);
    auto other = open_sealed<SoftwareCounter>(source, buffer, kEphemeral, header, content);
    EXPECT_EQ(other.error(), Error::kDecryptionKey);
}

INSTANTIATE_TEST_SUITE_P(Aes, SealedImage, testing::Values(16, 32),
                         [](const auto& size) { return std::to_string(8 * size.param); });

}  // namespace
}  // namespace boot::image::test
