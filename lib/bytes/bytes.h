// SPDX-License-Identifier: Apache-2.0
// Bytes of others: views, integers of either order, comparison and wiping of secrets, arithmetic
// that cannot wrap. Offsets and lengths are in bytes. Everything here is a header, no state.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "lib/result/result.h"

namespace lib::bytes {

using ByteView = std::span<const std::byte>;
using ByteSpan = std::span<std::byte>;

// --- Integers in memory. No alignment is asked: one load and at most one REV. ---

namespace detail {

template <std::unsigned_integral T>
constexpr T reversed(T value) {
    if constexpr (sizeof(T) == 8) {
        return __builtin_bswap64(value);
    } else if constexpr (sizeof(T) == 4) {
        return __builtin_bswap32(value);
    } else if constexpr (sizeof(T) == 2) {
        return __builtin_bswap16(value);
    } else {
        return value;
    }
}

template <std::unsigned_integral T>
constexpr T load(std::span<const std::byte, sizeof(T)> from, std::endian order) {
    std::array<std::byte, sizeof(T)> raw{};
    std::copy(from.begin(), from.end(), raw.begin());
    const T value = std::bit_cast<T>(raw);
    return order == std::endian::native ? value : reversed(value);
}

template <std::unsigned_integral T>
constexpr void store(std::span<std::byte, sizeof(T)> to, T value, std::endian order) {
    const T ordered = order == std::endian::native ? value : reversed(value);
    const auto raw = std::bit_cast<std::array<std::byte, sizeof(T)>>(ordered);
    std::copy(raw.begin(), raw.end(), to.begin());
}

}  // namespace detail

template <std::unsigned_integral T>
constexpr T load_le(std::span<const std::byte, sizeof(T)> from) {
    return detail::load<T>(from, std::endian::little);
}

template <std::unsigned_integral T>
constexpr T load_be(std::span<const std::byte, sizeof(T)> from) {
    return detail::load<T>(from, std::endian::big);
}

template <std::unsigned_integral T>
constexpr void store_le(std::span<std::byte, sizeof(T)> to, T value) {
    detail::store<T>(to, value, std::endian::little);
}

template <std::unsigned_integral T>
constexpr void store_be(std::span<std::byte, sizeof(T)> to, T value) {
    detail::store<T>(to, value, std::endian::big);
}

// --- Arithmetic on numbers somebody else chose: nullopt instead of a wrap. ---

template <std::unsigned_integral T>
constexpr std::optional<T> checked_add(T a, T b) {
    if (b > std::numeric_limits<T>::max() - a) {
        return std::nullopt;
    }
    return static_cast<T>(a + b);
}

template <std::unsigned_integral T>
constexpr std::optional<T> checked_mul(T a, T b) {
    if (a != 0 && b > std::numeric_limits<T>::max() / a) {
        return std::nullopt;
    }
    return static_cast<T>(a * b);
}

// Smallest multiple of `alignment` (a power of two) that is >= value.
template <std::unsigned_integral T>
constexpr std::optional<T> checked_align_up(T value, T alignment) {
    const auto sum = checked_add<T>(value, static_cast<T>(alignment - 1));
    if (!sum.has_value()) {
        return std::nullopt;
    }
    return static_cast<T>(*sum & ~static_cast<T>(alignment - 1));
}

// Whether [offset, offset + length) lies within [0, limit). An empty range may sit at the end.
constexpr bool range_within(uint64_t offset, uint64_t length, uint64_t limit) {
    return offset <= limit && length <= limit - offset;
}

// Whether two ranges share a byte; empty ranges share none. A range that passes 2^64 ends there.
constexpr bool ranges_overlap(uint64_t a, uint64_t a_length, uint64_t b, uint64_t b_length) {
    if (a_length == 0 || b_length == 0) {
        return false;
    }
    return a <= b ? b - a < a_length : a - b < b_length;
}

// --- Checked access: kOutOfRange where the range leaves the view. ---

constexpr Result<ByteView> slice(ByteView from, size_t offset, size_t length) {
    if (!range_within(offset, length, from.size())) {
        return Error::kOutOfRange;
    }
    return from.subspan(offset, length);
}

template <std::unsigned_integral T>
constexpr Result<T> read_le(ByteView from, size_t offset) {
    if (!range_within(offset, sizeof(T), from.size())) {
        return Error::kOutOfRange;
    }
    return load_le<T>(from.subspan(offset).first<sizeof(T)>());
}

template <std::unsigned_integral T>
constexpr Result<T> read_be(ByteView from, size_t offset) {
    if (!range_within(offset, sizeof(T), from.size())) {
        return Error::kOutOfRange;
    }
    return load_be<T>(from.subspan(offset).first<sizeof(T)>());
}

// --- Secrets ---

// Equality in a time that depends on the lengths only. Different lengths are unequal. This hides
// *where* two tags differ; a decision that must stand a fault uses lib/hardened's equal_bytes.
inline bool equal_constant_time(ByteView a, ByteView b) {
    if (a.size() != b.size()) {
        return false;
    }
    uint32_t difference = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<uint32_t>(a[i] ^ b[i]);
        asm volatile("" : "+r"(difference));  // the compiler may not leave the loop early
    }
    return difference == 0;
}

// Zeroes memory that dies afterwards. Without the barrier the stores are dead and are removed.
// Copies that the compiler made in registers or spilt elsewhere are not reached.
inline void wipe(ByteSpan secret) {
    for (std::byte& byte : secret) {
        byte = std::byte{0};
    }
    asm volatile("" : : "r"(secret.data()) : "memory");
}

template <typename T>
    requires std::is_trivially_copyable_v<T>
inline void wipe_object(T& secret) {
    wipe(std::as_writable_bytes(std::span<T, 1>(&secret, 1)));
}

}  // namespace lib::bytes
