// SPDX-License-Identifier: Apache-2.0
// The service as a module.
#include <sm/module.h>

#include "modules/crypto/random.h"
#include "modules/crypto/service.h"

namespace modules::crypto {

bool core_random(std::span<std::uint32_t> words) {
    return sm_random(words.data(), words.size()) == PSA_SUCCESS;
}

}  // namespace modules::crypto

extern "C" psa_status_t module_init() {
    return modules::crypto::service_init();
}

extern "C" psa_status_t sm_crypto_service_sfn(const psa_msg_t* message) {
    return modules::crypto::service_call(*message);
}
