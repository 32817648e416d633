/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "app/sdk/src/crypto_call.h"

void psa_reset_key_attributes(psa_key_attributes_t* attributes) {
    memset(attributes, 0, sizeof *attributes);
}

static psa_status_t make_key(struct crypto_call* call, const psa_key_attributes_t* attributes,
                             psa_key_id_t* key) {
    uint32_t id = 0;
    psa_status_t status;

    *key = PSA_KEY_ID_NULL;
    crypto_put_attributes(&call->request.attributes, attributes);
    call->out = &id;
    call->out_size = sizeof id;
    status = crypto_call(call);
    if (status == PSA_SUCCESS) {
        *key = id;
    }
    return status;
}

psa_status_t psa_import_key(const psa_key_attributes_t* attributes, const uint8_t* data,
                            size_t data_length, psa_key_id_t* key) {
    struct crypto_call call = {
        .function = SM_CRYPTO_KEY_IMPORT, .data = data, .data_size = data_length};

    return make_key(&call, attributes, key);
}

psa_status_t psa_generate_key(const psa_key_attributes_t* attributes, psa_key_id_t* key) {
    struct crypto_call call = {.function = SM_CRYPTO_KEY_GENERATE};

    return make_key(&call, attributes, key);
}

psa_status_t psa_copy_key(psa_key_id_t source_key, const psa_key_attributes_t* attributes,
                          psa_key_id_t* target_key) {
    struct crypto_call call = {.function = SM_CRYPTO_KEY_COPY, .request = {.key = source_key}};

    return make_key(&call, attributes, target_key);
}

psa_status_t psa_key_derivation_output_key(const psa_key_attributes_t* attributes,
                                           psa_key_derivation_operation_t* operation,
                                           psa_key_id_t* key) {
    struct crypto_call call = {.function = SM_CRYPTO_DERIVE_OUTPUT_KEY,
                               .request = {.operation = operation->handle}};

    if (operation->handle == 0) {
        return PSA_ERROR_BAD_STATE;
    }
    return make_key(&call, attributes, key);
}

psa_status_t psa_export_key(psa_key_id_t key, uint8_t* data, size_t data_size,
                            size_t* data_length) {
    struct crypto_call call = {.function = SM_CRYPTO_KEY_EXPORT,
                               .request = {.key = key},
                               .out = data,
                               .out_size = data_size};

    return crypto_call_length(&call, data_length);
}

psa_status_t psa_export_public_key(psa_key_id_t key, uint8_t* data, size_t data_size,
                                   size_t* data_length) {
    struct crypto_call call = {.function = SM_CRYPTO_KEY_EXPORT_PUBLIC,
                               .request = {.key = key},
                               .out = data,
                               .out_size = data_size};

    return crypto_call_length(&call, data_length);
}

/* Destroying no key is no error. */
psa_status_t psa_destroy_key(psa_key_id_t key) {
    struct crypto_call call = {.function = SM_CRYPTO_KEY_DESTROY, .request = {.key = key}};

    return key == PSA_KEY_ID_NULL ? PSA_SUCCESS : crypto_call(&call);
}

psa_status_t psa_purge_key(psa_key_id_t key) {
    struct crypto_call call = {.function = SM_CRYPTO_KEY_PURGE, .request = {.key = key}};

    return crypto_call(&call);
}

psa_status_t psa_get_key_attributes(psa_key_id_t key, psa_key_attributes_t* attributes) {
    struct sm_crypto_attributes found = {0};
    struct crypto_call call = {.function = SM_CRYPTO_KEY_ATTRIBUTES,
                               .request = {.key = key},
                               .out = &found,
                               .out_size = sizeof found};
    const psa_status_t status = crypto_call(&call);

    psa_reset_key_attributes(attributes);
    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_set_key_type(attributes, found.type);
    psa_set_key_bits(attributes, found.bits);
    psa_set_key_usage_flags(attributes, found.usage);
    psa_set_key_algorithm(attributes, found.algorithm);
    psa_set_key_enrollment_algorithm(attributes, found.algorithm2);
    psa_set_key_id(attributes, found.id);
    psa_set_key_lifetime(attributes, found.lifetime);
    return PSA_SUCCESS;
}
