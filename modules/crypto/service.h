// SPDX-License-Identifier: Apache-2.0
// The crypto service: requests of app/sdk/include/sm/crypto_abi.h, done by Mbed TLS's PSA core.
#pragma once

#include <psa/service.h>

#include <cstddef>

namespace modules::crypto {

// PSA_ERROR_INSUFFICIENT_ENTROPY where no random seed could be had.
psa_status_t service_init();
psa_status_t service_call(const psa_msg_t& message);

// What clients hold at this moment.
struct Use {
    std::size_t heap_bytes;
    std::size_t operations;
};
Use service_use();

}  // namespace modules::crypto
