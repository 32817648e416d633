// SPDX-License-Identifier: Apache-2.0
#include "host/image/seal.h"

#include <algorithm>

#include "boot/image/sealed.h"
#include "boot/image/software_cipher.h"
#include "host/base/failure.h"
#include "lib/bytes/bytes.h"
#include "lib/p256/secret.h"
#include "lib/sha256/hmac.h"

namespace host {
namespace image = boot::image;
namespace {

std::span<const std::byte> part(const auto& array) {
    return std::as_bytes(std::span(array));
}

void append(Bytes& to, ByteView bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

// 0x04 X Y of an ephemeral key, tag, hidden content key.
Bytes make_envelope(ByteView content_key, const Key& recipient) {
    const Key ephemeral = Key::generate();
    const Scalar secret = ephemeral.private_scalar();
    const PublicPoint peer = recipient.public_point();
    std::array<std::byte, lib::p256::kSecretSize> shared{};
    if (!lib::p256::shared_secret(shared, part(secret).first<32>(), part(peer).first<64>())) {
        throw Failure(lib::Error::kPublicKeyBad, "the recipient's key");
    }
    Bytes keys(content_key.size() + 32);
    constexpr std::string_view kInfo = "MCUBoot_ECIES_v1";
    lib::sha256::hkdf(keys, shared, {}, std::as_bytes(std::span(kInfo)));
    Bytes hidden(content_key.begin(), content_key.end());
    image::SoftwareCounter(std::span(keys).first(hidden.size())).apply(0, hidden).ok();

    Bytes envelope{std::byte{0x04}};
    append(envelope, part(ephemeral.public_point()));
    append(envelope, lib::sha256::hmac(std::span(keys).last(32), {hidden}));
    append(envelope, hidden);
    return envelope;
}

ParsedImage parsed(ByteView bytes, const char* what) {
    lib::Error error{};
    auto image = parse_image(bytes, error);
    if (!image) {
        throw Failure(error, what);
    }
    return std::move(*image);
}

Digest cipher_digest(ByteView bytes, const ParsedImage& parsed) {
    image::MemorySource source(bytes);
    const auto digest = image::cipher_digest<lib::sha256::Sha256>(source, parsed.view);
    Digest out{};
    std::ranges::transform(digest.value(), out.begin(),
                           [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    return out;
}

// The header with its flag, the payload, the protected TLVs; signed by `owner`.
Bytes signed_anew(ByteView bytes, const ParsedImage& parsed, const Key& owner, ByteView content_key,
                  const Key& recipient) {
    const image::Header& header = parsed.view.header;
    Bytes made(bytes.begin(), bytes.begin() + header.hashed_size());
    lib::bytes::store_le(std::span(made).subspan<16, 4>(), content_key.size() == 32
                                                               ? image::kFlagEncryptedAes256
                                                               : image::kFlagEncryptedAes128);
    const Digest digest = sha256(made);
    const std::size_t area = made.size();
    made.resize(area + image::kTlvHeaderBytes);
    lib::bytes::store_le(std::span(made).subspan(area).first<2>(), image::kTlvMagic);
    append_tlv(made, area, image::TlvType::kSha256, part(digest));
    append_tlv(made, area, image::TlvType::kKeyHash, part(owner.hash()));
    append_tlv(made, area, image::TlvType::kEcdsaP256, owner.sign_der(digest));
    append_tlv(made, area, image::TlvType::kEnvelope, make_envelope(content_key, recipient));
    return made;
}

void encrypt_payload(Bytes& bytes, const image::Header& header, ByteView key) {
    image::SoftwareCounter(key)
        .apply(0, std::span(bytes).subspan(header.header_size, header.payload_size))
        .ok();
}

Bytes encrypted(ByteView bytes, const ParsedImage& plain, const Key& owner, const Key& recipient,
                std::size_t key_bytes) {
    if (const auto refused = judge_image(plain, owner)) {
        throw Failure(*refused, "this image");
    }
    if (key_bytes != 16 && key_bytes != 32) {
        throw Failure("WRONG_KEY_SIZE", "AES has keys of 128 or 256 bits here", "--aes 128 or 256");
    }
    if (owner.hash() == recipient.hash()) {
        throw Failure("KEY_REUSED", "one key would sign and decrypt",
                      "encrypt for the product's decryption key, not for the owner's");
    }
    if (plain.view.header.header_size % image::kCipherBlock != 0) {
        throw Failure(lib::Error::kBadHeader, "an encrypted image's header is whole 16-byte words");
    }
    std::array<std::uint8_t, image::kMaxContentKey> random{};
    random_bytes(random);
    const ByteView key = part(random).first(key_bytes);
    Bytes made = signed_anew(bytes, plain, owner, key, recipient);
    encrypt_payload(made, plain.view.header, key);
    return made;
}

}  // namespace

void append_tlv(Bytes& image, std::size_t area, image::TlvType type, ByteView value) {
    std::array<std::byte, image::kTlvHeaderBytes> head{};
    lib::bytes::store_le(std::span(head).first<2>(), static_cast<std::uint16_t>(type));
    lib::bytes::store_le(std::span(head).last<2>(), static_cast<std::uint16_t>(value.size()));
    append(image, head);
    append(image, value);
    lib::bytes::store_le(std::span(image).subspan(area).subspan<2, 2>(),
                         static_cast<std::uint16_t>(image.size() - area));
}

bool is_encrypted(const ParsedImage& image) {
    return image.view.header.content_key_size != 0;
}

bool is_open(const ParsedImage& image) {
    return content_intact(image);
}

Bytes seal_image(ByteView bytes, const Key& owner, const Key& recipient, std::size_t key_bytes) {
    const ParsedImage given = parsed(bytes, "this image");
    if (is_encrypted(given) && (is_open(given) || !given.view.tlvs.cipher_signature.empty())) {
        throw Failure("ALREADY_SEALED", "this image was encrypted and signed before",
                      "start from the plain one");
    }
    Bytes made = is_encrypted(given) ? Bytes(bytes.begin(), bytes.begin() + given.view.total_size)
                                     : encrypted(bytes, given, owner, recipient, key_bytes);
    const ParsedImage sealed = parsed(made, "this image, encrypted");
    if (!std::ranges::equal(sealed.view.tlvs.key_hash, part(owner.hash()))) {
        throw Failure(lib::Error::kKeyUnknown, "this image");
    }
    append_tlv(made, sealed.view.header.hashed_size(), image::TlvType::kCipherSignature,
               owner.sign_der(cipher_digest(made, sealed)));
    parsed(made, "this image, sealed");
    return made;
}

Bytes open_image(ByteView bytes, const Key& recipient) {
    const ParsedImage given = parsed(bytes, "this image");
    if (!is_encrypted(given)) {
        throw Failure("NOT_ENCRYPTED", "this image is plain", "use it as it is");
    }
    const Scalar secret = recipient.private_scalar();
    image::ContentKey key;
    const auto opened = image::open_envelope<image::SoftwareCounter>(
        key, given.view.tlvs.envelope, given.view.header.content_key_size,
        part(secret).first<32>());
    if (!opened.ok()) {
        throw Failure(opened.error(), "this image");
    }
    Bytes plain(bytes.begin(), bytes.begin() + given.view.total_size);
    encrypt_payload(plain, given.view.header, key.view());
    return plain;
}

std::optional<lib::Error> judge_sealed_image(ByteView bytes, const ParsedImage& image,
                                             const Key& key) {
    const auto& tlvs = image.view.tlvs;
    if (!std::ranges::equal(tlvs.key_hash, part(key.hash()))) {
        return lib::Error::kKeyUnknown;
    }
    Digest named{};
    std::ranges::transform(tlvs.digest, named.begin(),
                           [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    if (!key.verify_der(named, tlvs.signature)) {
        return lib::Error::kSignatureInvalid;
    }
    if (!tlvs.cipher_signature.empty() &&
        !key.verify_der(cipher_digest(bytes, image), tlvs.cipher_signature)) {
        return lib::Error::kCipherSignature;
    }
    return std::nullopt;
}

}  // namespace host
