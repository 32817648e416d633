// SPDX-License-Identifier: Apache-2.0
// ECDSA verification over P-256 by the PKA (fact sheet 7.5). The block draws from the RNG's clocks
// and cannot tell time: every wait is bounded.
#pragma once

#include <cstddef>
#include <span>

#include "lib/hardened/hardened.h"
#include "lib/result/result.h"

namespace chip::pka {

// Clocks of the RNG and of the PKA on, its RAM erased. Errors: CLOCK_TIMEOUT, PKA_FAULT.
lib::Result<void> start();

// Off, its clock and the RNG's too; nothing of its RAM is left. The RNG must not be in use.
void stop();

// Between start() and stop(). `key`: X || Y; `digest`: SHA-256; `signature`: r || s; all
// big-endian. A coordinate, r or s out of range and a point off the curve are a signature that is
// not valid. Error: PKA_FAULT (the block reports an error, does not end, or answers what it may
// not).
lib::Result<lib::hardened::HardenedBool> verify(std::span<const std::byte, 64> key,
                                                std::span<const std::byte, 32> digest,
                                                std::span<const std::byte, 64> signature);

}  // namespace chip::pka
