/* SPDX-License-Identifier: Apache-2.0 */
#include "app/sdk/src/crypto_call.h"

psa_status_t psa_key_derivation_setup(psa_key_derivation_operation_t* operation,
                                      psa_algorithm_t alg) {
    struct crypto_call call = {.function = SM_CRYPTO_DERIVE_SETUP, .request = {.algorithm = alg}};

    return crypto_call_setup(&call, &operation->handle);
}

psa_status_t psa_key_derivation_get_capacity(const psa_key_derivation_operation_t* operation,
                                             size_t* capacity) {
    uint32_t bytes = 0;
    struct crypto_call call = {
        .function = SM_CRYPTO_DERIVE_CAPACITY, .out = &bytes, .out_size = sizeof bytes};
    mbedtls_psa_client_handle_t handle = operation->handle;
    const psa_status_t status = crypto_call_operation(&call, &handle, OPERATION_STAYS);

    *capacity = bytes;
    return status;
}

psa_status_t psa_key_derivation_set_capacity(psa_key_derivation_operation_t* operation,
                                             size_t capacity) {
    struct crypto_call call = {.function = SM_CRYPTO_DERIVE_SET_CAPACITY,
                               .request = {.value_low = (uint32_t)capacity}};

    return crypto_call_operation(&call, &operation->handle, OPERATION_STAYS);
}

psa_status_t psa_key_derivation_input_bytes(psa_key_derivation_operation_t* operation,
                                            psa_key_derivation_step_t step, const uint8_t* data,
                                            size_t data_length) {
    struct crypto_call call = {.function = SM_CRYPTO_DERIVE_INPUT_BYTES,
                               .request = {.step = step},
                               .data = data,
                               .data_size = data_length};

    return crypto_call_operation(&call, &operation->handle, OPERATION_STAYS);
}

psa_status_t psa_key_derivation_input_integer(psa_key_derivation_operation_t* operation,
                                              psa_key_derivation_step_t step, uint64_t value) {
    struct crypto_call call = {
        .function = SM_CRYPTO_DERIVE_INPUT_INTEGER,
        .request = {
            .step = step, .value_low = (uint32_t)value, .value_high = (uint32_t)(value >> 32)}};

    return crypto_call_operation(&call, &operation->handle, OPERATION_STAYS);
}

psa_status_t psa_key_derivation_input_key(psa_key_derivation_operation_t* operation,
                                          psa_key_derivation_step_t step, psa_key_id_t key) {
    struct crypto_call call = {.function = SM_CRYPTO_DERIVE_INPUT_KEY,
                               .request = {.key = key, .step = step}};

    return crypto_call_operation(&call, &operation->handle, OPERATION_STAYS);
}

psa_status_t psa_key_derivation_key_agreement(psa_key_derivation_operation_t* operation,
                                              psa_key_derivation_step_t step,
                                              psa_key_id_t private_key, const uint8_t* peer_key,
                                              size_t peer_key_length) {
    struct crypto_call call = {.function = SM_CRYPTO_DERIVE_AGREEMENT,
                               .request = {.key = private_key, .step = step},
                               .data = peer_key,
                               .data_size = peer_key_length};

    return crypto_call_operation(&call, &operation->handle, OPERATION_STAYS);
}

psa_status_t psa_key_derivation_output_bytes(psa_key_derivation_operation_t* operation,
                                             uint8_t* output, size_t output_length) {
    struct crypto_call call = {
        .function = SM_CRYPTO_DERIVE_OUTPUT_BYTES, .out = output, .out_size = output_length};

    return crypto_call_operation(&call, &operation->handle, OPERATION_STAYS);
}

psa_status_t psa_key_derivation_abort(psa_key_derivation_operation_t* operation) {
    return crypto_call_abort(&operation->handle);
}
