// SPDX-License-Identifier: Apache-2.0
// The envelope of an encrypted image: MCUboot's ECIES-P256 (TLV 0x32). It holds the content key
// that the payload is encrypted with by AES-CTR, opened by the component's decryption key. Pure;
// AES comes from outside. Which bits: SPEC.md, "Encrypted images".
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lib/bytes/bytes.h"
#include "lib/p256/secret.h"
#include "lib/result/result.h"

namespace boot::image {

inline constexpr std::size_t kCipherBlock = 16;
inline constexpr std::size_t kMaxContentKey = 32;  // AES-256; AES-128 has 16

// The AES-CTR stream of one key: counter block 0 is 16 zero bytes, it counts big-endian.
template <typename T>
concept CounterCipher = requires(std::span<const std::byte> key, T& cipher, std::uint32_t block,
                                 lib::bytes::ByteSpan data) {
    T(key);  // 16 or 32 bytes
    // data ^= stream from counter `block` on, any length. Error: AES_TIMEOUT, `data` undefined.
    { cipher.apply(block, data) } -> std::same_as<lib::Result<void>>;
};

class ContentKey {
  public:
    ContentKey() = default;
    ~ContentKey() { lib::bytes::wipe_object(bytes_); }
    ContentKey(const ContentKey&) = delete;
    ContentKey& operator=(const ContentKey&) = delete;

    std::span<const std::byte> view() const { return std::span(bytes_).first(size_); }
    // 0 (none yet), 16 or 32 bytes.
    lib::bytes::ByteSpan resize(std::size_t size) {
        size_ = size;
        return std::span(bytes_).first(size);
    }

  private:
    std::array<std::byte, kMaxContentKey> bytes_{};
    std::size_t size_ = 0;
};

namespace detail {

// What the shared secret gives; wiped when it goes.
struct EnvelopeKeys {
    std::array<std::byte, kMaxContentKey + 32> bytes{};
    ~EnvelopeKeys() { lib::bytes::wipe_object(bytes); }
};

// Checks the envelope and its tag; `keys` then starts with the key of `key_size` bytes that hides
// the content key, which is the rest of the envelope.
lib::Result<void> envelope_keys(EnvelopeKeys& keys, lib::bytes::ByteView envelope,
                                std::size_t key_size, lib::p256::SecretView decryption_key);

}  // namespace detail

// Bytes of an envelope for content keys of this size.
constexpr std::size_t envelope_size(std::size_t key_size) {
    return 65 + 32 + key_size;
}

// `key_size`: 16 or 32, what the header's flags say. Errors: TLV_BAD (size or point format),
// DECRYPTION_KEY (made for another key, or altered), AES_TIMEOUT.
template <CounterCipher Cipher>
lib::Result<void> open_envelope(ContentKey& out, lib::bytes::ByteView envelope,
                                std::size_t key_size, lib::p256::SecretView decryption_key) {
    detail::EnvelopeKeys keys;
    LIB_TRY(detail::envelope_keys(keys, envelope, key_size, decryption_key));
    const auto content = out.resize(key_size);
    std::ranges::copy(envelope.last(key_size), content.begin());
    return Cipher(std::span<const std::byte>(keys.bytes).first(key_size)).apply(0, content);
}

}  // namespace boot::image
