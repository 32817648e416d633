// SPDX-License-Identifier: Apache-2.0
// What the journal asks of a flash: words of 16 bytes with ECC, erased by sectors.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace lib::journal {

inline constexpr std::uint32_t kWordSize = 16;

using Word = std::array<std::byte, kWordSize>;

enum class ReadStatus : std::uint8_t {
    kOk,
    kErased,  // every byte reads 0xFF: no proof that it was erased
    kEccBad,  // at least one word of the range has a double ECC error
};

// Offsets are bytes from the start of the journal's area, multiples of 16. read() takes any whole
// number of bytes inside one sector; program16() writes an erased word once; erase() takes the
// offset of a sector. program16() and erase() answer false when the chip reports an error.
template <typename F>
concept Flash = requires(F& flash, std::uint32_t offset, std::span<std::byte> out,
                         std::span<const std::byte, kWordSize> word) {
    { flash.sector_count() } -> std::same_as<std::uint32_t>;
    { flash.sector_size() } -> std::same_as<std::uint32_t>;
    { flash.read(offset, out) } -> std::same_as<ReadStatus>;
    { flash.program16(offset, word) } -> std::same_as<bool>;
    { flash.erase(offset) } -> std::same_as<bool>;
};

}  // namespace lib::journal
