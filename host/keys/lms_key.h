// SPDX-License-Identifier: Apache-2.0
// An LMS key in three files: NAME.lms (secret), NAME.lms.pub (its 56 bytes), NAME.lms.state (the
// next number). A number that signs twice gives the key away, so that the state goes forward, is
// flushed to the disk and is locked against others before a signature is made: a crash loses a
// number, never repeats one. A state that is missing or another key's is refused, never begun anew.
// What no program can see is an old copy of all files put back: do not keep any.
#pragma once

#include "host/keys/key.h"
#include "lib/lms/sign.h"

namespace host {

using LmsPublicKey = std::array<std::byte, lib::lms::kPublicKeySize>;

// Makes the three files of a new key; some seconds. Throws Failure KEYS_EXIST.
LmsPublicKey lms_create(const Path& file);

// The public part of the key in `file`, from its .pub. Throws Failure KEY_BAD, FILE_UNREADABLE.
LmsPublicKey lms_public(const Path& file);

// Takes a number and signs. Throws Failure KEY_BAD, LMS_STATE_BAD, LMS_EXHAUSTED (all 1,024
// signatures are made), FILE_UNWRITABLE: nothing is signed then.
Bytes lms_sign(const Path& file, const Digest& digest);

// How many signatures are left. Throws as lms_sign.
std::uint32_t lms_left(const Path& file);

}  // namespace host
