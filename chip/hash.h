// SPDX-License-Identifier: Apache-2.0
// SHA-256 by the HASH block (fact sheet 7.3), in the shape of lib::sha256::Sha256, so that either
// serves. One object at a time; nothing else may use the block between first update and finish.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace chip::hash {

class Sha256 {
  public:
    Sha256();
    // Resets the block and stops its clock: the message's last block goes, too.
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    // Appends `data`, any length and alignment.
    void update(std::span<const std::byte> data);

    // The digest of all that was appended; zeros, and timed_out() from now on, where the block does
    // not answer. The object is then as new.
    std::array<std::byte, 32> finish();

    // Whether a digest is missing: HASH_TIMEOUT.
    bool timed_out() const { return timed_out_; }

    // Forgets everything; the object is as new.
    void wipe() { begin(); }

  private:
    void begin();
    void feed(std::byte byte);

    std::uint32_t word_;    // bytes not fed yet, the first in the low bits
    std::uint32_t length_;  // bytes appended, modulo 2^32: only its low bits count
    bool timed_out_ = false;
};

}  // namespace chip::hash
