// SPDX-License-Identifier: Apache-2.0
#include "boot/image/envelope.h"

#include <string_view>

#include "lib/hardened/hardened.h"
#include "lib/sha256/hmac.h"

namespace boot::image::detail {

using lib::Error;
using lib::bytes::ByteView;

namespace {

constexpr std::string_view kInfo = "MCUBoot_ECIES_v1";
constexpr std::size_t kPointBytes = 65;
constexpr std::size_t kTagBytes = 32;

}  // namespace

lib::Result<void> envelope_keys(EnvelopeKeys& keys, ByteView envelope, std::size_t key_size,
                                lib::p256::SecretView decryption_key) {
    if ((key_size != 16 && key_size != 32) || envelope.size() != envelope_size(key_size) ||
        envelope[0] != std::byte{0x04}) {
        return Error::kTlvBad;
    }
    std::array<std::byte, lib::p256::kSecretSize> shared;
    if (!lib::p256::shared_secret_compact(shared, decryption_key, envelope.subspan<1, 64>())) {
        return Error::kDecryptionKey;
    }
    const auto used = std::span(keys.bytes).first(key_size + kTagBytes);
    lib::sha256::hkdf(used, shared, {}, std::as_bytes(std::span(kInfo)));
    lib::bytes::wipe_object(shared);

    const auto tag = lib::sha256::hmac(used.last(kTagBytes), {envelope.last(key_size)});
    return lib::hardened::is_true(
               lib::hardened::equal_bytes(tag, envelope.subspan(kPointBytes, kTagBytes)))
               ? lib::kOk
               : lib::Result<void>(Error::kDecryptionKey);
}

}  // namespace boot::image::detail
