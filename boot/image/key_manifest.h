// SPDX-License-Identifier: Apache-2.0
// The key manifest: a record in flash, signed by the root key, that names each owner's full public
// keys and what the owner may sign. UrotKeys holds its digest and version. SPEC.md has the bits.
// Extend-only: bytes that are zero today get a meaning with the next `version`, none changes its
// own; a stage reads the versions it knows and refuses later ones, whose policy it would miss.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace boot::image {

inline constexpr std::uint32_t kKeyManifestMagic = 0x31464D4B;  // "KMF1"
inline constexpr std::uint16_t kKeyManifestVersion = 2;  // 1 had entries of 96 bytes, never shipped
inline constexpr std::size_t kMaxKeyEntries = 16;

// What an update request calls it; nothing that runs has this id, and no entry may name it.
inline constexpr std::uint32_t kKeyManifestComponent = 5;

// KeyEntry::algorithm. Another one is ALGORITHM_UNSUPPORTED.
inline constexpr std::uint16_t kEcdsaP256 = 1;  // with SHA-256; `key` is X || Y, then zeros
inline constexpr std::uint16_t kEcdsaP384 = 2;  // with SHA-384; `key` is X || Y

// KeyEntry::policy
inline constexpr std::uint32_t kHybridRequired = 1u << 0;  // both signatures, or it does not run

// Lengths of an LMS public key (RFC 8554, 5.3): type, LM-OTS type, I, T[1].
inline constexpr std::uint16_t kLms192Bytes = 48;  // SHA-256/192 (SP 800-208)
inline constexpr std::uint16_t kLms256Bytes = 56;  // SHA-256

struct KeyEntry {
    std::uint32_t component;     // ComponentId; kFirstModule for a module owner
    std::uint32_t owner;         // 0 = the product's own
    std::uint32_t first_module;  // ids this owner may claim, inclusive; 0 for other components
    std::uint32_t last_module;
    std::uint32_t rights;        // lib::handover::kMayMmio, kMayFlash
    std::uint32_t counter_slot;  // index into UrotKeys::counters; nobody else's
    std::uint16_t algorithm;
    std::uint16_t lms_size;            // bytes of lms_key, or 0: the owner has none
    std::uint32_t policy;              // kHybridRequired needs an LMS key
    std::array<std::uint8_t, 96> key;  // big-endian; what it does not fill is zero
    std::array<std::uint8_t, 56> lms_key;
    std::array<std::uint8_t, 8> reserved;  // zero
};
static_assert(offsetof(KeyEntry, algorithm) == 24);
static_assert(offsetof(KeyEntry, policy) == 28);
static_assert(offsetof(KeyEntry, key) == 32);
static_assert(offsetof(KeyEntry, lms_key) == 128);
static_assert(offsetof(KeyEntry, reserved) == 184);
static_assert(sizeof(KeyEntry) == 192);

struct KeyManifest {
    std::uint32_t magic;
    std::uint16_t version;  // of the format
    std::uint16_t entry_count;
    std::uint32_t manifest_version;                // counts up, never down
    std::uint32_t flags;                           // lib::obkeys::kDevelopment
    std::array<std::uint8_t, 16> reserved;         // zero
    std::array<KeyEntry, kMaxKeyEntries> entries;  // unused ones are zero
    std::array<std::uint8_t, 64> signature;  // r || s by the root key over the bytes before it
};
static_assert(offsetof(KeyManifest, manifest_version) == 8);
static_assert(offsetof(KeyManifest, entries) == 32);
static_assert(offsetof(KeyManifest, signature) == 32 + 192 * 16);
static_assert(sizeof(KeyManifest) == 3168);
static_assert(sizeof(KeyManifest) % 16 == 0);  // whole flash words

}  // namespace boot::image
