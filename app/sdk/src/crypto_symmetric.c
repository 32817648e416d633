/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "app/sdk/src/crypto_call.h"

psa_status_t psa_mac_compute(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* input,
                             size_t input_length, uint8_t* mac, size_t mac_size,
                             size_t* mac_length) {
    struct crypto_call call = {.function = SM_CRYPTO_MAC_COMPUTE,
                               .request = {.key = key, .algorithm = alg},
                               .data = input,
                               .data_size = input_length,
                               .out = mac,
                               .out_size = mac_size};

    return crypto_call_length(&call, mac_length);
}

psa_status_t psa_mac_verify(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* input,
                            size_t input_length, const uint8_t* mac, size_t mac_length) {
    struct crypto_call call = {.function = SM_CRYPTO_MAC_VERIFY,
                               .request = {.key = key, .algorithm = alg},
                               .data = input,
                               .data_size = input_length,
                               .data2 = mac,
                               .data2_size = mac_length};

    return crypto_call(&call);
}

static psa_status_t cipher(int32_t function, psa_key_id_t key, psa_algorithm_t alg,
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

psa_status_t psa_cipher_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* input,
                                size_t input_length, uint8_t* output, size_t output_size,
                                size_t* output_length) {
    return cipher(SM_CRYPTO_CIPHER_ENCRYPT, key, alg, input, input_length, output, output_size,
                  output_length);
}

psa_status_t psa_cipher_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* input,
                                size_t input_length, uint8_t* output, size_t output_size,
                                size_t* output_length) {
    return cipher(SM_CRYPTO_CIPHER_DECRYPT, key, alg, input, input_length, output, output_size,
                  output_length);
}

static psa_status_t aead(struct crypto_call* call, const uint8_t* nonce, size_t nonce_length,
                         size_t* length) {
    *length = 0;
    if (nonce_length > sizeof call->request.nonce) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (nonce_length != 0) {
        memcpy(call->request.nonce, nonce, nonce_length);
    }
    call->request.nonce_length = (uint32_t)nonce_length;
    return crypto_call_length(call, length);
}

psa_status_t psa_aead_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* nonce,
                              size_t nonce_length, const uint8_t* additional_data,
                              size_t additional_data_length, const uint8_t* plaintext,
                              size_t plaintext_length, uint8_t* ciphertext, size_t ciphertext_size,
                              size_t* ciphertext_length) {
    struct crypto_call call = {.function = SM_CRYPTO_AEAD_ENCRYPT,
                               .request = {.key = key, .algorithm = alg},
                               .data = plaintext,
                               .data_size = plaintext_length,
                               .data2 = additional_data,
                               .data2_size = additional_data_length,
                               .out = ciphertext,
                               .out_size = ciphertext_size};

    return aead(&call, nonce, nonce_length, ciphertext_length);
}

/* A long text is handed out while it is decrypted: after an error none of it may stay. */
psa_status_t psa_aead_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t* nonce,
                              size_t nonce_length, const uint8_t* additional_data,
                              size_t additional_data_length, const uint8_t* ciphertext,
                              size_t ciphertext_length, uint8_t* plaintext, size_t plaintext_size,
                              size_t* plaintext_length) {
    struct crypto_call call = {.function = SM_CRYPTO_AEAD_DECRYPT,
                               .request = {.key = key, .algorithm = alg},
                               .data = ciphertext,
                               .data_size = ciphertext_length,
                               .data2 = additional_data,
                               .data2_size = additional_data_length,
                               .out = plaintext,
                               .out_size = plaintext_size};
    const psa_status_t status = aead(&call, nonce, nonce_length, plaintext_length);

    if (status != PSA_SUCCESS && plaintext_size != 0) {
        memset(plaintext, 0, plaintext_size);
    }
    return status;
}
