// SPDX-License-Identifier: Apache-2.0
// The key manifest: a record in flash, signed by the root key, that names each owner's full public
// key and what the owner may sign. UrotKeys holds its digest and version.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace boot::image {

inline constexpr std::uint32_t kKeyManifestMagic = 0x31464D4B;  // "KMF1"
inline constexpr std::size_t kMaxKeyEntries = 16;

struct KeyEntry {
    std::uint32_t component;     // ComponentId; kFirstModule for a module owner
    std::uint32_t owner;         // 0 = the product's own
    std::uint32_t first_module;  // ids this owner may claim, inclusive; 0 for other components
    std::uint32_t last_module;
    std::uint32_t rights;        // lib::handover::kMayMmio, kMayFlash
    std::uint32_t counter_slot;  // index into UrotKeys::counters
    std::array<std::uint8_t, 8> reserved;
    std::array<std::uint8_t, 64> key;  // P-256 X || Y
};
static_assert(offsetof(KeyEntry, key) == 32);
static_assert(sizeof(KeyEntry) == 96);

struct KeyManifest {
    std::uint32_t magic;
    std::uint16_t version;  // of the format: 1
    std::uint16_t entry_count;
    std::uint32_t manifest_version;                // counts up, never down
    std::uint32_t flags;                           // lib::obkeys::kDevelopment
    std::array<KeyEntry, kMaxKeyEntries> entries;  // unused ones are zero
    std::array<std::uint8_t, 64> signature;  // r || s by the root key over the bytes before it
};
static_assert(offsetof(KeyManifest, entries) == 16);
static_assert(offsetof(KeyManifest, signature) == 16 + 96 * 16);
static_assert(sizeof(KeyManifest) == 1616);

}  // namespace boot::image
