// SPDX-License-Identifier: Apache-2.0
// The compression function, apart from the streaming so that it alone is compiled for speed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lib::sha256 {

// Works `count` (any) blocks of 64 bytes at `blocks` into `state`.
void compress(std::array<uint32_t, 8>& state, const std::byte* blocks, size_t count);

}  // namespace lib::sha256
