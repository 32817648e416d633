// SPDX-License-Identifier: Apache-2.0
// ECDSA-Sig-Value (RFC 3279, section 2.2.3) in DER, as images carry it (MCUboot's TLV 0x22):
//   SEQUENCE { INTEGER r, INTEGER s }
// Strict: definite short lengths, shortest integers, nothing behind. Two encodings of one signature
// would give an image two hashes of its TLV area.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "lib/p256/p256.h"
#include "lib/result/result.h"

namespace lib::p256 {

inline constexpr size_t kMaxDerSize = 72;  // bytes: 2 + 2 * (2 + 33)

using Signature = std::array<std::byte, kSignatureSize>;

// r || s of a DER signature, each padded to 32 bytes. kSignatureEncoding for anything that is not
// the one DER encoding of two numbers in 0..2^256-1 (that they are in 1..n-1 is verify's to say).
Result<Signature> signature_from_der(std::span<const std::byte> der);

}  // namespace lib::p256
