// SPDX-License-Identifier: Apache-2.0
// Signatures that no key made.
#pragma once

#include "host/base/file.h"

namespace host::fault {

inline constexpr std::size_t kNumberBytes = 32;  // of r, and of s

struct Signature {  // two numbers of kNumberBytes, big endian
    Bytes r;
    Bytes s;
};

// One for the digest of `hashed` that holds where the public key's part of the equation is left
// out: u1 G + u2 Q has to have the x coordinate r, so s = 1 makes u1 the digest, and r is that of
// u1 G, which needs no secret.
Signature signature_without_key(ByteView hashed);

// Replaces the one of `image`, whose last TLV that is.
void put_signature(Bytes& image, const Signature& signature);

}  // namespace host::fault
