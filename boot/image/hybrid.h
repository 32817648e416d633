// SPDX-License-Identifier: Apache-2.0
// The second, post-quantum signature of an image beside P-256: LMS over the same SHA-256.
#pragma once

#include "boot/image/verify.h"

namespace boot::image {

// For verify_image. If the owner has an LMS key, a second signature must be right where there is
// one, and be there where policy asks for both; either alone is refused then. An owner without such
// a key: it says nothing and is not looked at.
struct LmsSignature {
    static constexpr bool kUsed = true;

    // Turns a verdict that P-256 was content with into a refusal: HYBRID_MISSING, HYBRID_INVALID.
    // Never the other way round. `signature`: kLmsSignatureBytes, or empty.
    static void judge(lib::bytes::ByteView signature, const Digest& digest, const Rule& rule,
                      Verdict& verdict);
};

}  // namespace boot::image
