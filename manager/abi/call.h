/* SPDX-License-Identifier: Apache-2.0 */
/* The second word of psa_call, packed the same way by applications and modules. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "manager/abi/svc.h"

#define SM_CALL_MOST_VECTORS 7u /* that three bits say; the core takes 4, in and out together */
#define SM_CALL_REFUSED ((uint32_t)7 << SM_CALL_IN_SHIFT) /* cannot be packed: PROGRAMMER_ERROR */

static inline uint32_t sm_call_control(int32_t type, size_t in_len, size_t out_len) {
    if ((uint32_t)type > 0x7FFF || (in_len | out_len) > SM_CALL_MOST_VECTORS) {
        return SM_CALL_REFUSED;
    }
    return (uint32_t)type | (uint32_t)in_len << SM_CALL_IN_SHIFT |
           (uint32_t)out_len << SM_CALL_OUT_SHIFT;
}
