/* SPDX-License-Identifier: Apache-2.0 */
#include "app/sdk/src/crypto_call.h"

#include <string.h>

psa_status_t psa_crypto_init(void) {
    return PSA_SUCCESS; /* the service began with the system; each call says how it is */
}

/* Empty vectors point somewhere valid; those behind the last one that is needed are not sent. */
psa_status_t crypto_call(struct crypto_call* call) {
    const psa_invec in[] = {
        {&call->request, sizeof call->request},
        {call->data_size != 0 ? call->data : &call->request, call->data_size},
        {call->data2, call->data2_size},
    };
    psa_outvec out[] = {{call->out, call->out_size}};
    const size_t in_count = call->data2_size != 0 ? 3 : call->data_size != 0 ? 2 : 1;
    psa_status_t status;

    if ((call->data == NULL && call->data_size != 0) ||
        (call->data2 == NULL && call->data2_size != 0) ||
        (call->out == NULL && call->out_size != 0)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    status = psa_call(SM_CRYPTO_HANDLE, call->function, in, in_count, out, call->out_size != 0);
    call->out_size = status == PSA_SUCCESS && call->out_size != 0 ? out[0].len : 0;
    return status;
}

psa_status_t crypto_call_length(struct crypto_call* call, size_t* length) {
    const psa_status_t status = crypto_call(call);

    *length = call->out_size;
    return status;
}

psa_status_t crypto_call_setup(struct crypto_call* call, mbedtls_psa_client_handle_t* handle) {
    uint32_t number = 0;
    psa_status_t status;

    if (*handle != 0) {
        return PSA_ERROR_BAD_STATE;
    }
    call->out = &number;
    call->out_size = sizeof number;
    status = crypto_call(call);
    *handle = status == PSA_SUCCESS ? number : 0;
    return status;
}

psa_status_t crypto_call_operation(struct crypto_call* call, mbedtls_psa_client_handle_t* handle,
                                   int ends) {
    psa_status_t status;

    if (*handle == 0) {
        return PSA_ERROR_BAD_STATE;
    }
    call->request.operation = *handle;
    status = crypto_call(call);
    if (ends == OPERATION_ENDS || (ends == OPERATION_ENDS_ON_ERROR && status != PSA_SUCCESS)) {
        *handle = 0;
    }
    return status;
}

psa_status_t crypto_call_abort(mbedtls_psa_client_handle_t* handle) {
    struct crypto_call call = {.function = SM_CRYPTO_ABORT};

    return *handle == 0 ? PSA_SUCCESS : crypto_call_operation(&call, handle, OPERATION_ENDS);
}

void crypto_put_attributes(struct sm_crypto_attributes* out, const psa_key_attributes_t* in) {
    out->type = psa_get_key_type(in);
    out->bits = (uint16_t)psa_get_key_bits(in);
    out->lifetime = psa_get_key_lifetime(in);
    out->id = psa_get_key_id(in);
    out->usage = psa_get_key_usage_flags(in);
    out->algorithm = psa_get_key_algorithm(in);
    out->algorithm2 = psa_get_key_enrollment_algorithm(in);
}
