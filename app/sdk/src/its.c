/* SPDX-License-Identifier: Apache-2.0 */
/* Client of the storage service: for the application, and for modules that depend on it. */
#include <psa/client.h>
#include <psa/internal_trusted_storage.h>
#include <sm/storage_abi.h>

/* The service trusts no length of ours; these only keep a size_t from being cut. */
static struct sm_storage_request request(psa_storage_uid_t uid) {
    struct sm_storage_request out = {0};
    out.uid = uid;
    return out;
}

psa_status_t psa_its_set(psa_storage_uid_t uid, size_t data_length, const void* p_data,
                         psa_storage_create_flags_t create_flags) {
    struct sm_storage_request parameters = request(uid);
    const psa_invec in[] = {{&parameters, sizeof parameters}, {p_data, data_length}};

    if (p_data == NULL && data_length != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    parameters.flags = create_flags;
    return psa_call(SM_STORAGE_HANDLE, SM_ITS_SET, in, data_length != 0 ? 2 : 1, NULL, 0);
}

psa_status_t psa_its_get(psa_storage_uid_t uid, size_t data_offset, size_t data_size, void* p_data,
                         size_t* p_data_length) {
    struct sm_storage_request parameters = request(uid);
    const psa_invec in[] = {{&parameters, sizeof parameters}};
    psa_outvec out[] = {{p_data, data_size}};
    psa_status_t status;

    if (p_data_length == NULL || (p_data == NULL && data_size != 0) || data_offset > UINT32_MAX) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    *p_data_length = 0;
    parameters.offset = (uint32_t)data_offset;
    status = psa_call(SM_STORAGE_HANDLE, SM_ITS_GET, in, 1, out, data_size != 0 ? 1 : 0);
    if (status == PSA_SUCCESS && data_size != 0) {
        *p_data_length = out[0].len;
    }
    return status;
}

psa_status_t psa_its_get_info(psa_storage_uid_t uid, struct psa_storage_info_t* p_info) {
    struct sm_storage_request parameters = request(uid);
    struct sm_storage_info info = {0};
    const psa_invec in[] = {{&parameters, sizeof parameters}};
    psa_outvec out[] = {{&info, sizeof info}};
    psa_status_t status;

    if (p_info == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    status = psa_call(SM_STORAGE_HANDLE, SM_ITS_GET_INFO, in, 1, out, 1);
    if (status == PSA_SUCCESS) {
        p_info->capacity = info.capacity;
        p_info->size = info.size;
        p_info->flags = info.flags;
    }
    return status;
}

psa_status_t psa_its_remove(psa_storage_uid_t uid) {
    struct sm_storage_request parameters = request(uid);
    const psa_invec in[] = {{&parameters, sizeof parameters}};

    return psa_call(SM_STORAGE_HANDLE, SM_ITS_REMOVE, in, 1, NULL, 0);
}
