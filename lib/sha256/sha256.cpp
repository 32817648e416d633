// SPDX-License-Identifier: Apache-2.0

#include "lib/sha256/sha256.h"

#include <algorithm>

#include "lib/bytes/bytes.h"
#include "lib/sha256/compress.h"

namespace lib::sha256 {

void Sha256::update(std::span<const std::byte> data) {
    const size_t filled = static_cast<size_t>(length_ % kBlockSize);
    length_ += data.size();
    if (filled != 0) {
        const size_t taken = std::min(data.size(), kBlockSize - filled);
        std::copy_n(data.begin(), taken, block_.begin() + filled);
        if (filled + taken < kBlockSize) {
            return;
        }
        compress(state_, block_.data(), 1);
        data = data.subspan(taken);
    }
    const size_t whole = data.size() / kBlockSize;
    compress(state_, data.data(), whole);
    data = data.subspan(whole * kBlockSize);
    std::copy_n(data.begin(), data.size(), block_.begin());
}

Digest Sha256::finish() {
    const uint64_t bits = length_ * 8;
    size_t filled = static_cast<size_t>(length_ % kBlockSize);
    block_[filled++] = std::byte{0x80};
    if (filled > kBlockSize - 8) {
        std::fill(block_.begin() + filled, block_.end(), std::byte{0});
        compress(state_, block_.data(), 1);
        filled = 0;
    }
    std::fill(block_.begin() + filled, block_.end() - 8, std::byte{0});
    bytes::store_be<uint64_t>(std::span(block_).last<8>(), bits);
    compress(state_, block_.data(), 1);

    Digest digest;
    for (size_t i = 0; i < state_.size(); ++i) {
        bytes::store_be<uint32_t>(std::span(digest).subspan(4 * i).first<4>(), state_[i]);
    }
    wipe();
    return digest;
}

void Sha256::wipe() {
    bytes::wipe_object(block_);
    state_ = kInitial;
    length_ = 0;
}

Digest sha256(std::span<const std::byte> data) {
    Sha256 hash;
    hash.update(data);
    return hash.finish();
}

}  // namespace lib::sha256
