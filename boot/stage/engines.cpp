// SPDX-License-Identifier: Apache-2.0
// What [boot] of system.toml names, behind the concepts of boot/image.
#include "system/engines.h"
#include "boot/image/signature.h"
#include "boot/image/verify.h"

namespace boot::image {

static_assert(Hasher<engines::Hash> && SignatureEngine<engines::Signature>);

lib::hardened::HardenedBool signature_valid(std::span<const std::byte, 64> key,
                                            std::span<const std::byte, 32> digest,
                                            std::span<const std::byte, 64> signature,
                                            lib::Error& error) {
    return engines::Signature::valid(key, digest, signature, error);
}

}  // namespace boot::image
