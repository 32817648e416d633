// SPDX-License-Identifier: Apache-2.0
// The PKA as boot/image's SignatureEngine. The block is started for each verification and stopped
// after it, so that nothing in it outlives one evaluation (DESIGN.md, 10).
#pragma once

#include <cstddef>
#include <span>

#include "lib/error/error.h"
#include "lib/hardened/hardened.h"

namespace boot::stage {

struct PkaSignature {
    // Errors: SIGNATURE_INVALID (also where the key is off the curve: the block does not tell),
    // CLOCK_TIMEOUT, PKA_FAULT.
    [[nodiscard]] static lib::hardened::HardenedBool valid(std::span<const std::byte, 64> key,
                                                           std::span<const std::byte, 32> digest,
                                                           std::span<const std::byte, 64> signature,
                                                           lib::Error& error);
};

}  // namespace boot::stage
