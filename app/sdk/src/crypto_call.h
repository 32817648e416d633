/* SPDX-License-Identifier: Apache-2.0 */
/* How the PSA Crypto functions reach the crypto service; no header for applications. */
#ifndef SM_CRYPTO_CALL_H
#define SM_CRYPTO_CALL_H

#include <psa/client.h>
#include <psa/crypto.h>
#include <sm/crypto_abi.h>

/* One call. A function takes what it needs; NULL and 0 for the rest. */
struct crypto_call {
    int32_t function; /* SM_CRYPTO_* */
    struct sm_crypto_request request;
    const void* data;
    size_t data_size; /* bytes */
    const void* data2;
    size_t data2_size; /* bytes */
    void* out;
    size_t out_size; /* bytes: room, and what the service wrote after a success, else 0 */
};

psa_status_t crypto_call(struct crypto_call* call);

/* For functions that answer with one output of unknown length. */
psa_status_t crypto_call_length(struct crypto_call* call, size_t* length);

/* For setup of multi-part operations: the operation must be inactive. */
psa_status_t crypto_call_setup(struct crypto_call* call, mbedtls_psa_client_handle_t* handle);

/* For the parts: the operation must be active; it is inactive after an error where `ends`, or in
 * any case where `ends` is 2. */
enum { OPERATION_STAYS = 0, OPERATION_ENDS_ON_ERROR = 1, OPERATION_ENDS = 2 };
psa_status_t crypto_call_operation(struct crypto_call* call, mbedtls_psa_client_handle_t* handle,
                                   int ends);
psa_status_t crypto_call_abort(mbedtls_psa_client_handle_t* handle);

void crypto_put_attributes(struct sm_crypto_attributes* out, const psa_key_attributes_t* in);

#endif
