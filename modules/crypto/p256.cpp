// SPDX-License-Identifier: Apache-2.0
// P-256 by lib/p256, behind the interface of p256-m, which Mbed TLS's driver entry points call:
// the same contracts, p256-m itself is not linked.
#include <p256-m/p256-m.h>
#include <psa/crypto.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "lib/bytes/bytes.h"
#include "lib/p256/secret.h"

namespace {

using lib::p256::kDigestSize;
using lib::p256::kPublicKeySize;
using lib::p256::kSecretSize;
using lib::p256::kSignatureSize;

template <std::size_t size>
std::span<const std::byte, size> view(const std::uint8_t* bytes) {
    return std::as_bytes(std::span<const std::uint8_t, size>(bytes, size));
}

template <std::size_t size>
std::span<std::byte, size> span(std::uint8_t* bytes) {
    return std::as_writable_bytes(std::span<std::uint8_t, size>(bytes, size));
}

// FIPS 186-4, 6.4: the leftmost 256 bits of the hash, or all of a shorter one as a number.
std::array<std::byte, kDigestSize> digest_of(const std::uint8_t* hash, std::size_t size) {
    std::array<std::byte, kDigestSize> digest{};
    const std::size_t taken = std::min(size, digest.size());
    std::memcpy(digest.data() + digest.size() - taken, hash, taken);
    return digest;
}

// Calls `use(random 32 bytes)` until it is content with them. A uniform number is out of range
// once in 2^32 times: a generator that fails four times in a row is broken.
template <typename Use>
int with_random_scalar(Use use) {
    std::array<std::uint8_t, kSecretSize> random;
    int status = P256_RANDOM_FAILED;
    for (int attempt = 0; attempt < 4 && status != P256_SUCCESS; ++attempt) {
        if (psa_generate_random(random.data(), random.size()) != PSA_SUCCESS) {
            break;
        }
        status = use(random) ? P256_SUCCESS : P256_RANDOM_FAILED;
    }
    lib::bytes::wipe_object(random);
    return status;
}

}  // namespace

extern "C" {

int p256_gen_keypair(std::uint8_t priv[32], std::uint8_t pub[64]) {
    return with_random_scalar([priv, pub](const auto& random) {
        std::memcpy(priv, random.data(), random.size());
        return lib::p256::public_key(span<kPublicKeySize>(pub), view<kSecretSize>(priv));
    });
}

int p256_ecdh_shared_secret(std::uint8_t secret[32], const std::uint8_t priv[32],
                            const std::uint8_t pub[64]) {
    return lib::p256::shared_secret(span<kSecretSize>(secret), view<kSecretSize>(priv),
                                    view<kPublicKeySize>(pub))
               ? P256_SUCCESS
               : P256_INVALID_PUBKEY;
}

int p256_ecdsa_sign(std::uint8_t sig[64], const std::uint8_t priv[32], const std::uint8_t* hash,
                    std::size_t hlen) {
    const auto digest = digest_of(hash, hlen);
    return with_random_scalar([&](const auto& nonce) {
        return lib::p256::sign(span<kSignatureSize>(sig), view<kSecretSize>(priv), digest,
                               view<kSecretSize>(nonce.data()));
    });
}

int p256_ecdsa_verify(const std::uint8_t sig[64], const std::uint8_t pub[64],
                      const std::uint8_t* hash, std::size_t hlen) {
    const auto valid = lib::p256::verify(view<kPublicKeySize>(pub), digest_of(hash, hlen),
                                         view<kSignatureSize>(sig));
    return lib::hardened::is_true(valid) ? P256_SUCCESS : P256_INVALID_SIGNATURE;
}

int p256_validate_pubkey(const std::uint8_t pub[64]) {
    return lib::hardened::is_true(lib::p256::public_key_valid(view<kPublicKeySize>(pub)))
               ? P256_SUCCESS
               : P256_INVALID_PUBKEY;
}

int p256_validate_privkey(const std::uint8_t priv[32]) {
    return lib::p256::secret_valid(view<kSecretSize>(priv)) ? P256_SUCCESS : P256_INVALID_PRIVKEY;
}

int p256_public_from_private(std::uint8_t pub[64], const std::uint8_t priv[32]) {
    return lib::p256::public_key(span<kPublicKeySize>(pub), view<kSecretSize>(priv))
               ? P256_SUCCESS
               : P256_INVALID_PRIVKEY;
}

}  // extern "C"
