// SPDX-License-Identifier: Apache-2.0
// What lies in the option-byte keys (OBKeys) of each temporal isolation level. Offsets are from the
// start of the 8 KB OBK window (secure alias 0x0FFD_0000); each blob starts on a 16-byte key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lib::obkeys {

using PublicKey = std::array<std::uint8_t, 64>;   // P-256 X || Y, big-endian
using PrivateKey = std::array<std::uint8_t, 32>;  // P-256 scalar, big-endian
using Digest = std::array<std::uint8_t, 32>;      // SHA-256

inline constexpr std::uint32_t kDevelopment = 1u << 0;  // flags: keys of a developer's checkout

// HDPL1, read by iROT only. 0x100..0x15F is left to the debug-authentication record.
inline constexpr std::uint32_t kIrotOffset = 0x160;
inline constexpr std::uint32_t kIrotMagic = 0x314B5249;  // "IRK1"
struct IrotKeys {
    std::uint32_t magic;
    std::uint16_t version;  // 1
    std::uint16_t size;     // sizeof(IrotKeys)
    std::uint32_t flags;
    std::uint32_t urot_counter;  // lowest security counter iROT accepts for the uROT
    PublicKey urot_key;
    PrivateKey decryption_key;
    std::array<std::uint8_t, 32> reserved;
    Digest digest;  // SHA-256 of the bytes before it
};
static_assert(offsetof(IrotKeys, urot_key) == 0x10);
static_assert(offsetof(IrotKeys, decryption_key) == 0x50);
static_assert(offsetof(IrotKeys, digest) == 0x90);
static_assert(sizeof(IrotKeys) == 0xB0);

// HDPL2, read by uROT only.
inline constexpr std::uint32_t kUrotOffset = 0x900;
inline constexpr std::uint32_t kUrotMagic = 0x314B5255;  // "URK1"
inline constexpr std::size_t kCounters = 16;  // one per component slot, key manifest order
struct UrotKeys {
    std::uint32_t magic;
    std::uint16_t version;
    std::uint16_t size;
    std::uint32_t flags;
    std::uint32_t key_manifest_version;
    PublicKey root_key;
    PrivateKey decryption_key;
    Digest key_manifest_digest;  // SHA-256 of the whole record, signature included
    std::array<std::uint32_t, kCounters> counters;
    Digest digest;
};
static_assert(offsetof(UrotKeys, root_key) == 0x10);
static_assert(offsetof(UrotKeys, decryption_key) == 0x50);
static_assert(offsetof(UrotKeys, key_manifest_digest) == 0x70);
static_assert(offsetof(UrotKeys, counters) == 0x90);
static_assert(offsetof(UrotKeys, digest) == 0xD0);
static_assert(sizeof(UrotKeys) == 0xF0);

// HDPL3 secure. Each secret fills one 32-byte MPU granule, so that one module can be given one.
inline constexpr std::uint32_t kStorageRootOffset = 0xC00;
inline constexpr std::uint32_t kAttestationKeyOffset = 0xC20;
inline constexpr std::uint32_t kModuleDecryptionKeyOffset = 0xC40;
inline constexpr std::size_t kSecretSize = 32;

}  // namespace lib::obkeys
