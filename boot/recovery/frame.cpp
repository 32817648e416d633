// SPDX-License-Identifier: Apache-2.0
#include "boot/recovery/frame.h"

#include "lib/bytes/bytes.h"

namespace boot::recovery {
namespace {

// One pass that writes code and block behind one another.
class Encoder {
  public:
    explicit Encoder(std::span<std::byte> out) : out_(out) {}

    void put(std::byte byte) {
        if (byte != std::byte{0}) {
            out_[end_++] = byte;
        }
        if (byte == std::byte{0} || end_ - code_ == 0xFF) {
            close();
        }
    }

    std::size_t finish() {
        close();
        out_[code_] = std::byte{0};
        return code_ + 1;
    }

  private:
    void close() {
        out_[code_] = static_cast<std::byte>(end_ - code_);
        code_ = end_++;
    }

    std::span<std::byte> out_;
    std::size_t code_ = 1;
    std::size_t end_ = 2;
};

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes) {
    std::uint32_t crc = ~0u;
    for (const std::byte byte : bytes) {
        crc ^= std::to_integer<std::uint32_t>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB8'8320 : 0);
        }
    }
    return ~crc;
}

void Decoder::push(std::byte byte) {
    if (length_ < buffer_.size()) {
        buffer_[length_] = byte;
    }
    length_ += length_ <= buffer_.size() ? 1 : 0;
}

bool Decoder::take(std::byte byte) {
    if (byte == std::byte{0}) {
        const bool ended = begun_;
        last_ = left_ == 0 ? length_ : 0;
        begun_ = false;
        owes_zero_ = false;
        length_ = 0;
        left_ = 0;
        return ended;
    }
    begun_ = true;
    if (left_ != 0) {
        push(byte);
        --left_;
        return false;
    }
    if (owes_zero_) {
        push(std::byte{0});
    }
    left_ = std::to_integer<std::uint32_t>(byte) - 1;
    owes_zero_ = left_ != 0xFE;
    return false;
}

std::span<const std::byte> Decoder::frame() const {
    if (last_ < kCrcSize || last_ > buffer_.size()) {
        return {};
    }
    const auto all = std::span<const std::byte>(buffer_).first(last_);
    const auto content = all.first(last_ - kCrcSize);
    const auto crc = lib::bytes::load_le<std::uint32_t>(all.last<kCrcSize>());
    return crc == crc32(content) ? content : std::span<const std::byte>();
}

std::size_t encode(std::span<const std::byte> bytes, std::span<std::byte> out) {
    std::array<std::byte, kCrcSize> crc;
    lib::bytes::store_le<std::uint32_t>(crc, crc32(bytes));
    out[0] = std::byte{0};
    Encoder encoder(out);
    for (const std::byte byte : bytes) {
        encoder.put(byte);
    }
    for (const std::byte byte : crc) {
        encoder.put(byte);
    }
    return encoder.finish();
}

}  // namespace boot::recovery
