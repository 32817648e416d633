// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4, section 6.2), streaming. Public data only in speed's sense: its time depends
// on lengths, never on contents, but it leaves its state in memory: wipe() it after secrets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace lib::sha256 {

inline constexpr size_t kDigestSize = 32;  // bytes
inline constexpr size_t kBlockSize = 64;   // bytes

using Digest = std::array<std::byte, kDigestSize>;

class Sha256 {
  public:
    // Appends `data`, any length including 0; in all less than 2^61 bytes. No alignment is asked,
    // whole blocks are hashed where they lie.
    void update(std::span<const std::byte> data);

    // The digest of all that was appended. The object is then as new.
    Digest finish();

    // Forgets everything; the object is as new.
    void wipe();

  private:
    std::array<uint32_t, 8> state_ = kInitial;
    uint64_t length_ = 0;  // bytes appended so far; its low 6 bits tell how full block_ is
    std::array<std::byte, kBlockSize> block_{};

    static constexpr std::array<uint32_t, 8> kInitial = {0x6A09E667u, 0xBB67AE85u, 0x3C6EF372u,
                                                         0xA54FF53Au, 0x510E527Fu, 0x9B05688Cu,
                                                         0x1F83D9ABu, 0x5BE0CD19u};
};

// The digest of one buffer.
Digest sha256(std::span<const std::byte> data);

}  // namespace lib::sha256
