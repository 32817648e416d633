/* SPDX-License-Identifier: Apache-2.0 */
#include "sm/data.h"

#include <string.h>

#include "sm/record.h"

#define FIRST_DATA 8u
#define LAST_DATA 15u
#define SECURE_ALIAS 0x04000000u /* a record names the payload by its secure alias */

static psa_status_t judge(const struct sm_component_record* record) {
    const uint32_t decided = record->flags & (SM_COMPONENT_VERIFIED | SM_COMPONENT_REFUSED);
    return decided == SM_COMPONENT_VERIFIED ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
}

psa_status_t sm_data_open(uint32_t id, struct sm_data* out) {
    psa_status_t status = PSA_SUCCESS;
    memset(out, 0, sizeof *out);
    if (id < FIRST_DATA || id > LAST_DATA) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    for (uint32_t index = 0; status == PSA_SUCCESS; ++index) {
        status = sm_record_component(index, &out->record);
        if (status == PSA_SUCCESS && out->record.component == id) {
            status = judge(&out->record);
            break;
        }
    }
    if (status == PSA_SUCCESS) {
        out->bytes = (const void*)(uintptr_t)(out->record.payload_address - SECURE_ALIAS);
        out->size = out->record.payload_size;
    }
    return status;
}
