// SPDX-License-Identifier: Apache-2.0

#include "lib/sha256/hmac.h"

#include <algorithm>

#include "lib/bytes/bytes.h"

namespace lib::sha256 {
namespace {

constexpr std::byte kInnerPad{0x36};
constexpr std::byte kOuterPad{0x5C};

void update_padded(Sha256& hash, std::array<std::byte, kBlockSize> key, std::byte pad) {
    for (std::byte& byte : key) {
        byte ^= pad;
    }
    hash.update(key);
    bytes::wipe_object(key);
}

}  // namespace

Hmac::Hmac(std::span<const std::byte> key) {
    if (key.size() > key_.size()) {
        std::ranges::copy(sha256(key), key_.begin());
    } else {
        std::ranges::copy(key, key_.begin());
    }
    update_padded(hash_, key_, kInnerPad);
}

Hmac::~Hmac() {
    bytes::wipe_object(key_);
    hash_.wipe();
}

Digest Hmac::finish() {
    const Digest inner = hash_.finish();
    update_padded(hash_, key_, kOuterPad);
    hash_.update(inner);
    return hash_.finish();
}

void hkdf(std::span<std::byte> out, std::span<const std::byte> secret,
          std::span<const std::byte> salt, std::span<const std::byte> info) {
    Hmac extract(salt);  // an empty key is padded with zeros, which is the same
    extract.update(secret);
    Digest key = extract.finish();
    Digest block{};
    for (std::byte counter{1}; !out.empty();
         counter = std::byte(std::to_integer<int>(counter) + 1)) {
        Hmac expand(key);
        if (counter != std::byte{1}) {
            expand.update(block);
        }
        expand.update(info);
        expand.update(std::span(&counter, 1));
        block = expand.finish();
        const size_t taken = std::min(out.size(), block.size());
        std::copy_n(block.begin(), taken, out.begin());
        out = out.subspan(taken);
    }
    bytes::wipe_object(key);
    bytes::wipe_object(block);
}

}  // namespace lib::sha256
