// SPDX-License-Identifier: Apache-2.0
#include "boot/image/signature.h"

#include "lib/p256/p256.h"

namespace boot::image {

static_assert(SignatureEngine<SoftwareSignature>);

lib::hardened::HardenedBool SoftwareSignature::valid(std::span<const std::byte, 64> key,
                                                     std::span<const std::byte, 32> digest,
                                                     std::span<const std::byte, 64> signature,
                                                     lib::Error& error) {
    // Before it is known whether anybody will ask: the answer itself is looked at by the caller
    // only.
    error = lib::hardened::is_true(lib::p256::public_key_valid(key)) ? lib::Error::kSignatureInvalid
                                                                     : lib::Error::kPublicKeyBad;
    return lib::p256::verify(key, digest, signature);
}

}  // namespace boot::image
