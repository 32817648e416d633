/* SPDX-License-Identifier: Apache-2.0 */
/* A supervisor call with the arguments in r0..r3; the manager gives r1-r3, r12 back as zeros. */
#pragma once

#include <stdint.h>

#include "manager/abi/svc.h"

#define SM_SVC(number, a, b, c, d)                              \
    __extension__({                                             \
        register uint32_t r0 __asm("r0") = (uint32_t)(a);       \
        register uint32_t r1 __asm("r1") = (uint32_t)(b);       \
        register uint32_t r2 __asm("r2") = (uint32_t)(c);       \
        register uint32_t r3 __asm("r3") = (uint32_t)(d);       \
        __asm volatile("svc %4"                                 \
                       : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3) \
                       : "i"(number)                            \
                       : "r12", "memory", "cc");                \
        r0;                                                     \
    })
