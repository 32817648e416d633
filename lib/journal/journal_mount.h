// SPDX-License-Identifier: Apache-2.0
// Mount: every word of every used sector is looked at once, in order; what a power cut left behind
// is put away for good, so that it cannot read otherwise later.
#pragma once

#include "lib/journal/journal.h"

namespace lib::journal {

template <Flash F>
Result<void> Journal<F>::mount() {
    index_.clear();
    next_sequence_ = 1;
    overflow_ = false;
    if (!sectors_.mount()) {
        return Error::kBadArgument;
    }
    for (std::uint32_t i = 0; i < sectors_.count(); ++i) {
        if (sectors_[i].state == Sector::State::kUsed) {
            scan(i);
        }
    }
    return overflow_ ? Result<void>(Error::kJournalCorrupt) : kOk;
}

// A head that power failed in is one unreadable word, alone, or one that was readable at an earlier
// mount, which then put a dead mark at the record's end. Anything else that is neither record nor
// erased was once a record.
template <Flash F>
void Journal<F>::scan(std::uint32_t sector) {
    Sector& entry = sectors_[sector];
    bool orphan = false;
    for (std::uint32_t word = kFirstRecord; word < sectors_.words();) {
        Word bytes{};
        const ReadStatus status = sectors_.read(sector, word, bytes);
        if (status == ReadStatus::kErased) {
            orphan = false;
            ++word;
            continue;
        }
        const auto head = head_parse(bytes, entry.sequence, word);
        if (status == ReadStatus::kOk && head &&
            word + record_words(head->size) <= sectors_.words()) {
            scan_record(place_of(sector, word), *head);
            word += record_words(head->size);
            orphan = false;
        } else {
            const auto mark = mark_parse(bytes);
            const bool end = status == ReadStatus::kOk && mark && mark->magic == kMarkDead;
            entry.damaged |= !end && (orphan || status == ReadStatus::kOk);
            orphan = !end;
            ++word;
        }
        entry.used = static_cast<std::uint16_t>(word);
    }
}

template <Flash F>
void Journal<F>::scan_record(std::uint16_t place, const RecordHead& head) {
    next_sequence_ = std::max(next_sequence_, head.sequence + (head.sequence != 0xFFFFFFFF));
    Word commit{};
    const std::uint32_t end = word_of(place) + record_words(head.size);
    // Power may have failed in the commit mark: it counts as soon as it is not erased, because
    // all that it vouches for was written before it.
    if (sectors_.read(sector_of(place), end - 2, commit) == ReadStatus::kErased) {
        if (!dead(place, head)) {
            kill(place, head);
        }
        return;
    }
    if ((head.flags & kImmutable) == 0 && dead(place, head)) {
        return;
    }
    if (const auto record = load(place)) {
        add(place, *record);
    } else {
        sectors_[sector_of(place)].damaged = true;
    }
}

// Two of one key: power failed after the commit of the newer, before the end of the older.
template <Flash F>
void Journal<F>::add(std::uint16_t place, const Record& record) {
    const std::uint32_t words = record_words(record.head.size);
    const auto hit = lookup(record.key);
    if (hit.ok()) {
        const Hit& other = hit.value();
        const std::uint16_t other_place = index_.place(other.slot);
        if (other.record.head.sequence >= record.head.sequence) {
            kill(place, record.head);
            return;
        }
        kill(other_place, other.record.head);
        sectors_[sector_of(other_place)].live -=
            static_cast<std::uint16_t>(record_words(other.record.head.size));
        index_.move(other.slot, place);
    } else if (index_.full()) {
        overflow_ = true;
        return;
    } else {
        index_.insert(key_hash(record.key), place);
    }
    sectors_[sector_of(place)].live += static_cast<std::uint16_t>(words);
}

// A readable word that is no dead mark of this record was put there by no power cut.
template <Flash F>
bool Journal<F>::dead(std::uint16_t place, const RecordHead& head) {
    const std::uint32_t sector = sector_of(place);
    Word bytes{};
    const auto status = sectors_.read(sector, word_of(place) + record_words(head.size) - 1, bytes);
    if (status != ReadStatus::kOk) {
        return status == ReadStatus::kEccBad;
    }
    if (bytes == mark_word(kMarkDead, head.sequence, place)) {
        return true;
    }
    sectors_[sector].damaged = true;
    return false;
}

template <Flash F>
bool Journal<F>::kill(std::uint16_t place, const RecordHead& head) {
    return sectors_.program(sector_of(place), word_of(place) + record_words(head.size) - 1,
                            mark_word(kMarkDead, head.sequence, place));
}

template <Flash F>
bool Journal<F>::damaged() const {
    for (std::uint32_t i = 0; i < sectors_.count(); ++i) {
        if (sectors_[i].state == Sector::State::kUsed && sectors_[i].damaged) {
            return true;
        }
    }
    return false;
}

template <Flash F>
std::uint32_t Journal<F>::live_words() const {
    std::uint32_t words = 0;
    for (std::uint32_t i = 0; i < sectors_.count(); ++i) {
        words += sectors_[i].live;
    }
    return words;
}

}  // namespace lib::journal
