// SPDX-License-Identifier: Apache-2.0
#include "modules/crypto/heap.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace modules::crypto {
namespace {

TEST(Heap, GivesZeroedAlignedMemoryThatDoesNotOverlap) {
    auto heap = std::make_unique<Heap>();
    std::mt19937 random(1);
    std::map<std::byte*, std::size_t> held;
    for (int round = 0; round < 20000; ++round) {
        if (random() % 2 == 0 && !held.empty()) {
            const auto one = std::next(held.begin(), static_cast<long>(random() % held.size()));
            for (std::size_t i = 0; i < one->second; ++i) {
                ASSERT_EQ(one->first[i], static_cast<std::byte>(one->second));
            }
            heap->free(one->first);
            held.erase(one);
            continue;
        }
        const std::size_t size = 1 + random() % 300;
        auto* memory = static_cast<std::byte*>(heap->allocate(size));
        if (memory == nullptr) {
            continue;
        }
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 8, 0u);
        for (std::size_t i = 0; i < size; ++i) {
            ASSERT_EQ(memory[i], std::byte{});
        }
        std::memset(memory, static_cast<int>(size & 0xFF), size);
        held[memory] = size & 0xFF;
        held[memory] = size;
        for (std::size_t i = 0; i < size; ++i) {
            memory[i] = static_cast<std::byte>(size);
        }
    }
    for (const auto& [memory, size] : held) {
        heap->free(memory);
    }
    EXPECT_EQ(heap->used(), 0u);
    EXPECT_NE(heap->allocate(Heap::kQuota - 8), nullptr);
}

TEST(Heap, WipesWhatIsFreed) {
    auto heap = std::make_unique<Heap>();
    auto* memory = static_cast<std::uint8_t*>(heap->allocate(64));
    std::memset(memory, 0x5A, 64);
    heap->free(memory);
    for (int i = 0; i < 64; ++i) {
        EXPECT_EQ(memory[i], 0);
    }
}

TEST(Heap, OwnerGetsHalfAtMost) {
    auto heap = std::make_unique<Heap>();
    heap->set_owner(1);
    while (heap->allocate(100) != nullptr) {
    }
    EXPECT_LE(heap->used(), Heap::kQuota);
    EXPECT_EQ(heap->allocate(100), nullptr);
    heap->set_owner(2);
    EXPECT_NE(heap->allocate(2000), nullptr);
    EXPECT_EQ(heap->allocate(0), nullptr);
    EXPECT_EQ(heap->allocate(SIZE_MAX - 3), nullptr);
}

}  // namespace
}  // namespace modules::crypto
