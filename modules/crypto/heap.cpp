// SPDX-License-Identifier: Apache-2.0
#include "modules/crypto/heap.h"

#include <cstring>

namespace modules::crypto {

constinit Heap heap;

// The first block's size is 0 until the first use, which makes one free block of everything: so
// the heap needs no initial data but zeros.
void* Heap::allocate(std::size_t size) {
    if (size == 0 || size > kQuota) {
        return nullptr;
    }
    const auto need = static_cast<std::uint32_t>((size + sizeof(Block) + 7) & ~std::size_t{7});
    if (share(owner_) + need > kQuota) {
        return nullptr;
    }
    if (at(0)->size == 0) {
        at(0)->size = kSize;
    }
    for (std::size_t offset = 0; offset < kSize; offset += at(offset)->bytes()) {
        Block* block = at(offset);
        if (block->in_use() || block->bytes() < need) {
            continue;
        }
        if (block->bytes() - need >= 2 * sizeof(Block)) {
            at(offset + need)->size = block->bytes() - need;
            block->size = need;
        }
        block->size |= 1u;
        block->owner = owner_;
        return std::memset(block + 1, 0, block->bytes() - sizeof(Block));
    }
    return nullptr;
}

void Heap::free(void* memory) {
    if (memory == nullptr) {
        return;
    }
    Block* block = static_cast<Block*>(memory) - 1;
    block->size &= ~1u;
    auto* bytes = static_cast<volatile std::uint32_t*>(memory);
    for (std::size_t i = 0; i < (block->bytes() - sizeof(Block)) / 4; ++i) {
        bytes[i] = 0;
    }
    join_free();
}

void Heap::join_free() {
    for (std::size_t offset = 0; offset < kSize;) {
        Block* block = at(offset);
        const std::size_t next = offset + block->bytes();
        if (!block->in_use() && next < kSize && !at(next)->in_use()) {
            block->size += at(next)->size;
            at(next)->size = 0;
        } else {
            offset = next;
        }
    }
}

std::size_t Heap::share(std::int32_t owner) const {
    std::size_t sum = 0;
    for (std::size_t offset = 0; offset < kSize && at(offset)->size != 0;
         offset += at(offset)->bytes()) {
        sum += at(offset)->in_use() && at(offset)->owner == owner ? at(offset)->bytes() : 0;
    }
    return sum;
}

std::size_t Heap::used() const {
    std::size_t sum = 0;
    for (std::size_t offset = 0; offset < kSize && at(offset)->size != 0;
         offset += at(offset)->bytes()) {
        sum += at(offset)->in_use() ? at(offset)->bytes() : 0;
    }
    return sum;
}

}  // namespace modules::crypto

extern "C" void* sm_crypto_calloc(std::size_t count, std::size_t size) {
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return nullptr;
    }
    return modules::crypto::heap.allocate(bytes);
}

extern "C" void sm_crypto_free(void* memory) {
    modules::crypto::heap.free(memory);
}
