// SPDX-License-Identifier: Apache-2.0
// The signature of an image: ECDSA P-256 over its SHA-256, DER in the TLV.
#pragma once

#include <cstddef>
#include <span>

#include "lib/error/error.h"
#include "lib/hardened/hardened.h"

namespace boot::image {

// key: X || Y. digest: SHA-256. der: any bytes. Where it is not kTrue, `reason` says why:
// SIGNATURE_ENCODING, SIGNATURE_INVALID, PUBLIC_KEY_BAD.
lib::hardened::HardenedBool signature_valid(std::span<const std::byte, 64> key,
                                            std::span<const std::byte, 32> digest,
                                            std::span<const std::byte> der, lib::Error& reason);

}  // namespace boot::image
