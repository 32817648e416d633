// SPDX-License-Identifier: Apache-2.0

#include "lib/sha256/hmac.h"

#include <algorithm>

#include "lib/bytes/bytes.h"

namespace lib::sha256 {
namespace {

constexpr std::byte kInnerPad{0x36};
constexpr std::byte kOuterPad{0x5C};

// A key, padded for one of the two hashes.
struct Pad {
    std::array<std::byte, kBlockSize> bytes{};
    explicit Pad(std::span<const std::byte> key) {
        std::copy_n(key.begin(), std::min(key.size(), bytes.size()), bytes.begin());
        change(kInnerPad);
    }
    Pad(const Pad&) = delete;
    Pad& operator=(const Pad&) = delete;
    ~Pad() { bytes::wipe_object(bytes); }
    void change(std::byte by) {
        for (std::byte& byte : bytes) {
            byte ^= by;
        }
    }
};

}  // namespace

Digest hmac(std::span<const std::byte> key,
            std::initializer_list<std::span<const std::byte>> pieces) {
    Pad pad(key);
    Sha256 hash;
    hash.update(pad.bytes);
    for (const auto piece : pieces) {
        hash.update(piece);
    }
    const Digest inner = hash.finish();
    pad.change(kInnerPad ^ kOuterPad);
    hash.update(pad.bytes);
    hash.update(inner);
    return hash.finish();
}

void hkdf(std::span<std::byte> out, std::span<const std::byte> secret,
          std::span<const std::byte> salt, std::span<const std::byte> info) {
    Digest key = hmac(salt, {secret});  // an empty key is padded with zeros, which is the same
    Digest block;
    std::size_t before = 0;
    for (std::byte counter{1}; !out.empty();
         counter = std::byte(std::to_integer<int>(counter) + 1)) {
        block = hmac(key, {std::span(block).first(before), info, std::span(&counter, 1)});
        before = block.size();
        const size_t taken = std::min(out.size(), block.size());
        std::copy_n(block.begin(), taken, out.begin());
        out = out.subspan(taken);
    }
    bytes::wipe_object(key);
    bytes::wipe_object(block);
}

}  // namespace lib::sha256
