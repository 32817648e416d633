// SPDX-License-Identifier: Apache-2.0
// The compression function, apart from the streaming so that it can have two implementations:
// compress_m33.S on the chip, compress_portable.cpp everywhere else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// Works `count` (any) blocks of 64 bytes at `blocks` (any alignment) into the eight words `state`.
// Its instructions and addresses depend on `count` and on the alignment, never on the bytes.
extern "C" void sha256_compress(std::uint32_t* state, const std::byte* blocks, std::size_t count);

namespace lib::sha256 {

inline void compress(std::array<uint32_t, 8>& state, const std::byte* blocks, size_t count) {
    sha256_compress(state.data(), blocks, count);
}

}  // namespace lib::sha256
