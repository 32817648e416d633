// SPDX-License-Identifier: Apache-2.0
// P-256 with a secret: public keys, ECDSA signatures (FIPS 186-4, 6.4), Diffie-Hellman (SP 800-56A,
// 5.7.1.2). Instructions and addresses do not depend on secrets; power and radiation are not
// considered (DESIGN.md, "Secrets"). Whatever was secret is wiped from memory; callee-saved
// registers are the caller's to clear. All numbers are big endian.
#pragma once

#include "lib/p256/p256.h"

namespace lib::p256 {

inline constexpr size_t kSecretSize = 32;  // bytes

using SecretView = std::span<const std::byte, kSecretSize>;  // valid: 1..n-1

[[nodiscard]] bool secret_valid(SecretView secret);

// X || Y of the public key. False, and zeros, where the secret is out of range.
[[nodiscard]] bool public_key(std::span<std::byte, kPublicKeySize> out, SecretView secret);

// r || s. `nonce`: a number of 1..n-1, new and uniform for each signature or made as RFC 6979 says;
// who learns it, or sees two signatures of one nonce, has the secret. False, and zeros, where
// secret or nonce is out of range, or r or s would be 0 (take another nonce).
[[nodiscard]] bool sign(std::span<std::byte, kSignatureSize> out, SecretView secret,
                        DigestView digest, SecretView nonce);

// The x coordinate of secret * peer. False, and zeros, where the secret is out of range or the peer
// is not a point of the curve.
[[nodiscard]] bool shared_secret(std::span<std::byte, kSecretSize> out, SecretView secret,
                                 PublicKeyView peer);

// The same with little code and more time, for boot stages.
[[nodiscard]] bool shared_secret_compact(std::span<std::byte, kSecretSize> out, SecretView secret,
                                         PublicKeyView peer);

}  // namespace lib::p256
