// SPDX-License-Identifier: Apache-2.0

#include "lib/hardened/hardened.h"

namespace lib::hardened {
namespace {

// Zero where all `size` pairs of bytes are equal and all of them were compared.
[[gnu::always_inline]] inline uint32_t difference_up(const std::byte* a, const std::byte* b,
                                                     size_t size) {
    uint32_t difference = 0;
    size_t compared = 0;
    while (compared < launder(size)) {
        difference |= launder(static_cast<uint32_t>(a[compared] ^ b[compared]));
        compared = launder(compared) + 1;
    }
    return launder(difference) | static_cast<uint32_t>(launder(compared) ^ launder(size));
}

[[gnu::always_inline]] inline uint32_t difference_down(const std::byte* a, const std::byte* b,
                                                       size_t size) {
    uint32_t difference = 0;
    size_t left = launder(size);
    while (left != 0) {
        left = launder(left) - 1;
        difference |= launder(static_cast<uint32_t>(a[left] ^ b[left]));
    }
    return launder(difference) | static_cast<uint32_t>(launder(left));
}

}  // namespace

HardenedBool equal_bytes(std::span<const std::byte> a, std::span<const std::byte> b) {
    HardenedBool result = launder(HardenedBool::kFalse);
    if (launder(a.size()) != launder(b.size())) {
        return result;
    }
    const uint32_t first = difference_up(a.data(), b.data(), a.size());
    const uint32_t second = difference_down(a.data(), b.data(), b.size());
    if (launder(first) == 0) {
        if (launder(second) != 0 || launder(a.size()) != launder(b.size())) {
            fail_closed();
        }
        // 0 | 0 | kTrue: a difference that slipped through spoils the word itself.
        result = static_cast<HardenedBool>(launder(first) | launder(second) | detail::kTrueWord);
    }
    return result;
}

}  // namespace lib::hardened
