// SPDX-License-Identifier: Apache-2.0
// An encrypted image as it travels (SPEC.md, "Encrypted images"): judged where it is staged, before
// anything is changed. What is installed is judged again in its slot, twice and in plain
// (verify.h): that is the decision which counts, this one saves a reset. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "boot/image/envelope.h"
#include "boot/image/verify.h"

namespace boot::image {

// First bytes of what the signature over the cipher text is over, so that it can stand for no plain
// image.
inline constexpr std::string_view kCipherTag = "SM cipher text 1";

template <Hasher Hash>
Hash cipher_begun(const ImageView& image) {
    Hash hash;
    hash.update(std::as_bytes(std::span(kCipherTag)));
    hash.update(image.tlvs.digest);
    hash.update(image.tlvs.envelope);
    return hash;
}

// SHA-256 that the signature over the cipher text is over: tag, digest TLV, envelope, header,
// cipher text, protected TLVs. No key is needed for it. Error: FLASH_ECC.
template <Hasher Hash, ByteSource Source>
lib::Result<Digest> cipher_digest(Source& source, const ImageView& image) {
    auto body = source.map(kHeaderBytes, image.header.payload_end() - kHeaderBytes);
    if (!body.ok()) {
        return body.error();
    }
    Hash hash = cipher_begun<Hash>(image);
    hash.update(image.raw_header);
    hash.update(body.value());
    hash.update(image.raw_protected);
    const Digest digest = hash.finish();
    LIB_TRY(source.check());
    return digest;
}

// Makes the plain text of the kCipherBlock bytes at `offset` of an image, a multiple of that; what
// is no payload stays as it is. header.header_size is a multiple of kCipherBlock. Error:
// AES_TIMEOUT.
template <CounterCipher Cipher>
lib::Result<void> reveal(Cipher& cipher, const Header& header, std::uint32_t offset,
                         lib::bytes::ByteSpan bytes) {
    if (offset < header.header_size || offset >= header.payload_end()) {
        return lib::kOk;
    }
    const std::size_t left = header.payload_end() - offset;
    return cipher.apply((offset - header.header_size) / kCipherBlock,
                        bytes.first(std::min(bytes.size(), left)));
}

// Whether the signature over the cipher text, where there is one, is over `digest`, by this key.
// Error: CIPHER_SIGNATURE.
lib::Result<void> check_cipher(const ImageView& image, const Digest& digest,
                               std::span<const std::byte, 64> key);

// All of an encrypted image, one evaluation: it was loaded from `source`. Each byte is read once,
// hashed as it is and in plain. Errors: BAD_HEADER, FLASH_ECC, AES_TIMEOUT, those of
// open_envelope, check_cipher, judge, judge_second.
template <Hasher Hash, CounterCipher Cipher, typename Second = OneSignature, ByteSource Source>
lib::Result<void> judge_sealed(Source& source, const ImageView& image, const Rule& rule,
                               lib::p256::SecretView decryption_key) {
    const Header& header = image.header;
    if (header.header_size % kCipherBlock != 0) {
        return lib::Error::kBadHeader;
    }
    ContentKey key;
    LIB_TRY(
        open_envelope<Cipher>(key, image.tlvs.envelope, header.content_key_size, decryption_key));
    Cipher cipher(key.view());
    Hash outside = cipher_begun<Hash>(image);
    Hash inside;
    std::array<std::byte, kCipherBlock> block;
    for (std::uint32_t at = 0; at < header.payload_end(); at += kCipherBlock) {
        const auto part =
            std::span(block).first(std::min<std::size_t>(kCipherBlock, header.payload_end() - at));
        LIB_TRY(source.read(at, part));
        outside.update(part);
        LIB_TRY(reveal(cipher, header, at, part));
        inside.update(part);
    }
    lib::bytes::wipe_object(block);
    outside.update(image.raw_protected);
    inside.update(image.raw_protected);
    LIB_TRY(check_cipher(image, outside.finish(), rule.key));
    outside.update(public_key_info(rule.key));
    Verdict verdict;
    const Digest digest = inside.finish();
    judge(image, digest, outside.finish(), rule, verdict);
    judge_second<Second>(source, image, digest, rule, verdict);
    return lib::hardened::is_true(verdict.authentic) ? lib::kOk : verdict.error;
}

// Opens an encrypted image that was judged before and is `source.size()` bytes long; `header` is
// its. Errors: those of parse_header, parse_tlvs and open_envelope, BAD_SIZE, FLASH_ECC;
// ENCRYPTED_UNSUPPORTED: it is not encrypted.
template <CounterCipher Cipher, ByteReader Source>
lib::Result<void> open_sealed(Source& source, ImageBuffer& buffer,
                              lib::p256::SecretView decryption_key, Header& header,
                              ContentKey& key) {
    LIB_TRY(source.read(0, buffer.header));
    auto parsed = parse_header(buffer.header, source.size());
    if (!parsed.ok()) {
        return parsed.error();
    }
    header = parsed.value();
    if (header.content_key_size == 0) {
        return lib::Error::kEncryptedUnsupported;
    }
    // Nothing but an LMS signature makes TLVs that long.
    const std::uint32_t behind = source.size() - header.payload_end();
    const bool second = behind > kMaxTlvBytes;
    const std::uint32_t size = behind - (second ? kLmsTlvBytes : 0);
    if (size > kMaxTlvBytes || size < header.protected_size + kTlvHeaderBytes) {
        return lib::Error::kBadSize;
    }
    const auto areas = std::span(buffer.tlvs).first(size);
    LIB_TRY(source.read(header.payload_end(), areas));
    const auto area = areas.subspan(header.protected_size);
    if (second) {
        drop_second(area.template first<kTlvHeaderBytes>());
    }
    auto tlvs = parse_tlvs(areas.first(header.protected_size), area, header.content_key_size);
    if (!tlvs.ok()) {
        return tlvs.error();
    }
    return open_envelope<Cipher>(key, tlvs.value().envelope, header.content_key_size,
                                 decryption_key);
}

}  // namespace boot::image
