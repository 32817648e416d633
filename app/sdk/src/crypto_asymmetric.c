/* SPDX-License-Identifier: Apache-2.0 */
#include "app/sdk/src/crypto_call.h"

static psa_status_t transform(int32_t function, psa_key_id_t key, psa_algorithm_t alg,
                              const uint8_t* input, size_t input_length, uint8_t* output,
                              size_t output_size, size_t* output_length) {
    struct crypto_call call = {.function = function,
                               .request = {.key = key, .algorithm = alg},
                               .data = input,
                               .data_size = input_length,
                               .out = output,
                               .out_size = output_size};

    return crypto_call_length(&call, output_length);
}

static psa_status_t verify(int32_t function, psa_key_id_t key, psa_algorithm_t alg,
                           const uint8_t* input, size_t input_length, const uint8_t* signature,
                           size_t signature_length) {
    struct crypto_call call = {.function = function,
                               .request = {.key = key, .algorithm = alg},
                               .data = input,
                               .data_size = input_length,
                               .data2 = signature,
                               .data2_size = signature_length};

    return crypto_call(&call);
}

psa_status_t psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* hash,
                           size_t hash_length, uint8_t* signature, size_t signature_size,
                           size_t* signature_length) {
    return transform(SM_CRYPTO_SIGN_HASH, key, alg, hash, hash_length, signature, signature_size,
                     signature_length);
}

psa_status_t psa_sign_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* input,
                              size_t input_length, uint8_t* signature, size_t signature_size,
                              size_t* signature_length) {
    return transform(SM_CRYPTO_SIGN_MESSAGE, key, alg, input, input_length, signature,
                     signature_size, signature_length);
}

psa_status_t psa_verify_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* hash,
                             size_t hash_length, const uint8_t* signature,
                             size_t signature_length) {
    return verify(SM_CRYPTO_VERIFY_HASH, key, alg, hash, hash_length, signature, signature_length);
}

psa_status_t psa_verify_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* input,
                                size_t input_length, const uint8_t* signature,
                                size_t signature_length) {
    return verify(SM_CRYPTO_VERIFY_MESSAGE, key, alg, input, input_length, signature,
                  signature_length);
}

psa_status_t psa_raw_key_agreement(psa_algorithm_t alg, psa_key_id_t private_key,
                                   const uint8_t* peer_key, size_t peer_key_length, uint8_t* output,
                                   size_t output_size, size_t* output_length) {
    return transform(SM_CRYPTO_KEY_AGREEMENT, private_key, alg, peer_key, peer_key_length, output,
                     output_size, output_length);
}
