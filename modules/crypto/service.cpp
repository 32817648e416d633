// SPDX-License-Identifier: Apache-2.0
#include "modules/crypto/service.h"

#include "modules/crypto/functions.h"
#include "modules/crypto/heap.h"
#include "modules/crypto/operations.h"
#include "modules/crypto/random.h"

namespace modules::crypto {
namespace {

psa_status_t dispatch_data(Call& call) {
    switch (call.function()) {
        case SM_CRYPTO_RANDOM:
            return random_bytes(call);
        case SM_CRYPTO_HASH_COMPUTE:
            return hash_compute(call);
        case SM_CRYPTO_HASH_COMPARE:
            return hash_compare(call);
        case SM_CRYPTO_HASH_SETUP:
            return hash_setup(call);
        case SM_CRYPTO_HASH_UPDATE:
            return hash_update(call);
        case SM_CRYPTO_HASH_FINISH:
            return hash_finish(call);
        case SM_CRYPTO_HASH_VERIFY:
            return hash_verify(call);
        case SM_CRYPTO_HASH_CLONE:
            return hash_clone(call);
        case SM_CRYPTO_MAC_COMPUTE:
            return mac_compute(call);
        case SM_CRYPTO_MAC_VERIFY:
            return mac_verify(call);
        case SM_CRYPTO_CIPHER_ENCRYPT:
            return cipher_encrypt(call);
        case SM_CRYPTO_CIPHER_DECRYPT:
            return cipher_decrypt(call);
        case SM_CRYPTO_AEAD_ENCRYPT:
            return aead_encrypt(call);
        case SM_CRYPTO_AEAD_DECRYPT:
            return aead_decrypt(call);
        default:
            return PSA_ERROR_NOT_SUPPORTED;
    }
}

psa_status_t dispatch_keys(Call& call) {
    switch (call.function()) {
        case SM_CRYPTO_KEY_IMPORT:
            return key_import(call);
        case SM_CRYPTO_KEY_GENERATE:
            return key_generate(call);
        case SM_CRYPTO_KEY_COPY:
            return key_copy(call);
        case SM_CRYPTO_KEY_EXPORT:
            return key_export(call);
        case SM_CRYPTO_KEY_EXPORT_PUBLIC:
            return key_export_public(call);
        case SM_CRYPTO_KEY_DESTROY:
            return key_destroy(call);
        case SM_CRYPTO_KEY_PURGE:
            return key_purge(call);
        case SM_CRYPTO_KEY_ATTRIBUTES:
            return key_attributes(call);
        case SM_CRYPTO_SIGN_HASH:
            return sign_hash(call);
        case SM_CRYPTO_VERIFY_HASH:
            return verify_hash(call);
        case SM_CRYPTO_SIGN_MESSAGE:
            return sign_message(call);
        case SM_CRYPTO_VERIFY_MESSAGE:
            return verify_message(call);
        case SM_CRYPTO_KEY_AGREEMENT:
            return key_agreement(call);
        default:
            return PSA_ERROR_NOT_SUPPORTED;
    }
}

psa_status_t dispatch_derivation(Call& call) {
    switch (call.function()) {
        case SM_CRYPTO_DERIVE_SETUP:
            return derive_setup(call);
        case SM_CRYPTO_DERIVE_CAPACITY:
            return derive_capacity(call);
        case SM_CRYPTO_DERIVE_SET_CAPACITY:
            return derive_set_capacity(call);
        case SM_CRYPTO_DERIVE_INPUT_BYTES:
            return derive_input_bytes(call);
        case SM_CRYPTO_DERIVE_INPUT_INTEGER:
            return derive_input_integer(call);
        case SM_CRYPTO_DERIVE_INPUT_KEY:
            return derive_input_key(call);
        case SM_CRYPTO_DERIVE_AGREEMENT:
            return derive_agreement(call);
        case SM_CRYPTO_DERIVE_OUTPUT_BYTES:
            return derive_output_bytes(call);
        case SM_CRYPTO_DERIVE_OUTPUT_KEY:
            return derive_output_key(call);
        case SM_CRYPTO_ABORT:
            return operation_abort(call);
        default:
            return PSA_ERROR_NOT_SUPPORTED;
    }
}

}  // namespace

psa_status_t service_init() {
    if (!random_start()) {
        return PSA_ERROR_INSUFFICIENT_ENTROPY;
    }
    return psa_crypto_init();
}

psa_status_t service_call(const psa_msg_t& message) {
    heap.set_owner(message.client_id);
    Call call(message);
    if (!call.read_request()) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    if (message.type < SM_CRYPTO_KEY_IMPORT) {
        return dispatch_data(call);
    }
    return message.type < SM_CRYPTO_DERIVE_SETUP ? dispatch_keys(call) : dispatch_derivation(call);
}

Use service_use() {
    return {heap.used(), operations.open_count()};
}

}  // namespace modules::crypto
