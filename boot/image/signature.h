// SPDX-License-Identifier: Apache-2.0
// One verification of an image's ECDSA signature over P-256. What computes it is chosen when a
// program is linked: who says nothing gets SoftwareSignature, the stages what [boot] of system.toml
// names (boot/stage/engines.cpp).
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include "lib/error/error.h"
#include "lib/hardened/hardened.h"

namespace boot::image {

// `key`: X || Y, `digest`: SHA-256, `signature`: r || s; all big-endian. kTrue only where the key
// is valid and the signature is its. Else `error` says why: SIGNATURE_INVALID, PUBLIC_KEY_BAD; by a
// block of the chip also CLOCK_TIMEOUT, PKA_FAULT.
[[nodiscard]] lib::hardened::HardenedBool signature_valid(std::span<const std::byte, 64> key,
                                                          std::span<const std::byte, 32> digest,
                                                          std::span<const std::byte, 64> signature,
                                                          lib::Error& error);

// The same as a type; SoftwareSignature is the model.
template <typename T>
concept SignatureEngine = requires(std::span<const std::byte, 64> long_one,
                                   std::span<const std::byte, 32> digest, lib::Error& error) {
    { T::valid(long_one, digest, long_one, error) } -> std::same_as<lib::hardened::HardenedBool>;
};

// By lib/p256.
struct SoftwareSignature {
    [[nodiscard]] static lib::hardened::HardenedBool valid(std::span<const std::byte, 64> key,
                                                           std::span<const std::byte, 32> digest,
                                                           std::span<const std::byte, 64> signature,
                                                           lib::Error& error);
};

}  // namespace boot::image
