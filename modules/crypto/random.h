// SPDX-License-Identifier: Apache-2.0
// Random bytes for keys, nonces, signatures and clients: CTR_DRBG (AES-256, SP 800-90A) seeded and
// reseeded from the core's generator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace modules::crypto {

// Words of the core's generator (SM_SVC_RANDOM); false where it failed. The chip's entry or a test
// supplies it.
bool core_random(std::span<std::uint32_t> words);

// Must succeed before anything else of the service is used.
bool random_start();
bool random_fill(std::span<std::uint8_t> out);

}  // namespace modules::crypto
