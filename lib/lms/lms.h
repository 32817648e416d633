// SPDX-License-Identifier: Apache-2.0
// LMS, the hash-based signature of RFC 8554, with the one parameter set that Mbed TLS verifies:
// LMS_SHA256_M32_H10 (1,024 signatures a key) over LMOTS_SHA256_N32_W8. Verification only, no
// secret. One caller at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lib/hardened/hardened.h"

namespace lib::lms {

inline constexpr std::uint32_t kType = 6;     // LMS_SHA256_M32_H10
inline constexpr std::uint32_t kOtsType = 4;  // LMOTS_SHA256_N32_W8
inline constexpr std::size_t kNodeSize = 32;
inline constexpr std::size_t kHeight = 10;
inline constexpr std::size_t kSignatures = 1u << kHeight;  // a key makes so many, ever
inline constexpr std::size_t kChains = 34;                 // LM-OTS: 32 bytes and a checksum of 2
// u32 type, u32 LM-OTS type, I (16), T[1] (section 5.3)
inline constexpr std::size_t kPublicKeySize = 4 + 4 + 16 + kNodeSize;
// u32 q, LM-OTS signature (u32 type, C, y[34]), u32 type, path[10] (section 5.4)
inline constexpr std::size_t kSignatureSize =
    4 + (4 + kNodeSize + kChains * kNodeSize) + 4 + kHeight * kNodeSize;
static_assert(kPublicKeySize == 56 && kSignatureSize == 1452);

// Whether `signature` is one of `message` (any length) by `key`; both as the RFC encodes them.
// Anything else, another parameter set included, is kFalse. About 4,400 compressions of SHA-256.
[[nodiscard]] hardened::HardenedBool verify(std::span<const std::byte, kPublicKeySize> key,
                                            std::span<const std::byte> message,
                                            std::span<const std::byte, kSignatureSize> signature);

}  // namespace lib::lms
