/* SPDX-License-Identifier: Apache-2.0 */
/* MM-IOVEC: the core maps a vector, or says how large it is; then it is copied to a block of the
 * heap. Only modules that map anything link this file, so its psa_get and psa_reply stand in for
 * those of psa.c there. */
#include <stdbool.h>

#include "modules/sdk/src/svc.h"
#include "psa/service.h"

void* malloc(size_t size);
void free(void* pointer);

/* A vector in a block: the bytes follow. */
typedef struct Copy {
    struct Copy* next;
    psa_handle_t message;
    uint32_t vector; /* call that mapped it + index */
    uint32_t unused;
} Copy;

static Copy* copies;
static bool ipc;

/* Of the message, or with other: of all others, which have ended. */
static void drop(psa_handle_t message, bool other) {
    for (Copy** link = &copies; *link != NULL;) {
        Copy* copy = *link;
        if ((copy->message == message) == other) {
            link = &copy->next;
            continue;
        }
        *link = copy->next;
        free(copy);
    }
}

static Copy** find(psa_handle_t message, uint32_t vector) {
    Copy** link = &copies;
    while (*link != NULL && ((*link)->message != message || (*link)->vector != vector)) {
        link = &(*link)->next;
    }
    return link;
}

/* SM_SVC needs its number as a constant; `in` chooses between two. */
static uint32_t ask(bool in, psa_handle_t message, uint32_t index, void* block, size_t* size) {
    register uint32_t r0 __asm("r0") = (uint32_t)message;
    register uint32_t r1 __asm("r1") = index;
    register uint32_t r2 __asm("r2") = (uint32_t)block;
    if (in) {
        __asm volatile("svc %3"
                       : "+r"(r0), "+r"(r1)
                       : "r"(r2), "i"(SM_SVC_MAP_INVEC)
                       : "r3", "r12", "memory", "cc");
    } else {
        __asm volatile("svc %3"
                       : "+r"(r0), "+r"(r1)
                       : "r"(r2), "i"(SM_SVC_MAP_OUTVEC)
                       : "r3", "r12", "memory", "cc");
    }
    *size = r1;
    return r0;
}

static void* map(bool in, psa_handle_t message, uint32_t index) {
    size_t size;
    void* mapped = (void*)ask(in, message, index, NULL, &size);
    if (mapped != NULL) {
        return mapped;
    }
    if (!ipc) { /* one message at a time: what there is of others was never unmapped */
        drop(message, true);
    }
    Copy* copy = size + sizeof(Copy) < size ? NULL : malloc(size + sizeof(Copy));
    if (copy == NULL) {
        return NULL;
    }
    *copy = (Copy){copies, message, (in ? 0 : PSA_MAX_IOVEC) + index, 0};
    copies = copy;
    return (void*)ask(in, message, index, copy + 1, &size);
}

static void release(Copy** link) {
    Copy* copy = *link;
    *link = copy->next;
    free(copy);
}

const void* psa_map_invec(psa_handle_t msg_handle, uint32_t invec_idx) {
    return map(true, msg_handle, invec_idx);
}

void* psa_map_outvec(psa_handle_t msg_handle, uint32_t outvec_idx) {
    return map(false, msg_handle, outvec_idx);
}

void psa_unmap_invec(psa_handle_t msg_handle, uint32_t invec_idx) {
    if (SM_SVC(SM_SVC_UNMAP_INVEC, msg_handle, invec_idx, 0, 0) != 0) {
        release(find(msg_handle, invec_idx));
    }
}

void psa_unmap_outvec(psa_handle_t msg_handle, uint32_t outvec_idx, size_t len) {
    Copy** link = find(msg_handle, PSA_MAX_IOVEC + outvec_idx);
    const void* block = *link != NULL ? *link + 1 : NULL;
    if (SM_SVC(SM_SVC_UNMAP_OUTVEC, msg_handle, outvec_idx, len, block) != 0) {
        release(link);
    }
}

psa_status_t psa_get(psa_signal_t signal, psa_msg_t* msg) {
    ipc = true;
    return (psa_status_t)SM_SVC(SM_SVC_GET, signal, msg, 0, 0);
}

void psa_reply(psa_handle_t msg_handle, psa_status_t status) {
    drop(msg_handle, false);
    (void)SM_SVC(SM_SVC_REPLY, msg_handle, status, 0, 0);
}
