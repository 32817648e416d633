// SPDX-License-Identifier: Apache-2.0
#include "boot/image/sealed.h"

#include "boot/image/signature.h"
#include "lib/p256/der.h"

namespace boot::image {

lib::Result<void> check_cipher(const ImageView& image, const Digest& digest,
                               std::span<const std::byte, 64> key) {
    if (image.tlvs.cipher_signature.empty()) {
        return lib::kOk;
    }
    auto signature = lib::p256::signature_from_der(image.tlvs.cipher_signature);
    lib::Error why{};
    return signature.ok() &&
                   lib::hardened::is_true(signature_valid(key, digest, signature.value(), why))
               ? lib::kOk
               : lib::Result<void>(lib::Error::kCipherSignature);
}

}  // namespace boot::image
