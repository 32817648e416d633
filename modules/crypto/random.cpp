// SPDX-License-Identifier: Apache-2.0
#include "modules/crypto/random.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/platform_util.h>
#include <psa/crypto.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace modules::crypto {
namespace {

// SP 800-90A allows 2^48 requests for each seed; a stolen state is worth little after this many.
constexpr int kReseedInterval = 4096;

mbedtls_ctr_drbg_context drbg;

int entropy(void*, unsigned char* out, std::size_t size) {
    std::array<std::uint32_t, 16> words{};
    while (size != 0) {
        const std::size_t step = std::min(size, sizeof words);
        if (!core_random(std::span(words).first((step + 3) / 4))) {
            return MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
        }
        std::memcpy(out, words.data(), step);
        out += step;
        size -= step;
    }
    mbedtls_platform_zeroize(words.data(), sizeof words);
    return 0;
}

}  // namespace

bool random_start() {
    static constexpr unsigned char kLabel[] = {'s', 'm', '-', 'c', 'r', 'y', 'p', 't', 'o'};
    mbedtls_ctr_drbg_init(&drbg);
    mbedtls_ctr_drbg_set_reseed_interval(&drbg, kReseedInterval);
    return mbedtls_ctr_drbg_seed(&drbg, entropy, nullptr, kLabel, sizeof kLabel) == 0;
}

bool random_fill(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const std::size_t step = std::min<std::size_t>(out.size(), MBEDTLS_CTR_DRBG_MAX_REQUEST);
        if (mbedtls_ctr_drbg_random(&drbg, out.data(), step) != 0) {
            return false;
        }
        out = out.subspan(step);
    }
    return true;
}

}  // namespace modules::crypto

// What Mbed TLS draws from.
extern "C" psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t*,
                                                        uint8_t* output, size_t size,
                                                        size_t* length) {
    if (!modules::crypto::random_fill({output, size})) {
        return PSA_ERROR_INSUFFICIENT_ENTROPY;
    }
    *length = size;
    return PSA_SUCCESS;
}
