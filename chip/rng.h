// SPDX-License-Identifier: Apache-2.0
// True random words (fact sheet 7.4), in the NIST configuration of the reference manual.
#pragma once

#include <cstdint>
#include <span>

#include "lib/result/result.h"

namespace chip::rng {

// Clocks on, configuration written and taken. Errors: CLOCK_TIMEOUT, RNG_SEED (health test).
lib::Result<void> start();

// Fills `out`. A word that came with a seed error is thrown away, the generator is restarted once
// per word; then RNG_SEED. No word repeats its predecessor (a stuck source).
lib::Result<void> read(std::span<std::uint32_t> out);

// Off, its clock too; what was drawn is gone from the block.
void stop();

}  // namespace chip::rng
