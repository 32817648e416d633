/* SPDX-License-Identifier: Apache-2.0 */
/* PSA-FF for modules: each function is its supervisor call. */
#include "manager/abi/call.h"
#include "modules/sdk/src/svc.h"
#include "psa/lifecycle.h"
#include "psa/service.h"

uint32_t psa_framework_version(void) {
    return SM_SVC(SM_SVC_FRAMEWORK_VERSION, 0, 0, 0, 0);
}

uint32_t psa_version(uint32_t sid) {
    return SM_SVC(SM_SVC_VERSION, sid, 0, 0, 0);
}

psa_handle_t psa_connect(uint32_t sid, uint32_t version) {
    return (psa_handle_t)SM_SVC(SM_SVC_CONNECT, sid, version, 0, 0);
}

psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec* in_vec, size_t in_len,
                      psa_outvec* out_vec, size_t out_len) {
    return (psa_status_t)SM_SVC(SM_SVC_CALL, handle, sm_call_control(type, in_len, out_len), in_vec,
                                out_vec);
}

void psa_close(psa_handle_t handle) {
    (void)SM_SVC(SM_SVC_CLOSE, handle, 0, 0, 0);
}

psa_signal_t psa_wait(psa_signal_t signal_mask, uint32_t timeout) {
    return SM_SVC(SM_SVC_WAIT, signal_mask, timeout, 0, 0);
}

/* Weak: iovec.c has its own. */
__attribute__((weak)) psa_status_t psa_get(psa_signal_t signal, psa_msg_t* msg) {
    return (psa_status_t)SM_SVC(SM_SVC_GET, signal, msg, 0, 0);
}

__attribute__((weak)) void psa_reply(psa_handle_t msg_handle, psa_status_t status) {
    (void)SM_SVC(SM_SVC_REPLY, msg_handle, status, 0, 0);
}

void psa_notify(int32_t partition_id) {
    (void)SM_SVC(SM_SVC_NOTIFY, partition_id, 0, 0, 0);
}

void psa_clear(void) {
    (void)SM_SVC(SM_SVC_CLEAR, 0, 0, 0, 0);
}

size_t psa_read(psa_handle_t msg_handle, uint32_t invec_idx, void* buffer, size_t num_bytes) {
    return SM_SVC(SM_SVC_READ, msg_handle, invec_idx, buffer, num_bytes);
}

size_t psa_skip(psa_handle_t msg_handle, uint32_t invec_idx, size_t num_bytes) {
    return SM_SVC(SM_SVC_SKIP, msg_handle, invec_idx, num_bytes, 0);
}

void psa_write(psa_handle_t msg_handle, uint32_t outvec_idx, const void* buffer, size_t num_bytes) {
    (void)SM_SVC(SM_SVC_WRITE, msg_handle, outvec_idx, buffer, num_bytes);
}

void psa_set_rhandle(psa_handle_t msg_handle, void* rhandle) {
    (void)SM_SVC(SM_SVC_SET_RHANDLE, msg_handle, rhandle, 0, 0);
}

void psa_panic(void) {
    (void)SM_SVC(SM_SVC_PANIC, 0, 0, 0, 0);
    __builtin_unreachable();
}

uint32_t psa_rot_lifecycle_state(void) {
    return SM_SVC(SM_SVC_LIFECYCLE, 0, 0, 0, 0);
}
