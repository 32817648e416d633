// SPDX-License-Identifier: Apache-2.0
// Test support, built with the service's view of psa/crypto.h.
#include <psa/crypto.h>

#include <random>

#include "modules/crypto/heap.h"
#include "modules/crypto/keys.h"
#include "modules/crypto/operations.h"
#include "modules/crypto/random.h"

namespace modules::crypto {

void forget_everything() {
    mbedtls_psa_crypto_free();
    operations = {};
    shares = {};
    heap = {};
}

bool core_random(std::span<std::uint32_t> words) {
    static std::mt19937 generator(11);
    for (auto& word : words) {
        word = static_cast<std::uint32_t>(generator());
    }
    return true;
}

}  // namespace modules::crypto
