// SPDX-License-Identifier: Apache-2.0
// AES-CTR by the AES block (fact sheet 7.1, 7.2), in the shape of boot/image's CounterCipher. One
// object at a time. The key is in the block only, from the constructor on, and is gone with the
// object: the block is reset and its clock stopped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lib/result/result.h"

namespace chip::aes {

class Counter {
  public:
    // `key`: 16 or 32 bytes.
    explicit Counter(std::span<const std::byte> key);
    ~Counter();
    Counter(const Counter&) = delete;
    Counter& operator=(const Counter&) = delete;

    // data ^= AES of counter blocks `block`, `block` + 1, ... (12 zero bytes, the number big
    // endian), any length. Error: AES_TIMEOUT (no answer, or the block refused the key); then
    // `data` is undefined.
    lib::Result<void> apply(std::uint32_t block, std::span<std::byte> data);
};

}  // namespace chip::aes
