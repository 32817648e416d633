// SPDX-License-Identifier: Apache-2.0
// The journal's sectors: which of them hold records, which may be erased, where there is room.
// DESIGN.md tells why a sector is erased only when it is opened, and what each mark proves.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "lib/journal/flash.h"
#include "lib/journal/format.h"

namespace lib::journal {

inline constexpr std::uint32_t kMaxSectors = 16;

struct Sector {
    enum class State : std::uint8_t {
        kFree,     // no record of it counts: erased when it is opened
        kRetired,  // free too, but opened before all others: its open mark may still be readable
        kTarget,   // takes a victim's records; void until the complete mark
        kUsed,
    };

    std::uint32_t sequence = 0;  // of the open mark; 0: none
    std::uint32_t victim = 0;    // sequence of the sector whose records it took; 0: none
    std::uint32_t erases = 0;
    std::uint16_t used = 0;  // first word behind the last that is not erased
    std::uint16_t live = 0;  // words of the records that count
    State state = State::kFree;
    bool touched = false;  // programmed since the mount
    bool damaged = false;  // holds words that no power cut explains: a record was lost

    bool free() const { return state == State::kFree || state == State::kRetired; }
};

template <Flash F>
class Sectors {
  public:
    explicit Sectors(F& flash) : flash_(flash) {}

    std::uint32_t count() const { return count_; }
    std::uint32_t words() const { return words_; }
    Sector& operator[](std::uint32_t i) { return sectors_[i]; }
    const Sector& operator[](std::uint32_t i) const { return sectors_[i]; }

    // Rises with everything that changes the flash.
    std::uint32_t changes() const { return changes_; }

    ReadStatus read(std::uint32_t sector, std::uint32_t word, std::span<std::byte> out) {
        return flash_.read((sector * words_ + word) * kWordSize, out);
    }

    // One word, read back: flash that was erased or programmed by half can take a word and not
    // keep it.
    bool program(std::uint32_t sector, std::uint32_t word, const Word& data) {
        ++changes_;
        if (!flash_.program16((sector * words_ + word) * kWordSize, data)) {
            return false;
        }
        Word back{};
        return read(sector, word, back) != ReadStatus::kEccBad && back == data;
    }

    // Reads all marks. False: the geometry is none this journal serves.
    bool mount() {
        count_ = flash_.sector_count();
        words_ = flash_.sector_size() / kWordSize;
        if (count_ < 2 || count_ > kMaxSectors || words_ < 16 || count_ * words_ > 0x8000) {
            return false;
        }
        for (std::uint32_t i = 0; i < count_; ++i) {
            classify(i);
        }
        retire_victims();
        guess_unknown_erases();
        return true;
    }

    // Erases a free sector and opens it. Fails when the flash does, or when none is free.
    std::optional<std::uint32_t> open(bool as_target) {
        const auto sector = next_free();
        if (!sector || last_sequence_ == std::numeric_limits<std::uint32_t>::max()) {
            return std::nullopt;
        }
        Sector& entry = sectors_[*sector];
        const std::uint32_t sequence = ++last_sequence_;
        ++changes_;
        entry.erases = std::min(entry.erases, std::uint32_t{0xFFFFFFFE}) + 1;
        if (!flash_.erase(*sector * words_ * kWordSize) || !blank(*sector)) {
            return std::nullopt;
        }
        const Word mark = mark_word(as_target ? kMarkTarget : kMarkPlain, sequence, entry.erases);
        if (!program(*sector, kOpenWord, mark) || !program(*sector, kOpenWord + 1, mark)) {
            return std::nullopt;
        }
        entry = {.sequence = sequence,
                 .erases = entry.erases,
                 .used = kFirstRecord,
                 .state = as_target ? Sector::State::kTarget : Sector::State::kUsed,
                 .touched = true};
        return sector;
    }

    // The target has it all: from this word on, the victim is free.
    bool complete(std::uint32_t target, std::uint32_t victim) {
        const Word mark =
            mark_word(kMarkComplete, sectors_[target].sequence, sectors_[victim].sequence);
        if (!program(target, kCompleteWord, mark)) {
            return false;
        }
        sectors_[target].state = Sector::State::kUsed;
        sectors_[victim].state = Sector::State::kRetired;
        sectors_[victim].live = 0;
        program(target, kCompleteWord + 1, mark);  // a copy; the first is enough
        return true;
    }

