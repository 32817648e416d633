// SPDX-License-Identifier: Apache-2.0
// The primitives for every machine but Cortex-M33, and the reference for that one's.

#include <algorithm>

#include "lib/p256/field.h"
#include "lib/p256/order.h"

namespace {

using namespace lib::p256;

Words load(const uint32_t* from) {
    Words words;
    std::copy_n(from, 8, words.begin());
    return words;
}

void store(uint32_t* to, const Words& words) {
    std::copy_n(words.begin(), 8, to);
}

}  // namespace

extern "C" void p256_field_multiply(uint32_t* out, const uint32_t* a, const uint32_t* b) {
    store(out, multiply_montgomery(load(a), load(b), kFieldModulus));
}

extern "C" void p256_field_add(uint32_t* out, const uint32_t* a, const uint32_t* b) {
    store(out, add_mod(load(a), load(b), kFieldModulus));
}

extern "C" void p256_field_subtract(uint32_t* out, const uint32_t* a, const uint32_t* b) {
    store(out, subtract_mod(load(a), load(b), kFieldModulus));
}

extern "C" void p256_field_half(uint32_t* out, const uint32_t* a) {
    Words words = load(a);
    detail::halve_mod(words, kFieldModulus);
    store(out, words);
}

extern "C" uint32_t p256_words_add(uint32_t* out, const uint32_t* a, const uint32_t* b) {
    return detail::add(out, a, b);
}

extern "C" uint32_t p256_words_subtract(uint32_t* out, const uint32_t* a, const uint32_t* b) {
    return detail::subtract(out, a, b);
}

extern "C" void p256_words_halve(uint32_t* a, uint32_t top) {
    detail::halve(a, top);
}

extern "C" void p256_order_multiply(uint32_t* out, const uint32_t* a, const uint32_t* b) {
    store(out, multiply_montgomery(load(a), load(b), kOrder));
}
