// SPDX-License-Identifier: Apache-2.0
// The bytes of a stored value (SPEC.md): what the journal keeps as payload.
//   prefix (12), nonce (12), cipher text (as long as the value), tag (16)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "lib/aead/aead.h"
#include "lib/journal/format.h"

namespace modules::storage {

struct Prefix {
    std::uint16_t version;      // 1: ChaCha20-Poly1305
    std::uint16_t key;          // 0: derived from the storage root of OBKeys
    std::uint32_t reserved[2];  // 0
};
static_assert(sizeof(Prefix) == 12 && offsetof(Prefix, key) == 2);

inline constexpr Prefix kPrefix = {1, 0, {0, 0}};

struct ValueHead {
    Prefix prefix;
    lib::aead::Nonce nonce;
};
static_assert(sizeof(ValueHead) == 24 && offsetof(ValueHead, nonce) == 12);

// Authenticated with the value: it cannot be another's, another value's, or of other rights.
struct Binding {
    std::uint32_t owner;  // client id
    std::uint32_t uid_low;
    std::uint32_t uid_high;
    std::uint16_t version;
    std::uint8_t flags;
    std::uint8_t reserved;
};
static_assert(sizeof(Binding) == 16 && offsetof(Binding, version) == 12);

inline constexpr std::size_t kOverhead = sizeof(ValueHead) + lib::aead::kTagSize;

constexpr Binding binding(const lib::journal::Key& key, std::uint8_t flags) {
    return {key.owner,
            static_cast<std::uint32_t>(key.id),
            static_cast<std::uint32_t>(key.id >> 32),
            kPrefix.version,
            flags,
            0};
}

}  // namespace modules::storage