    // First word that a record of `words` words would take in `sector`, if it fits. The first
    // record after a mount leaves one word free: power may have failed in that word.
    std::optional<std::uint32_t> room(std::uint32_t sector, std::uint32_t words) const {
        const Sector& entry = sectors_[sector];
        const std::uint32_t start = entry.used + (entry.touched ? 0u : 1u);
        if (entry.state != Sector::State::kUsed || start + words > words_) {
            return std::nullopt;
        }
        return start;
    }

    std::uint32_t free_count() const {
        return static_cast<std::uint32_t>(
            std::count_if(begin(), end(), [](const Sector& s) { return s.free(); }));
    }

    std::uint32_t most_erases() const {
        return std::max_element(
                   begin(), end(),
                   [](const Sector& a, const Sector& b) { return a.erases < b.erases; })
            ->erases;
    }

  private:
    const Sector* begin() const { return sectors_.data(); }
    const Sector* end() const { return sectors_.data() + count_; }

    void classify(std::uint32_t i) {
        sectors_[i] = {};
        const auto open = settle(i, kOpenWord);
        if (!open || (open->magic != kMarkPlain && open->magic != kMarkTarget)) {
            return;
        }
        sectors_[i].sequence = open->sequence;
        sectors_[i].erases = open->value;
        last_sequence_ = std::max(last_sequence_, open->sequence);
        const auto complete = settle(i, kCompleteWord);
        if (complete && complete->magic == kMarkComplete && complete->sequence == open->sequence) {
            sectors_[i].victim = complete->value;
        } else if (open->magic == kMarkTarget) {
            return;
        }
        sectors_[i].state = Sector::State::kUsed;
        sectors_[i].used = kFirstRecord;
    }

    // The first readable of the two copies of a mark. Where power failed in the first copy or
    // before the second, the second is written now, from what this very read brought: the next
    // read of the first may fail.
    std::optional<Mark> settle(std::uint32_t sector, std::uint32_t word) {
        std::array<Word, 2> bytes{};
        const ReadStatus first = read(sector, word, bytes[0]);
        const ReadStatus second = read(sector, word + 1, bytes[1]);
        if (first == ReadStatus::kOk) {
            if (const auto mark = mark_parse(bytes[0])) {
                if (second == ReadStatus::kErased) {
                    program(sector, word + 1, bytes[0]);
                }
                return mark;
            }
        }
        return second == ReadStatus::kOk ? mark_parse(bytes[1]) : std::nullopt;
    }

    void retire_victims() {
        for (std::uint32_t i = 0; i < count_; ++i) {
            const Sector& heir = sectors_[i];
            for (Sector& other : sectors_) {
                if (heir.victim != 0 && other.sequence == heir.victim &&
                    heir.victim < heir.sequence) {
                    other.state = Sector::State::kRetired;
                }
            }
        }
    }

    void guess_unknown_erases() {
        const std::uint32_t most = most_erases();
        for (std::uint32_t i = 0; i < count_; ++i) {
            if (sectors_[i].sequence == 0) {
                sectors_[i].erases = most;
            }
        }
    }

    // A retired sector first: only the sector that took its records knows that they are void.
    std::optional<std::uint32_t> next_free() const {
        std::optional<std::uint32_t> best;
        for (std::uint32_t i = 0; i < count_; ++i) {
            if (sectors_[i].state == Sector::State::kRetired) {
                return i;
            }
            if (sectors_[i].free() && (!best || sectors_[i].erases < sectors_[*best].erases)) {
                best = i;
            }
        }
        return best;
    }

    bool blank(std::uint32_t sector) {
        std::array<std::byte, 8 * kWordSize> chunk{};
        for (std::uint32_t word = 0; word < words_; word += 8) {
            const std::size_t size = std::min<std::uint32_t>(8, words_ - word) * kWordSize;
            if (read(sector, word, std::span(chunk).first(size)) != ReadStatus::kErased) {
                return false;
            }
        }
        return true;
    }

    F& flash_;
    std::array<Sector, kMaxSectors> sectors_{};
    std::uint32_t count_ = 0;
    std::uint32_t words_ = 0;
    std::uint32_t last_sequence_ = 0;
    std::uint32_t changes_ = 0;
};

}  // namespace lib::journal
