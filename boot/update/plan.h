// SPDX-License-Identifier: Apache-2.0
// What the update engine asks of its surroundings: a flash, the places of the layout, and somebody
// who knows whether an image may run. Offsets are bytes from the start of user flash.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>

#include "lib/journal/flash.h"
#include "lib/result/result.h"

namespace boot::update {

using lib::journal::ReadStatus;
using lib::journal::Word;
inline constexpr std::uint32_t kWordSize = lib::journal::kWordSize;

// program16, erase, typed read; over all of user flash.
template <typename F>
concept Flash = lib::journal::Flash<F>;

// Where a component runs. Start and size are whole sectors.
struct Slot {
    std::uint32_t component;  // lib::handover::ComponentId, or a module's id
    std::uint32_t at;
    std::uint32_t size;  // bytes
};

// The iROT installs the uROT (replace.h), the uROT everything else (engine.h); both read one log.
struct Plan {
    std::uint32_t log;            // two sectors
    std::uint32_t pool;           // where images are staged, whatever component they are of
    std::uint32_t pool_size;      // bytes, whole sectors
    std::span<const Slot> slots;  // those this stage installs to
};

// Says whether the image staged at `at` (`size` bytes, header to last TLV) may be put into `slot`:
// asked for each image of a request before anything is changed.
template <typename J>
concept Judge = requires(J& judge, const Slot& slot, std::uint32_t at, std::uint32_t size) {
    { judge.fits(slot, at, size) } -> std::same_as<lib::Result<void>>;
};

// A judge that also opens encrypted images. arrive(): the words that follow are of the image that
// `image` reads (read(offset, out), size()); some of it may be in its slot already. reveal(): the
// word at `offset` of that image becomes plain text, or the error says why it cannot.
template <typename J, typename Image>
concept Opener = requires(J& judge, Image& image, std::uint32_t offset, Word& word) {
    judge.arrive(image);
    { judge.reveal(offset, word) } -> std::same_as<lib::Result<void>>;
};

}  // namespace boot::update
