// SPDX-License-Identifier: Apache-2.0
// Alone in its object file: a program that defines signature_valid itself never pulls this one out
// of the archive.
#include "boot/image/signature.h"

namespace boot::image {

lib::hardened::HardenedBool signature_valid(std::span<const std::byte, 64> key,
                                            std::span<const std::byte, 32> digest,
                                            std::span<const std::byte, 64> signature,
                                            lib::Error& error) {
    return SoftwareSignature::valid(key, digest, signature, error);
}

}  // namespace boot::image
