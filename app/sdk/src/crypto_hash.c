/* SPDX-License-Identifier: Apache-2.0 */
#include "app/sdk/src/crypto_call.h"

psa_status_t psa_generate_random(uint8_t* output, size_t output_size) {
    struct crypto_call call = {
        .function = SM_CRYPTO_RANDOM, .out = output, .out_size = output_size};

    return output_size == 0 ? PSA_SUCCESS : crypto_call(&call);
}

psa_status_t psa_hash_compute(psa_algorithm_t alg, const uint8_t* input, size_t input_length,
                              uint8_t* hash, size_t hash_size, size_t* hash_length) {
    struct crypto_call call = {.function = SM_CRYPTO_HASH_COMPUTE,
                               .request = {.algorithm = alg},
                               .data = input,
                               .data_size = input_length,
                               .out = hash,
                               .out_size = hash_size};

    return crypto_call_length(&call, hash_length);
}

psa_status_t psa_hash_compare(psa_algorithm_t alg, const uint8_t* input, size_t input_length,
                              const uint8_t* hash, size_t hash_length) {
    struct crypto_call call = {.function = SM_CRYPTO_HASH_COMPARE,
                               .request = {.algorithm = alg},
                               .data = input,
                               .data_size = input_length,
                               .data2 = hash,
                               .data2_size = hash_length};

    return crypto_call(&call);
}

psa_status_t psa_hash_setup(psa_hash_operation_t* operation, psa_algorithm_t alg) {
    struct crypto_call call = {.function = SM_CRYPTO_HASH_SETUP, .request = {.algorithm = alg}};

    return crypto_call_setup(&call, &operation->handle);
}

psa_status_t psa_hash_update(psa_hash_operation_t* operation, const uint8_t* input,
                             size_t input_length) {
    struct crypto_call call = {
        .function = SM_CRYPTO_HASH_UPDATE, .data = input, .data_size = input_length};

    return crypto_call_operation(&call, &operation->handle, OPERATION_ENDS_ON_ERROR);
}

psa_status_t psa_hash_finish(psa_hash_operation_t* operation, uint8_t* hash, size_t hash_size,
                             size_t* hash_length) {
    struct crypto_call call = {
        .function = SM_CRYPTO_HASH_FINISH, .out = hash, .out_size = hash_size};
    psa_status_t status;

    *hash_length = 0;
    status = crypto_call_operation(&call, &operation->handle, OPERATION_ENDS);
    if (status == PSA_SUCCESS) {
        *hash_length = call.out_size;
    }
    return status;
}

psa_status_t psa_hash_verify(psa_hash_operation_t* operation, const uint8_t* hash,
                             size_t hash_length) {
    struct crypto_call call = {
        .function = SM_CRYPTO_HASH_VERIFY, .data = hash, .data_size = hash_length};

    return crypto_call_operation(&call, &operation->handle, OPERATION_ENDS);
}

psa_status_t psa_hash_abort(psa_hash_operation_t* operation) {
    return crypto_call_abort(&operation->handle);
}

psa_status_t psa_hash_clone(const psa_hash_operation_t* source_operation,
                            psa_hash_operation_t* target_operation) {
    struct crypto_call call = {.function = SM_CRYPTO_HASH_CLONE,
                               .request = {.operation = source_operation->handle}};

    if (source_operation->handle == 0) {
        return PSA_ERROR_BAD_STATE;
    }
    return crypto_call_setup(&call, &target_operation->handle);
}
