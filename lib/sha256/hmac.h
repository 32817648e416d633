// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA-256 (RFC 2104, FIPS 198-1) and HKDF over it (RFC 5869). Keys leave no copy in memory.
#pragma once

#include <initializer_list>

#include "lib/sha256/sha256.h"

namespace lib::sha256 {

// The tag over `pieces`, one behind the other. `key`: at most 64 bytes (a longer one is hashed
// first, says the RFC; nobody here has one).
Digest hmac(std::span<const std::byte> key,
            std::initializer_list<std::span<const std::byte>> pieces);

// Fills `out`, at most 255 * 32 bytes, from `secret`. `salt` may be empty: then 32 zeros, as the
// RFC says.
void hkdf(std::span<std::byte> out, std::span<const std::byte> secret,
          std::span<const std::byte> salt, std::span<const std::byte> info);

}  // namespace lib::sha256
