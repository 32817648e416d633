// SPDX-License-Identifier: Apache-2.0
// The hash that Mbed TLS's LMS asks for, from lib/sha256. It works on one at a time and always
// finishes or aborts it, so that one object serves, and no operation can fail.
#include <psa/crypto.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "lib/sha256/sha256.h"

namespace {

using lib::sha256::Sha256;

// Not an object: it would begin as more than zeros, and a stage has no initialised variables.
alignas(Sha256) std::byte room[sizeof(Sha256)];

Sha256& hash() {
    return *std::launder(reinterpret_cast<Sha256*>(room));
}

}  // namespace

extern "C" {

psa_status_t psa_hash_setup(psa_hash_operation_t* /*unused*/, psa_algorithm_t /*SHA-256*/) {
    new (room) Sha256;
    return PSA_SUCCESS;
}

psa_status_t psa_hash_update(psa_hash_operation_t* /*unused*/, const std::uint8_t* input,
                             std::size_t size) {
    hash().update(std::as_bytes(std::span(input, size)));
    return PSA_SUCCESS;
}

psa_status_t psa_hash_finish(psa_hash_operation_t* /*unused*/, std::uint8_t* out, std::size_t size,
                             std::size_t* length) {
    const auto digest = hash().finish();
    *length = std::min(size, digest.size());
    std::memcpy(out, digest.data(), *length);
    return PSA_SUCCESS;
}

psa_status_t psa_hash_abort(psa_hash_operation_t* /*unused*/) {
    return PSA_SUCCESS;
}

// Only a failed hash would ask for them.
struct ErrorPair;
extern const std::uint8_t psa_to_lms_errors[1];
const std::uint8_t psa_to_lms_errors[1] = {0};

int psa_status_to_mbedtls(psa_status_t status, const ErrorPair* /*unused*/, std::size_t /*count*/,
                          int (* /*unused*/)(psa_status_t)) {
    return status == PSA_SUCCESS ? 0 : -1;
}

int psa_generic_status_to_mbedtls(psa_status_t status) {
    return status == PSA_SUCCESS ? 0 : -1;
}

// Public values only.
void mbedtls_platform_zeroize(void* at, std::size_t size) {
    std::memset(at, 0, size);
}
}
