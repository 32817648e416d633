// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA-256 (RFC 2104, FIPS 198-1) and HKDF over it (RFC 5869). Keys leave no copy in memory.
#pragma once

#include "lib/sha256/sha256.h"

namespace lib::sha256 {

class Hmac {
  public:
    // A key of any length; longer than 64 bytes it is hashed first.
    explicit Hmac(std::span<const std::byte> key);
    ~Hmac();
    Hmac(const Hmac&) = delete;
    Hmac& operator=(const Hmac&) = delete;

    void update(std::span<const std::byte> data) { hash_.update(data); }

    // The tag over all that was given. Once only.
    Digest finish();

  private:
    std::array<std::byte, kBlockSize> key_{};
    Sha256 hash_;
};

// Fills `out`, at most 255 * 32 bytes, from `secret`. `salt` may be empty: then 32 zeros, as the
// RFC says.
void hkdf(std::span<std::byte> out, std::span<const std::byte> secret,
          std::span<const std::byte> salt, std::span<const std::byte> info);

}  // namespace lib::sha256
