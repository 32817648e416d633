// SPDX-License-Identifier: Apache-2.0
// An entry of a table by a secret index.
#pragma once

#include <cstring>
#include <span>

#include "lib/hardened/hardened.h"

namespace lib::p256 {

// out = table[index], read as words of all entries in turn. Beyond the end: zeros.
template <typename T>
void choose_entry(T& out, std::span<const T> table, uint32_t index) {
    static_assert(sizeof(T) % sizeof(uint32_t) == 0 && std::has_unique_object_representations_v<T>);
    std::array<uint32_t, sizeof(T) / sizeof(uint32_t)> sum{};
    for (uint32_t entry = 0; entry < table.size(); ++entry) {
        // all ones where entry == index: both are small, so that only 0 - 1 has its top bit set
        const uint32_t mask = hardened::launder(0u - (((entry ^ index) - 1u) >> 31));
        const auto words = std::bit_cast<decltype(sum)>(table[entry]);
        for (size_t i = 0; i < sum.size(); ++i) {
            sum[i] |= mask & words[i];
        }
    }
    out = std::bit_cast<T>(sum);
}

}  // namespace lib::p256
