/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wire format of the storage service (SID 0x70). Shared by its client (its.c) and the service
 * (modules/storage): pinned, extend only. C99 and C++.
 *
 * The function is the call's type. Vector 0 in is the request, always whole.
 *   SET       in 1: the value, absent where it is empty
 *   GET       out 0: the value from `offset` on; its length is the vector's at return
 *   GET_INFO  out 0: struct sm_storage_info
 *   REMOVE
 */
#ifndef SM_STORAGE_ABI_H
#define SM_STORAGE_ABI_H

#include <stdint.h>

#define SM_STORAGE_HANDLE ((psa_handle_t)0x40000001)

#define SM_ITS_SET 1
#define SM_ITS_GET 2
#define SM_ITS_GET_INFO 3
#define SM_ITS_REMOVE 4

#define SM_STORAGE_MAX_SIZE 4096

struct sm_storage_request {
    uint64_t uid;
    uint32_t flags;  /* SET: PSA_STORAGE_FLAG_*, else 0 */
    uint32_t offset; /* GET: bytes, else 0 */
};

struct sm_storage_info {
    uint32_t capacity; /* bytes */
    uint32_t size;     /* bytes */
    uint32_t flags;
    uint32_t reserved; /* 0 */
};

#endif
