// SPDX-License-Identifier: Apache-2.0
#include "lib/journal/index.h"

namespace lib::journal {

void Index::clear() {
    for (std::uint32_t& slot : slots_) {
        slot = kFree;
    }
    count_ = 0;
}

void Index::insert(std::uint16_t hash, std::uint16_t place) {
    std::size_t slot = home(hash);
    while (!free(slot)) {
        slot = next(slot);
    }
    slots_[slot] = (static_cast<std::uint32_t>(hash) << 16) | place;
    ++count_;
}

void Index::move(std::size_t slot, std::uint16_t place) {
    slots_[slot] = (slots_[slot] & 0xFFFF0000u) | place;
}

// Entries behind the hole that may live in it move up, so that no search ends early.
void Index::erase(std::size_t slot) {
    std::size_t hole = slot;
    for (std::size_t i = next(hole); !free(i); i = next(i)) {
        const std::size_t wanted = home(static_cast<std::uint16_t>(slots_[i] >> 16));
        const std::size_t distance = (i - wanted) & (slots_.size() - 1);
        if (distance >= ((i - hole) & (slots_.size() - 1))) {
            slots_[hole] = slots_[i];
            hole = i;
        }
    }
    slots_[hole] = kFree;
    --count_;
}

}  // namespace lib::journal
