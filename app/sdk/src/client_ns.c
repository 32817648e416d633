/* SPDX-License-Identifier: Apache-2.0 */
/* The import library: the client calls as branches to the manager's veneers, whose addresses are
 * the ABI (ARCHITECTURE.md, Manager). Call from thread mode only; handler mode is refused. */
#include "manager/abi/call.h"
#include "psa/client.h"
#include "sm/record.h"

extern const char __veneers[]; /* of the generated memory map */

typedef uint32_t (*Veneer)(uint32_t, uint32_t, const void*, const void*);

#define SM_VENEER_EACH 32u

static inline uint32_t veneer(uint32_t index, uint32_t r0, uint32_t r1, const void* r2,
                              const void* r3) {
    Veneer entry = (Veneer)(uintptr_t)(__veneers + SM_VENEER_EACH * index + 1u);
    return entry(r0, r1, r2, r3);
}

uint32_t psa_framework_version(void) {
    return veneer(SM_VENEER_FRAMEWORK_VERSION, 0, 0, NULL, NULL);
}

uint32_t psa_version(uint32_t sid) {
    return veneer(SM_VENEER_VERSION, sid, 0, NULL, NULL);
}

psa_handle_t psa_connect(uint32_t sid, uint32_t version) {
    return (psa_handle_t)veneer(SM_VENEER_CONNECT, sid, version, NULL, NULL);
}

psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec* in_vec, size_t in_len,
                      psa_outvec* out_vec, size_t out_len) {
    return (psa_status_t)veneer(SM_VENEER_CALL, (uint32_t)handle,
                                sm_call_control(type, in_len, out_len), in_vec, out_vec);
}

void psa_close(psa_handle_t handle) {
    (void)veneer(SM_VENEER_CLOSE, (uint32_t)handle, 0, NULL, NULL);
}

static psa_status_t record(uint32_t kind, uint32_t index, void* out, uint32_t size) {
    int32_t written =
        (int32_t)veneer(SM_VENEER_RECORD, kind, index, out, (const void*)(uintptr_t)size);
    return written < 0 ? (psa_status_t)written : PSA_SUCCESS;
}

psa_status_t sm_record_component(uint32_t index, struct sm_component_record* out) {
    return record(SM_RECORD_COMPONENT, index, out, sizeof *out);
}

psa_status_t sm_record_log(uint32_t index, struct sm_log_record* out) {
    return record(SM_RECORD_LOG, index, out, sizeof *out);
}

psa_status_t sm_record_module(uint32_t index, struct sm_module_record* out) {
    return record(SM_RECORD_MODULE, index, out, sizeof *out);
}
