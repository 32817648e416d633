// SPDX-License-Identifier: Apache-2.0
// Authenticated encryption for data at rest: ChaCha20-Poly1305 (RFC 8439), piece by piece.
// No table and no branch depends on the key or the data. DESIGN.md: why this one, what it costs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lib/result/result.h"

namespace lib::aead {

inline constexpr std::size_t kKeySize = 32;
inline constexpr std::size_t kNonceSize = 12;
inline constexpr std::size_t kTagSize = 16;

using Key = std::array<std::byte, kKeySize>;
using Nonce = std::array<std::byte, kNonceSize>;  // never twice under one key
using Tag = std::array<std::byte, kTagSize>;

enum class Direction : std::uint8_t { kSeal, kOpen };

// One message. Its state is wiped by finish(), check() and the destructor.
class Message {
  public:
    // `data`: authenticated, not encrypted.
    Message(Direction direction, const Key& key, const Nonce& nonce,
            std::span<const std::byte> data);
    ~Message() {
        if (!wiped_) {
            wipe();
        }
    }
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    // In place; pieces of any length.
    void update(std::span<std::byte> piece);
    // Sealing: the tag over all that was given.
    Tag finish();
    // Opening: kAuthentication where the tag does not fit. What update() brought before is not to
    // be used unless this is kOk.
    Result<void> check(std::span<const std::byte, kTagSize> tag);

  private:
    void wipe();

    alignas(8) std::array<std::byte, 272> state_;
    bool wiped_ = false;
};

// A key for one use, told by `label`, from a root: the first block of ChaCha20's key stream under
// it with the label as nonce.
Key derive(const Key& root, std::span<const std::byte, kNonceSize> label);

// Overwrites memory; not removed by the compiler.
void wipe(std::span<std::byte> memory);

}  // namespace lib::aead
