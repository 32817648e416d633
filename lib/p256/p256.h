// SPDX-License-Identifier: Apache-2.0
// ECDSA verification over NIST P-256 (FIPS 186-4, section 6.4; SEC 1, section 4.1.4). All inputs
// are public: nothing here is hidden from time or power measurement.
#pragma once

#include <cstddef>
#include <span>

#include "lib/hardened/hardened.h"

namespace lib::p256 {

inline constexpr size_t kPublicKeySize = 64;  // bytes: X || Y, big endian, without the 04
inline constexpr size_t kDigestSize = 32;     // bytes
inline constexpr size_t kSignatureSize = 64;  // bytes: r || s, big endian

using PublicKeyView = std::span<const std::byte, kPublicKeySize>;
using DigestView = std::span<const std::byte, kDigestSize>;
using SignatureView = std::span<const std::byte, kSignatureSize>;

// kTrue only if both coordinates are < p and the point lies on the curve (so it has order n).
[[nodiscard]] hardened::HardenedBool public_key_valid(PublicKeyView key);

// kTrue only if the key is valid, r and s are in 1..n-1 and the equation holds for this digest.
// Every other input gives kFalse. About 1.1 million instructions on Cortex-M33, below 2.5 KB stack.
[[nodiscard]] hardened::HardenedBool verify(PublicKeyView key, DigestView digest,
                                            SignatureView signature);

// The same for decisions that must stand one fault: evaluated twice, both must hold. One evaluation
// alone does not (DESIGN.md, "Faults").
[[nodiscard, gnu::always_inline]] inline hardened::HardenedBool verify_twice(
    PublicKeyView key, DigestView digest, SignatureView signature) {
    return hardened::twice([&] { return verify(key, digest, signature); });
}

}  // namespace lib::p256
