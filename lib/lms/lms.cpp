// SPDX-License-Identifier: Apache-2.0
#include "lib/lms/lms.h"

#include <mbedtls/lms.h>

namespace lib::lms {
namespace {

const unsigned char* raw(std::span<const std::byte> bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

static_assert(MBEDTLS_LMS_PUBLIC_KEY_LEN(MBEDTLS_LMS_SHA256_M32_H10) == kPublicKeySize);
static_assert(MBEDTLS_LMS_SIG_LEN(MBEDTLS_LMS_SHA256_M32_H10, MBEDTLS_LMOTS_SHA256_N32_W8) ==
              kSignatureSize);

hardened::HardenedBool verify(std::span<const std::byte, kPublicKeySize> key,
                              std::span<const std::byte> message,
                              std::span<const std::byte, kSignatureSize> signature) {
    mbedtls_lms_public_t context{};
    // Nothing but 0 is a success, and the words start as failures.
    std::uint32_t imported = 1;
    std::uint32_t verified = 1;
    imported =
        static_cast<std::uint32_t>(mbedtls_lms_import_public_key(&context, raw(key), key.size()));
    verified = static_cast<std::uint32_t>(mbedtls_lms_verify(&context, raw(message), message.size(),
                                                             raw(signature), signature.size()));
    return hardened::both(hardened::equal_words(imported, 0), hardened::equal_words(verified, 0));
}

}  // namespace lib::lms
