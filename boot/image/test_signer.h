// SPDX-License-Identifier: Apache-2.0
// A P-256 key that signs, by Mbed TLS, so that our verification is judged by another's signatures.
#pragma once

#include <mbedtls/bignum.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/md.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

#include "boot/image/test_image.h"
#include "boot/image/verify.h"
#include "lib/sha256/sha256.h"

namespace boot::image::test {

class Signer {
  public:
    explicit Signer(unsigned seed) : random_(seed) {
        mbedtls_ecdsa_init(&context_);
        mbedtls_ecdsa_genkey(&context_, MBEDTLS_ECP_DP_SECP256R1, &Signer::random, &random_);
    }
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;
    ~Signer() { mbedtls_ecdsa_free(&context_); }

    std::array<std::byte, 64> public_key() {
        std::array<unsigned char, 65> point;
        std::size_t size = 0;
        mbedtls_ecp_point_write_binary(&context_.MBEDTLS_PRIVATE(grp), &context_.MBEDTLS_PRIVATE(Q),
                                       MBEDTLS_ECP_PF_UNCOMPRESSED, &size, point.data(),
                                       point.size());
        std::array<std::byte, 64> key;
        std::memcpy(key.data(), point.data() + 1, key.size());
        return key;
    }

    Bytes sign(const Digest& digest) {
        std::array<unsigned char, MBEDTLS_ECDSA_MAX_LEN> der;
        std::size_t size = 0;
        mbedtls_ecdsa_write_signature(
            &context_, MBEDTLS_MD_SHA256, reinterpret_cast<const unsigned char*>(digest.data()),
            digest.size(), der.data(), der.size(), &size, &Signer::random, &random_);
        const auto* bytes = reinterpret_cast<const std::byte*>(der.data());
        return Bytes(bytes, bytes + size);
    }

    Bytes key_hash() {
        const auto info = public_key_info(public_key());
        const Digest digest = lib::sha256::sha256(info);
        return Bytes(digest.begin(), digest.end());
    }

  private:
    static int random(void* state, unsigned char* out, std::size_t size) {
        std::generate_n(out, size,
                        [state] { return (*static_cast<std::mt19937*>(state))() & 0xFF; });
        return 0;
    }

    std::mt19937 random_;
    mbedtls_ecdsa_context context_;
};

// The finished image of `spec`, signed.
inline Bytes signed_image(ImageSpec spec, Signer& signer) {
    const Digest digest = lib::sha256::sha256(spec.hashed());
    spec.tlvs = {{0x10, Bytes(digest.begin(), digest.end())},
                 {0x01, signer.key_hash()},
                 {0x22, signer.sign(digest)}};
    return spec.build();
}

}  // namespace boot::image::test
