// SPDX-License-Identifier: Apache-2.0
// Making room: the records that count move from one sector (the victim) to a freshly erased one.
// Cut anywhere, the target is void and the victim stands; it begins anew with an erase.
#pragma once

#include "lib/journal/journal.h"

namespace lib::journal {

// The used sector that the record fills best.
template <Flash F>
std::optional<std::uint16_t> Journal<F>::room(std::uint32_t words) const {
    std::optional<std::uint16_t> best;
    std::uint32_t best_left = 0;
    for (std::uint32_t i = 0; i < sectors_.count(); ++i) {
        const auto word = sectors_.room(i, words);
        const std::uint32_t left = word ? sectors_.words() - *word - words : 0;
        if (word && (!best || left < best_left)) {
            best = place_of(i, *word);
            best_left = left;
        }
    }
    return best;
}

template <Flash F>
std::optional<std::uint16_t> Journal<F>::reserve(std::uint32_t words) {
    if (const auto place = room(words)) {
        return place;
    }
    if (sectors_.free_count() > 1) {
        sectors_.open(false);
        if (const auto place = room(words)) {
            return place;
        }
    }
    return collect(words) ? room(words) : std::nullopt;
}

// At most two sectors are copied for one record.
template <Flash F>
bool Journal<F>::collect(std::uint32_t words) {
    if (!worst_sector(words)) {
        return false;
    }
    if (!level_wear()) {
        return false;
    }
    if (room(words)) {
        return true;
    }
    const auto victim = worst_sector(words);
    return victim && compact(*victim);
}

// Values that never change would spare their sector for ever.
template <Flash F>
bool Journal<F>::level_wear() {
    std::optional<std::uint32_t> calm;
    for (std::uint32_t i = 0; i < sectors_.count(); ++i) {
        if (sectors_[i].state == Sector::State::kUsed &&
            (!calm || sectors_[i].erases < sectors_[*calm].erases)) {
            calm = i;
        }
    }
    if (!calm || sectors_.most_erases() - sectors_[*calm].erases <= kWearSpread) {
        return true;
    }
    return compact(*calm);
}

// The sector with the fewest live words, if `words` more fit beside them.
template <Flash F>
std::optional<std::uint32_t> Journal<F>::worst_sector(std::uint32_t words) const {
    std::optional<std::uint32_t> worst;
    for (std::uint32_t i = 0; i < sectors_.count(); ++i) {
        if (sectors_[i].state != Sector::State::kUsed) {
            continue;
        }
        if (!worst || sectors_[i].live < sectors_[*worst].live) {
            worst = i;
        }
    }
    if (!worst || kFirstRecord + sectors_[*worst].live + words > sectors_.words()) {
        return std::nullopt;
    }
    return worst;
}

template <Flash F>
bool Journal<F>::compact(std::uint32_t victim) {
    const auto target = sectors_.open(true);
    if (!target) {
        return false;
    }
    if (!copy_all(victim, *target) || !sectors_.complete(*target, victim)) {
        sectors_[*target].state = Sector::State::kFree;
        return false;
    }
    adopt(victim, *target);
    return true;
}

// The index tells what counts, so its order is the order of the copies; adopt() walks it again.
template <Flash F>
bool Journal<F>::copy_all(std::uint32_t victim, std::uint32_t target) {
    std::uint32_t word = kFirstRecord;
    for (std::size_t slot = 0; slot < index_.size(); ++slot) {
        const std::uint16_t place = index_.place(slot);
        if (index_.free(slot) || place == Index::kNowhere || sector_of(place) != victim) {
            continue;
        }
        const auto record = load(place);
        if (!record) {
            index_.move(slot, Index::kNowhere);
            continue;
        }
        if (!copy(place, place_of(target, word), *record)) {
            return false;
        }
        word += record_words(record->head.size);
    }
    sectors_[target].used = static_cast<std::uint16_t>(word);
    return true;
}

template <Flash F>
bool Journal<F>::copy(std::uint16_t from, std::uint16_t to, const Record& record) {
    const bool lost = !payload_readable(from, record.head.size);
    const std::uint32_t words = record_words(record.head.size);
    RecordHead head = record.head;
    head.flags |= lost ? kLost : 0;
    const std::uint32_t target = sector_of(to);
    const std::uint32_t first = word_of(to);
    if (!sectors_.program(target, first,
                          head_word(head, record.key.id, sectors_[target].sequence, first)) ||
        !sectors_.program(target, first + 1, record.body)) {
        return false;
    }
    for (std::uint32_t i = 2; i < words - 2; ++i) {
        Word bytes{};
        const auto status = sectors_.read(sector_of(from), word_of(from) + i, bytes);
        if (status == ReadStatus::kEccBad && !lost) {
            return false;
        }
        if (!sectors_.program(target, first + i, lost ? Word{} : bytes)) {
            return false;
        }
    }
    return sectors_.program(target, first + words - 2, mark_word(kMarkCommit, head.sequence, to));
}

template <Flash F>
bool Journal<F>::payload_readable(std::uint16_t place, std::uint32_t size) {
    std::array<std::byte, 8 * kWordSize> chunk{};
    const std::uint32_t words = record_words(size) - 2;
    for (std::uint32_t i = 0; i < words; i += 8) {
        const std::size_t bytes = std::min<std::uint32_t>(8, words - i) * kWordSize;
        if (sectors_.read(sector_of(place), word_of(place) + i, std::span(chunk).first(bytes)) ==
            ReadStatus::kEccBad) {
            return false;
        }
    }
    return true;
}

// Both of a record's places were read a moment ago; where neither can be now, the rest waits for
// the next mount.
template <Flash F>
void Journal<F>::adopt(std::uint32_t victim, std::uint32_t target) {
    std::uint32_t word = kFirstRecord;
    bool lost = false;
    for (std::size_t slot = 0; slot < index_.size(); ++slot) {
        const std::uint16_t place = index_.place(slot);
        if (index_.free(slot) || place == Index::kNowhere || sector_of(place) != victim) {
            continue;
        }
        const std::uint16_t moved = place_of(target, word);
        auto record = load(moved);
        record = record ? record : load(place);
        lost |= !record;
        index_.move(slot, lost ? Index::kNowhere : moved);
        word += record ? record_words(record->head.size) : 0;
    }
    sectors_[target].live = static_cast<std::uint16_t>(word - kFirstRecord);
}

}  // namespace lib::journal
