// SPDX-License-Identifier: Apache-2.0
// The crypto service's heap: first fit, wiped when freed, and no client gets more than half of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace modules::crypto {

class Heap {
  public:
    static constexpr std::size_t kSize = 8 * 1024;
    static constexpr std::size_t kQuota = kSize / 2;

    // On whose account allocate() books: a client id.
    void set_owner(std::int32_t owner) { owner_ = owner; }

    // Zeroed, aligned to 8; nullptr where there is no room or the owner's share is used up.
    void* allocate(std::size_t size);
    void free(void* memory);

    std::size_t used() const;

  private:
    struct Block {
        std::uint32_t size;  // with this header; bit 0: in use
        std::int32_t owner;

        bool in_use() const { return (size & 1u) != 0; }
        std::uint32_t bytes() const { return size & ~1u; }
    };
    static_assert(sizeof(Block) == 8);

    const Block* at(std::size_t offset) const {
        return reinterpret_cast<const Block*>(memory_.data() + offset);
    }
    Block* at(std::size_t offset) { return reinterpret_cast<Block*>(memory_.data() + offset); }
    std::size_t share(std::int32_t owner) const;
    void join_free();

    alignas(8) std::array<std::byte, kSize> memory_{};
    std::int32_t owner_ = 0;
};

extern Heap heap;

}  // namespace modules::crypto
