// SPDX-License-Identifier: Apache-2.0
// Frames on the serial line: a zero, the bytes without zeros (COBS), a zero; CRC-32 at their end.
// Console text has no zeros, so that it may stand between two frames. Which bits: SPEC.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "boot/recovery/protocol.h"

namespace boot::recovery {

// CRC-32 of ISO-HDLC (zlib's): it finds accidents, signatures find attackers.
std::uint32_t crc32(std::span<const std::byte> bytes);

// Takes a line byte by byte; whatever comes, it is ready for the next frame behind the next zero.
class Decoder {
  public:
    // `buffer`: kMaxFrame bytes at least; it holds a frame until the next byte is taken.
    explicit Decoder(std::span<std::byte> buffer) : buffer_(buffer) {}

    // True: a frame has ended, look at frame().
    bool take(std::byte byte);
    // What the frame carries, its CRC checked and left out; empty where it is damaged, too long or
    // too short.
    std::span<const std::byte> frame() const;

  private:
    void push(std::byte byte);

    std::span<std::byte> buffer_;
    std::size_t length_ = 0;  // decoded so far; beyond the buffer's size: too long
    std::size_t last_ = 0;    // of the frame that ended, 0 where it was cut
    std::uint32_t left_ = 0;  // bytes until the next code
    bool owes_zero_ = false;  // the block before stands for a zero at its end
    bool begun_ = false;      // any byte since the last zero
};

// Room of the line for `size` bytes: zeros around, CRC, a code for every 254 bytes begun.
constexpr std::size_t encoded_room(std::size_t size) {
    return size + kCrcSize + (size + kCrcSize) / 254 + 1 + 2;
}

// `bytes` and their CRC as a frame in `out` (encoded_room() bytes); its length. Firmware sends
// answers with it, the host everything.
std::size_t encode(std::span<const std::byte> bytes, std::span<std::byte> out);

}  // namespace boot::recovery
