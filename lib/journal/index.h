// SPDX-License-Identifier: Apache-2.0
// Where each value lies: an open-addressing table of 4-byte entries in memory of the caller.
// An entry is the hash of the key and a place; equal hashes are told apart by reading the flash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lib::journal {

class Index {
  public:
    static constexpr std::uint16_t kNowhere = 0xFFFE;  // the value's record cannot be read

    // A power of two of slots, 8..32768.
    explicit Index(std::span<std::uint32_t> slots) : slots_(slots) { clear(); }

    void clear();
    std::size_t count() const { return count_; }
    // One slot in eight stays free, so that a search is short.
    bool full() const { return count_ >= slots_.size() - slots_.size() / 8; }

    // Slots that may hold `hash`: begin at home(), go on with next() until free() says so.
    std::size_t home(std::uint16_t hash) const { return hash & (slots_.size() - 1); }
    std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
    bool free(std::size_t slot) const { return slots_[slot] == kFree; }
    bool matches(std::size_t slot, std::uint16_t hash) const { return slots_[slot] >> 16 == hash; }
    std::uint16_t place(std::size_t slot) const { return static_cast<std::uint16_t>(slots_[slot]); }
    std::size_t size() const { return slots_.size(); }

    // Not when full().
    void insert(std::uint16_t hash, std::uint16_t place);
    void move(std::size_t slot, std::uint16_t place);
    void erase(std::size_t slot);

  private:
    static constexpr std::uint32_t kFree = 0xFFFFFFFF;

    std::span<std::uint32_t> slots_;
    std::size_t count_ = 0;
};

}  // namespace lib::journal
