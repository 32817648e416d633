// SPDX-License-Identifier: Apache-2.0
// Test vectors as they are printed: words("0011223344556677") is two big-endian words.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace chip_test {

namespace detail {

consteval std::uint32_t digit(char c) {
    return static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

}  // namespace detail

// kSize: the literal's length, one digit per character: 8 digits make a word.
template <std::size_t kSize>
consteval auto words(const char (&text)[kSize]) {
    static_assert((kSize - 1) % 8 == 0, "whole words");
    std::array<std::uint32_t, (kSize - 1) / 8> out{};
    for (std::size_t i = 0; i + 1 < kSize; ++i) {
        out[i / 8] = out[i / 8] << 4 | detail::digit(text[i]);
    }
    return out;
}

}  // namespace chip_test
