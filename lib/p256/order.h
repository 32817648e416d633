// SPDX-License-Identifier: Apache-2.0
// Arithmetic modulo n for secrets: instructions and addresses depend on no value. For public
// numbers scalar.h is faster.
#pragma once

#include "lib/p256/scalar.h"

// a b / 2^256 mod n for a, b < n; the result is < n. `out` may be any of them. Two implementations:
// field_portable.cpp and order_mul_m33.S.
extern "C" void p256_order_multiply(uint32_t* out, const uint32_t* a, const uint32_t* b);

namespace lib::p256 {

// All operands are < n, plain numbers; `out` may be any of them.
void order_multiply(Words& out, const Words& a, const Words& b);  // a b mod n
void order_add(Words& out, const Words& a, const Words& b);
void order_inverse(Words& out, const Words& a);  // a^(n - 2): 1 / a, zero stays zero

// a number < 2^256 brought below n.
void order_reduce(Words& out, const Words& a);

// 1 where 0 < a < n, else 0.
uint32_t order_in_range(const Words& a);

}  // namespace lib::p256
