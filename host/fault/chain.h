// SPDX-License-Identifier: Apache-2.0
// An image as full of return addresses as its format allows: in the boot record, and in r and s of
// a signature that is none. Where such bytes lie on the verifier's stack, one flipped bit of SP
// makes an epilogue return to them.
#pragma once

#include <cstdint>
#include <span>

#include "host/base/file.h"
#include "host/fault/signature.h"

namespace host::fault {

using Chain = std::span<const std::uint32_t>;  // not empty

// A boot record of the chain, over and over, as long as one may be: half of it as the bytes lie in
// memory, half as SHA-256 turns them into words.
Bytes chain_record(Chain chain);

// r as the bytes lie in memory, s as the verifier turns them into words.
Signature chain_signature(Chain chain);

}  // namespace host::fault
