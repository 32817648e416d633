// SPDX-License-Identifier: Apache-2.0
// Where our own libraries are several times as fast as Mbed TLS and do the same: verification of
// P-256 signatures (all inputs public) and SHA-256's compression. Mbed TLS calls them through its
// driver entry point and its *_PROCESS_ALT hook.
#include <mbedtls/sha256.h>
#include <psa/crypto.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "lib/p256/p256.h"
#include "lib/sha256/compress.h"

namespace {

constexpr std::size_t kPointSize = 1 + lib::p256::kPublicKeySize;
constexpr std::uint8_t kUncompressed = 0x04;

// FIPS 186-4, 6.4: the leftmost 256 bits of the hash, or all of a shorter one as a number.
std::array<std::byte, lib::p256::kDigestSize> digest_of(const std::uint8_t* hash,
                                                        std::size_t size) {
    std::array<std::byte, lib::p256::kDigestSize> digest{};
    const std::size_t taken = std::min(size, digest.size());
    std::memcpy(digest.data() + digest.size() - taken, hash, taken);
    return digest;
}

}  // namespace

extern "C" {

psa_status_t psa_driver_wrapper_export_public_key(const psa_key_attributes_t* attributes,
                                                  const uint8_t* key_buffer, size_t key_buffer_size,
                                                  uint8_t* data, size_t data_size,
                                                  size_t* data_length);

// In place of p256-m's; declared in p256-m_driver_entrypoints.h.
psa_status_t p256_transparent_verify_hash(const psa_key_attributes_t* attributes,
                                          const uint8_t* key_buffer, size_t key_buffer_size,
                                          psa_algorithm_t, const uint8_t* hash, size_t hash_length,
                                          const uint8_t* signature, size_t signature_length) {
    std::array<std::uint8_t, kPointSize> point{};
    std::size_t length = 0;
    const psa_status_t status = psa_driver_wrapper_export_public_key(
        attributes, key_buffer, key_buffer_size, point.data(), point.size(), &length);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (length != point.size() || point[0] != kUncompressed) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (signature_length != lib::p256::kSignatureSize) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    const auto digest = digest_of(hash, hash_length);
    const auto valid = lib::p256::verify(
        std::as_bytes(std::span(point)).subspan<1, lib::p256::kPublicKeySize>(), digest,
        std::as_bytes(std::span<const std::uint8_t, lib::p256::kSignatureSize>(
            signature, lib::p256::kSignatureSize)));
    return lib::hardened::is_true(valid) ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
}

int mbedtls_internal_sha256_process(mbedtls_sha256_context* context, const unsigned char data[64]) {
    std::array<std::uint32_t, 8> state;
    static_assert(sizeof state == sizeof context->MBEDTLS_PRIVATE(state));
    std::memcpy(state.data(), context->MBEDTLS_PRIVATE(state), sizeof state);
    lib::sha256::compress(state, reinterpret_cast<const std::byte*>(data), 1);
    std::memcpy(context->MBEDTLS_PRIVATE(state), state.data(), sizeof state);
    return 0;
}

}  // extern "C"
