// SPDX-License-Identifier: Apache-2.0
// The LMS signature beside P-256: boot/image/SPEC.md, TLV 0xA6.
#pragma once

#include "host/image/image_file.h"

namespace host {

// `image`, signed and, if it is to be, encrypted, with an LMS signature by the key in `file` behind
// all other TLVs; one of that key's numbers is used up. `room`: of its slot. Throws Failure
// ALREADY_SEALED (it has one), BAD_SIZE, those of lms_sign and the parser's: no number is used
// then.
Bytes add_second(ByteView image, const Path& file, std::size_t room);

// Throws Failure HYBRID_MISSING where encrypting `image` would lose its LMS signature, which is
// over another header, and no key for a new one is given.
void require_second_key(ByteView image, const std::string& file);

}  // namespace host
