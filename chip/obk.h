// SPDX-License-Identifier: Apache-2.0
// Option-byte keys (fact sheet 3): readable only at their own level, as words, through device
// memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "chip/memory.h"
#include "lib/result/result.h"

namespace chip::obk {

// Copies out.size() words from `offset` (multiple of 16) of the secure window. Errors:
// OBK_UNREADABLE (ECC error, or nothing but zeros: not this level's), OUT_OF_RANGE.
lib::Result<void> read(std::uint32_t offset, std::span<std::uint32_t> out);

// A record of lib/obkeys. Its own check (magic, digest) is the caller's.
template <typename T>
    requires(std::is_trivially_copyable_v<T> && sizeof(T) % 4 == 0 && alignof(T) == 4)
lib::Result<void> read_record(std::uint32_t offset, T& record) {
    return read(offset, {reinterpret_cast<std::uint32_t*>(&record), sizeof(T) / 4});
}

// New contents of whole keys.
class Change {
  public:
    // `words`: whole keys of 4 words, for `kOffset`, a multiple of 16, and behind it.
    template <std::uint32_t kOffset, std::size_t kWords>
        requires(kOffset % 16 == 0 && kWords % 4 == 0 && kOffset <= kObKeysSize &&
                 kWords <= (kObKeysSize - kOffset) / 4)
    static constexpr Change at(std::span<std::uint32_t, kWords> words) {
        return {kOffset, words};
    }
    std::uint32_t offset() const { return offset_; }
    std::span<const std::uint32_t> words() const { return words_; }

  private:
    constexpr Change(std::uint32_t offset, std::span<const std::uint32_t> words)
        : offset_(offset), words_(words) {}
    std::uint32_t offset_;
    std::span<const std::uint32_t> words_;
};

// All of them or none, whatever happens to the power: they are built in the alternate sector,
// looked at there, then the sectors change roles and all other keys move along. Keys must be of
// this level; the MPU must let them be written. Errors: OUT_OF_RANGE, FLASH_PROTECTED,
// FLASH_SEQUENCE, FLASH_TIMEOUT.
lib::Result<void> build(std::span<const Change> changes);

// What was built, as read() does. Keys that were not are OBK_UNREADABLE.
lib::Result<void> read_built(std::uint32_t offset, std::span<std::uint32_t> out);

// What swap() has to be given: it opens the lock, and another word leaves it shut until the next
// reset. Callers make it of what must be so by then, kPermit XOR words that are zero if it is, so
// that a fault that only comes by here changes no key, and wrong keys, which would end every boot
// to come, never count.
inline constexpr std::uint32_t kPermit = 0x3A69'C55A;

// Errors: FLASH_PROTECTED (also where `permit` is another word), FLASH_SEQUENCE, FLASH_TIMEOUT.
lib::Result<void> swap(std::uint32_t permit);

}  // namespace chip::obk
